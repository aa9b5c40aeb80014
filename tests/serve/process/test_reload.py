"""A running service takes a new configuration, refuses a bad one, and loses nothing over either."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.serve.process.conftest import Listener, Serving

PATIENCE_SECONDS = 10.0  # how long a channel may take for a page

DOWN = """
[detect]
interval = "1s"
second_look = "200ms"
looks_per_minute = 120
[service.orders]
endpoints = [{{ address = "127.0.0.1:{port}" }}]
"""


def error_of(serving: Serving) -> str:
    config = serving.status()["config"]
    assert isinstance(config, dict)
    return str(config["error"]["message"]) if config["error"] else ""


def test_a_changed_file_is_taken_while_requests_go_on(serving: Serving, closed_port: int) -> None:
    """A service that the new file names is watched soon after, and no request in between went unanswered."""
    serving.configure("")
    serving.start()
    loaded = serving.status()["config"]
    serving.configure(DOWN.format(port=closed_port))
    answers: set[int] = set()

    def noticed() -> bool:
        answers.add(serving.get("/healthz"))
        return serving.incidents() != []

    serving.until(noticed, "an incident of the new service")
    assert answers == {200}
    assert serving.status()["config"] != loaded
    assert 'firstcause_config_reloads_total{result="accepted"} 1.0' in serving.http.get("/metrics").text


def test_a_bad_file_leaves_the_old_one_in_force(serving: Serving, closed_port: int) -> None:
    """File, line and hint stand in the status, the log and the metrics; once repaired, the error is gone."""
    serving.configure(DOWN.format(port=closed_port))
    serving.start()
    serving.configure('[detect]\nintervall = "1s"')
    serving.until(lambda: error_of(serving) != "", "an error")
    assert error_of(serving) == f"{serving.config}:2: detect.intervall: there is no such key"
    config = serving.status()["config"]
    assert isinstance(config, dict)
    assert config["error"]["hint"] == "did you mean 'interval'?"
    assert f"{serving.config}:2: detect.intervall" in serving.said()
    metrics = serving.http.get("/metrics").text
    assert "firstcause_config_last_reload_successful 0.0" in metrics
    assert serving.get("/readyz") == 200
    serving.until(lambda: serving.incidents() != [], "an incident of the old configuration")
    serving.configure(DOWN.format(port=closed_port))
    serving.until(lambda: error_of(serving) == "", "no error any more")


def test_what_a_process_has_for_life_is_not_exchanged(serving: Serving) -> None:
    """Another address or another store needs a restart: the tokens' address and open incidents depend on them."""
    serving.configure("")
    serving.start()
    serving.configure('[store]\nurl = "sqlite:///other.db"')
    serving.until(lambda: error_of(serving) != "", "an error")
    assert error_of(serving) == f"{serving.config}: [store] cannot change while we run"
    assert not (serving.folder / "other.db").exists()


def test_a_hangup_reads_the_file_again(serving: Serving) -> None:
    """SIGHUP does not wait for the file to change: secrets beside it may have."""
    serving.configure("", serve='tokens = "file:tokens"')
    tokens = serving.folder / "tokens"
    tokens.touch(0o600)
    tokens.write_text("the-first-token")
    serving.start()

    def accepted(token: str) -> bool:
        headers = {"authorization": f"Bearer {token}"}
        body = {"by": "alice", "reason": "x"}
        return serving.http.post("/api/v1/mitigation/stop", json=body, headers=headers).status_code == 200

    assert accepted("the-first-token")
    tokens.write_text("the-second-token")
    serving.send(signal.SIGHUP)
    serving.until(lambda: accepted("the-second-token"), "the new token")
    assert not accepted("the-first-token")


def test_a_page_under_way_is_neither_lost_nor_sent_twice(
    serving: Serving, listener: Listener, closed_port: int
) -> None:
    """The channel keeps us waiting while the configuration changes: one page is delivered, and known as delivered."""
    listener.hold = threading.Event()
    contact = f'[contact.alice]\nchannels = ["json://{listener.address}/"]\n'
    serving.configure(DOWN.format(port=closed_port) + contact)
    serving.start()
    serving.until(lambda: len(listener.requests) == 1, "a page")
    since, loaded = time.monotonic(), serving.status()["config"]
    serving.configure(DOWN.format(port=closed_port) + contact + '[page]\nescalate_after = "1h"')
    serving.until(lambda: serving.status()["config"] != loaded, "another configuration")
    listener.hold.set()
    held_seconds = time.monotonic() - since
    (incident,) = serving.incidents()
    path = f"/api/v1/incidents/{incident['id']}"
    serving.until(lambda: bool(serving.http.get(path).json()["pages"][0]["delivered"]), "delivered")
    # A channel that keeps us waiting for longer than a page may take is asked again, reload or not.
    assert len(listener.requests) <= 1 + held_seconds // PATIENCE_SECONDS

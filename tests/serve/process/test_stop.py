"""How a real service begins and ends: tokens, signals, and what systemd hears of it."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.serve.process.conftest import Listener, Serving

DOWN = """
[detect]
interval = "1s"
second_look = "200ms"
looks_per_minute = 120
[service.orders]
endpoints = [{{ address = "127.0.0.1:{port}" }}]
[contact.alice]
channels = ["json://{channel}/"]
"""
DEADLINE_SECONDS = 60.0
EVERYWHERE = "0.0.0.0"  # noqa: S104 - refused, or with a token


def test_off_loopback_it_does_not_start_without_tokens(serving: Serving) -> None:
    """Exit code 2, with file, line and hint, before anything is listened on. More addresses: `tests/config`."""
    serving.config.write_text(f'[serve]\nlisten = "{EVERYWHERE}:{serving.port}"\n')
    serving.start(ready=False)
    assert serving.left() == 2
    assert f"{serving.config}:2: serve.listen: {EVERYWHERE} is not loopback" in serving.said()
    assert "hint: set [serve] tokens first" in serving.said()
    assert not (serving.folder / "firstcause.db").exists()


def test_off_loopback_with_tokens_nothing_changes_without_one(serving: Serving) -> None:
    """It starts, shows, and lets nobody write who has no token."""
    serving.config.write_text(f'[serve]\nlisten = "{EVERYWHERE}:{serving.port}"\ntokens = "a-token-of-ours"\n')
    serving.start()
    body = {"by": "alice", "reason": "x"}
    assert serving.http.post("/api/v1/mitigation/stop", json=body).status_code == 401
    headers = {"authorization": "Bearer a-token-of-ours"}
    assert serving.http.post("/api/v1/mitigation/stop", json=body, headers=headers).status_code == 200


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_order(serving: Serving, number: signal.Signals, code: int) -> None:
    """Within a few seconds; 130 says that a person interrupted it, as for every command."""
    serving.configure("")
    serving.start()
    begun = time.monotonic()
    serving.send(number)
    assert serving.left() == code
    assert time.monotonic() - begun < 10
    assert "Traceback" not in serving.said()


def test_a_page_that_hangs_does_not_keep_it_and_is_sent_by_the_next(
    serving: Serving, listener: Listener, closed_port: int
) -> None:
    """A channel that does not answer: we leave in time, and the next process sends the page with the same key."""
    listener.hold = threading.Event()
    serving.configure(DOWN.format(port=closed_port, channel=listener.address))
    serving.start()
    serving.until(lambda: len(listener.requests) == 1, "a page")
    begun = time.monotonic()
    serving.send(signal.SIGTERM)
    assert serving.left() == 0
    assert time.monotonic() - begun < 10
    listener.hold.set()
    listener.hold = None
    serving.start()
    serving.until(lambda: len(listener.requests) == 2, "the same page")
    first, again = (json.loads(body)["key"] for _, body in listener.requests)
    assert first == again


def test_a_second_signal_ends_it_at_once(serving: Serving, listener: Listener, closed_port: int) -> None:
    """Whoever is in a hurry need not wait for the page that hangs."""
    listener.hold = threading.Event()
    serving.configure(DOWN.format(port=closed_port, channel=listener.address))
    serving.start()
    serving.until(lambda: len(listener.requests) == 1, "a page")
    serving.send(signal.SIGTERM)
    serving.send(signal.SIGINT)  # two of one kind might arrive as one
    assert serving.left() in (128 + signal.SIGTERM, 128 + signal.SIGINT)
    assert "left with something still under way" not in serving.said()


class Manager:
    """systemd's end of the socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.settimeout(DEADLINE_SECONDS)

    def hears(self) -> str:
        return self._socket.recv(4096).decode()

    def hears_until(self, word: str) -> list[str]:
        heard = [self.hears()]
        while word not in heard[-1].splitlines():
            heard.append(self.hears())
        return heard

    def hears_nothing_for(self, seconds: float) -> None:
        """Whatever is in the socket still, and then silence for so long."""
        self._socket.settimeout(seconds)
        try:
            heard = [self.hears() for _ in range(20)]
        except TimeoutError:
            return
        finally:
            self._socket.settimeout(DEADLINE_SECONDS)
        raise AssertionError(heard)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    one = Manager(tmp_path / "notify")
    yield one
    one.close()


def test_systemd_hears_of_every_turn(serving: Serving, manager: Manager) -> None:
    """Ready, signs of life, a reload with its time, ready again, and the end."""
    serving.configure("")
    serving.start({"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": "3000000"})
    assert manager.hears_until("READY=1")
    manager.hears_until("WATCHDOG=1")
    manager.hears_until("WATCHDOG=1")
    serving.send(signal.SIGHUP)
    reloading = manager.hears_until("RELOADING=1")[-1]
    assert reloading.splitlines()[1].removeprefix("MONOTONIC_USEC=").isdecimal()
    manager.hears_until("READY=1")
    serving.send(signal.SIGTERM)
    manager.hears_until("STOPPING=1")
    assert serving.left() == 0


def test_a_stopped_process_gives_no_sign_of_life(serving: Serving, manager: Manager) -> None:
    """What systemd kills and starts again is a process that hangs: here it is stopped for real."""
    serving.configure("")
    serving.start({"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": "3000000"})
    manager.hears_until("WATCHDOG=1")
    serving.send(signal.SIGSTOP)
    manager.hears_nothing_for(4.0)
    serving.send(signal.SIGCONT)
    manager.hears_until("WATCHDOG=1")

"""Somebody else's dead-man switch hears of a real service, for as long as it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.serve.process.conftest import Listener, Serving

PATH = "/ping/3f8a-a-secret-of-ours"


def test_it_beats_and_its_url_stays_secret(serving: Serving, listener: Listener) -> None:
    """Again and again, told in status and metrics; neither the log, however talkative, nor the status shows the URL."""
    serving.configure(f'[heartbeat]\nurl = "http://{listener.address}{PATH}"\ninterval = "200ms"')
    serving.start()
    serving.until(lambda: len(listener.requests) >= 3, "three beats")
    assert {path for path, _ in listener.requests} == {PATH}
    serving.until(lambda: int(str(serving.status()["heartbeats_delivered"])) >= 3, "counted")
    assert 'firstcause_heartbeats_total{result="failed"} 0.0' in serving.http.get("/metrics").text
    assert "a-secret-of-ours" not in serving.said() + str(serving.status())


def test_a_beat_that_fails_is_told_and_harms_nothing(serving: Serving, listener: Listener) -> None:
    """A refusal is counted and logged once; the service goes on, and so do the beats."""
    listener.status = 500
    serving.configure(f'[heartbeat]\nurl = "http://{listener.address}{PATH}"\ninterval = "200ms"')
    serving.start()
    serving.until(lambda: int(str(serving.status()["heartbeats_failed"])) >= 3, "failures")
    assert serving.said().count("heartbeat: not taken: HTTP status 500") == 1
    assert serving.get("/readyz") == 200
    listener.status = 200
    serving.until(lambda: serving.status()["heartbeats_delivered"] != 0, "a success")
    serving.until(lambda: "heartbeat: delivered again" in serving.said(), "told")
    assert "a-secret-of-ours" not in serving.said()


def test_without_a_url_nothing_beats(serving: Serving) -> None:
    """And the status says so."""
    serving.configure("")
    serving.start()
    assert serving.status()["heartbeat"] is False

"""The dead-man switch hears of us while we are alive, and of nothing else."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from firstcause.sinks.heartbeat import Heartbeat

DEADLINE_SECONDS = 30.0
SECRET = "3f8a-a-secret-of-ours"


class Switch:
    """A real listener: `beats` is released by every request, and answered with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.beats = threading.Semaphore(0)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/{SECRET}"

    def hears(self, seconds: float = DEADLINE_SECONDS) -> bool:
        return self.beats.acquire(timeout=seconds)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(switch: Switch) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(switch.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                switch.beats.release()  # before the answer, so that whoever has it was counted
                self.end_headers()

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


@pytest.fixture
def switch() -> Iterator[Switch]:
    one = Switch()
    yield one
    one.close()


def test_it_beats_while_we_are_alive_and_is_silent_when_we_stall(
    switch: Switch, caplog: pytest.LogCaptureFixture
) -> None:
    """Silence is the message; once the engine steps again, it beats again. Each turn is logged once."""
    alive = threading.Event()
    alive.set()
    asked = threading.Semaphore(0)

    def stepping() -> bool:
        asked.release()
        return alive.is_set()

    beat = Heartbeat(switch.url, 0.01, stepping)
    beat.start()
    try:
        assert all(switch.hears() for _ in range(3))
        alive.clear()
        while beat.trouble == "":
            assert asked.acquire(timeout=DEADLINE_SECONDS)
        while switch.beats.acquire(blocking=False):
            pass
        assert all(asked.acquire(timeout=DEADLINE_SECONDS) for _ in range(5))
        assert not switch.beats.acquire(blocking=False)
        alive.set()
        assert switch.hears()
    finally:
        beat.stop()
    assert [r.message for r in caplog.records if "stalled" in r.message] == [
        "heartbeat: nothing was sent: the engine has stalled"
    ]


@pytest.mark.parametrize(
    ("status", "trouble"), [(500, "not taken: HTTP status 500"), (302, "not taken: HTTP status 302")]
)
def test_an_answer_that_is_no_yes(switch: Switch, status: int, trouble: str) -> None:
    """Counted as failed; a redirection leads to somebody else, and is not followed."""
    switch.status = status
    beat = Heartbeat(switch.url, 60, lambda: True)
    beat.start()
    try:
        assert switch.hears()
        _until(beat)
        assert (beat.delivered, beat.failed, beat.trouble) == (0, 1, trouble)
        assert not switch.hears(0)
    finally:
        beat.stop()


def test_nobody_there(caplog: pytest.LogCaptureFixture) -> None:
    """Never fatal, and told without the URL, at whatever level one logs."""
    caplog.set_level(logging.DEBUG)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    beat = Heartbeat(f"http://127.0.0.1:{port}/{SECRET}", 60, lambda: True)
    beat.start()
    try:
        _until(beat)
        assert beat.trouble == "not delivered: ConnectError"
    finally:
        beat.stop()
    assert SECRET not in caplog.text


def test_without_a_url_nothing_is_started() -> None:
    """There is nobody to tell."""
    beat = Heartbeat("", 0.01, lambda: True)
    beat.start()
    assert not beat.wanted
    assert "heartbeat" not in {thread.name for thread in threading.enumerate()}


def _until(beat: Heartbeat) -> None:
    """Wait until the first beat is judged."""
    pause = threading.Event()
    for _ in range(int(DEADLINE_SECONDS / 0.02)):
        if beat.trouble:
            return
        pause.wait(0.02)
    raise AssertionError("no trouble was told")

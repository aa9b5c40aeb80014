"""What the logs of several services say of a window: failed handshakes and bad lines, counted, now and before."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firstcause.model.evidence import LogMatched, Unobserved
from firstcause.model.logs import LogTally
from firstcause.model.service import LogKind, LogPlace
from firstcause.model.window import Window
from firstcause.sources.logs import counts, watch
from firstcause.sources.logs.watch import LogWatch

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
UNTRUSTED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)"


class Lab:
    """Two services with a log each, and a moment that is moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = START
        self.watch = LogWatch({name: [self.place(name)] for name in ("orders", "billing")}, 60.0, now=lambda: self.now)
        for name in ("orders", "billing"):
            self.file(name).touch()
        self.watch.look()

    def place(self, name: str) -> LogPlace:
        return LogPlace(LogKind.FILE, str(self.file(name)))

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.jsonl"

    def write(self, name: str, message: str, ago: float = 0.0, level: str = "WARNING", **fields: str) -> None:
        at = (self.now - timedelta(seconds=ago)).isoformat()
        line = {"time": at, "level": level, "service": name, "message": message, **fields}
        with self.file(name).open("a") as file:
            file.write(json.dumps(line) + "\n")

    def tally(self, seconds: float = 60.0) -> LogTally:
        self.watch.look()
        window = Window.before(self.now + timedelta(seconds=1), seconds)
        found = self.watch.tally(window, Window.before(window.start, seconds))
        assert isinstance(found, LogTally), found
        return found


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_failed_handshakes_by_side_and_peer(lab: Lab) -> None:
    """The same outage as both ends log it: the client about its callee, the server about an alert."""
    for _ in range(5):
        lab.write("orders", "call failed", callee="billing", endpoint="127.0.0.1:1", error=UNTRUSTED)
    alert = "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:2580)"
    lab.write("billing", "handshake failed", side="server", error=alert)
    lab.write("orders", "request served", level="INFO")
    client, server = lab.tally().handshakes
    assert (client.service, client.role, client.peer, client.code, client.count) == (
        *("orders", "client", "billing", "tls/self-signed", 5),
    )
    assert (server.service, server.role, server.peer, server.code) == ("billing", "server", "", "tls/unknown-ca")
    assert UNTRUSTED in client.lines[0]
    assert client.matched() == LogMatched("orders", "tls/self-signed as client with billing", 5, client.lines)


def test_at_most_three_examples(lab: Lab) -> None:
    """Counts are exact, lines are few."""
    for number in range(500):
        lab.write("orders", f"handshake failed {number}", side="server", error="EOF")
    (found,) = lab.tally().handshakes
    assert (found.count, len(found.lines)) == (500, counts.MAX_EXAMPLES)


def test_windows_that_touch_share_no_line(lab: Lab) -> None:
    """A line is counted now or before, never twice."""
    for ago in range(120):
        lab.write("orders", "disk is full", ago=ago)
    found = lab.tally(seconds=60).templates[0]
    assert (found.template, found.count, found.count_before) == ("disk is full", 60, 60)


def test_the_greatest_rise_comes_first(lab: Lab) -> None:
    """A line that is always there is less news than one that is new."""
    for ago in range(100):
        lab.write("billing", f"cache miss {ago}", ago=ago)
    for _ in range(10):
        lab.write("orders", "connection pool exhausted", level="ERROR")
    first, second = lab.tally(seconds=50).templates
    assert (first.service, first.template, first.count, first.count_before) == (
        *("orders", "connection pool exhausted", 10, 0),
    )
    assert (second.template, second.count, second.count_before) == ("cache miss <n>", 50, 50)


def test_calls_that_fail_after_the_handshake_are_no_handshakes(lab: Lab) -> None:
    """A refused connection or a slow answer is a bad line, and no failed handshake."""
    for error in (
        "[Errno 111] Connection refused",
        "The read operation timed out",
        "billing answered 503",
        "timed out",
    ):
        lab.write("orders", "call failed", callee="billing", error=error)
    found = lab.tally()
    assert found.handshakes == ()
    assert sum(t.count for t in found.templates) == 4


def test_lines_from_before_the_start_count_when_they_say_when(tmp_path: Path) -> None:
    """A restart amid an incident finds its first lines; lines without a time are no news."""
    file = tmp_path / "orders.log"
    at = (START - timedelta(seconds=20)).isoformat()
    file.write_text(f"{at} ERROR handshake failed: EOF\nERROR handshake failed: EOF\n")
    logs = LogWatch({"orders": [LogPlace(LogKind.FILE, str(file))]}, 60.0, now=lambda: START)
    logs.look()
    found = logs.tally(Window.before(START, 60), Window.before(START - timedelta(seconds=60), 60))
    assert isinstance(found, LogTally)
    assert [h.count for h in found.handshakes] == [1]
    logs.stop()


def test_memory_is_bounded(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many kinds of lines are told apart; what is beyond is counted together."""
    monkeypatch.setattr(counts, "MAX_KEYS", 3)
    for word in ("alpha", "beta", "gamma", "delta", "epsilon"):
        lab.write("orders", f"{word} failed")
    found = {t.template: t.count for t in lab.tally().templates}
    assert found == {"alpha failed": 1, "beta failed": 1, "gamma failed": 1, "(other lines)": 2}


def test_what_is_old_is_forgotten(lab: Lab) -> None:
    """After two hours nobody asks for a second any more."""
    lab.write("orders", "disk is full")
    assert lab.tally().templates
    lab.now += counts.KEPT + timedelta(minutes=1)
    lab.write("orders", "too late", ago=counts.KEPT.total_seconds() + 10)
    long = lab.tally(seconds=3 * counts.KEPT.total_seconds())
    assert long.templates == ()


def test_one_place_in_trouble_hides_no_other(tmp_path: Path) -> None:
    """What cannot be read is told with the answer; where nothing can be read, that is the answer."""
    missing, there = tmp_path / "missing.log", tmp_path / "there.log"
    window, before = Window.before(START, 60), Window.before(START - timedelta(seconds=60), 60)
    places = [LogPlace(LogKind.FILE, str(missing))]
    blind = LogWatch({"orders": places}, 60.0, now=lambda: START)
    assert blind.tally(window, before) == Unobserved("logs: not read yet")
    blind.look()
    reason = f"orders: {missing}: there is no such file yet"
    assert blind.tally(window, before) == Unobserved(f"logs: {reason}")
    there.touch()
    seeing = LogWatch({"orders": places, "billing": [LogPlace(LogKind.FILE, str(there))]}, 60.0, now=lambda: START)
    seeing.look()
    found = seeing.tally(window, before)
    assert isinstance(found, LogTally)
    assert found.problems == seeing.problems() == (reason,)
    for logs in (blind, seeing):
        logs.stop()


def test_no_logs_at_all() -> None:
    """No service names any: that is told, and no thread is begun."""
    logs = LogWatch({"orders": []}, 0.01)
    before = threading.active_count()
    logs.start()
    assert threading.active_count() == before
    assert isinstance(logs.tally(Window.before(START, 60), Window.before(START, 60)), Unobserved)
    logs.stop()


def test_the_thread_follows_and_ends(tmp_path: Path) -> None:
    """Lines are there soon after they were written; after `stop` no thread and no open file is left."""
    file = tmp_path / "orders.log"
    file.touch()
    logs = LogWatch({"orders": [LogPlace(LogKind.FILE, str(file))]}, 0.01)
    logs.start()
    until = time.monotonic() + 10
    while not isinstance(_last_minute(logs), LogTally) and time.monotonic() < until:
        threading.Event().wait(0.01)
    with file.open("a") as writer:
        writer.write("ERROR handshake failed: EOF\n")
    while not _last_minute(logs, LogTally).handshakes and time.monotonic() < until:
        threading.Event().wait(0.01)
    assert _last_minute(logs, LogTally).handshakes[0].code == "tls/peer-closed"
    logs.stop()
    assert "logs" not in [thread.name for thread in threading.enumerate()]
    assert not [p for p in Path("/proc/self/fd").iterdir() if str(p.resolve()).startswith(str(file))]


def test_a_flood_is_read_in_bounded_looks(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look takes so many lines of a place, and loses none of the rest."""
    monkeypatch.setattr(watch, "MAX_LINES", 40)
    for number in range(100):
        lab.write("orders", f"disk {number} is full")
    seen = []
    for _ in range(3):
        seen.append(lab.tally().templates[0].count)
    assert seen == [40, 80, 100]


def _last_minute(logs: LogWatch, kind: type[LogTally] | None = None) -> LogTally:
    end = datetime.now(UTC) + timedelta(seconds=2)
    found = logs.tally(Window.before(end, 60), Window.before(end - timedelta(seconds=60), 60))
    assert kind is None or isinstance(found, kind), found
    return found  # type: ignore[return-value]

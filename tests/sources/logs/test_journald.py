"""A real journal, written by systemd's own tools and followed by the real journalctl; skipped where they are absent."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

from firstcause.sources.logs.decode import decode_line
from firstcause.sources.logs.journald import JournalLogs
from firstcause.testing.clock import FakeClock

JOURNALCTL = shutil.which("journalctl")
WRITER = Path("/lib/systemd/systemd-journal-remote")
BOOT = "0123456789abcdef0123456789abcdef"
PATIENCE = 30.0

needs_journal = pytest.mark.skipif(
    JOURNALCTL is None or not WRITER.exists(), reason="needs systemd-journal-remote, see tools/test-packages"
)


def write(journal: Path, *entries: tuple[str, str, int, int]) -> None:
    """Add entries (unit, message, priority, microseconds since 1970), in journald's own export format."""
    export = "".join(
        f"__REALTIME_TIMESTAMP={at}\n__MONOTONIC_TIMESTAMP={at % 10**9}\n_BOOT_ID={BOOT}\n_SYSTEMD_UNIT={unit}\n"
        f"PRIORITY={priority}\nMESSAGE={message}\n\n"
        for unit, message, priority, at in entries
    )
    subprocess.run([WRITER, "-o", journal, "-"], input=export.encode(), check=True, capture_output=True, timeout=20)


def within(logs: JournalLogs, count: int) -> list[str]:
    """Poll until so many entries have come."""
    found: list[str] = []
    until = time.monotonic() + PATIENCE
    while len(found) < count and time.monotonic() < until:
        found += logs.poll()
        threading.Event().wait(0.02)
    return found


@needs_journal
def test_entries_of_one_unit(tmp_path: Path) -> None:
    """Only the unit's entries come, with their own times and priorities; later ones follow; the child ends with us."""
    journal = tmp_path / "lab.journal"
    at = 1_795_514_370_000_000
    write(journal, ("orders.service", "handshake failed: EOF", 3, at), ("other.service", "not ours", 6, at + 1))
    logs = JournalLogs("orders.service", command=("journalctl", f"--file={journal}"))
    (first,) = within(logs, 1)
    now = FakeClock().now().replace(year=2027)
    line = decode_line("orders", first, now)
    assert (line.message, line.severity.value) == ("handshake failed: EOF", "error")
    assert int(line.at.timestamp() * 1e6) == at
    write(journal, ("orders.service", '{"level": "WARNING", "message": "of its own"}', 6, at + 2))
    assert [decode_line("orders", text, now).message for text in within(logs, 1)] == ["of its own"]
    child = logs._child
    assert child is not None
    logs.close()
    assert child.returncode is not None
    assert list(logs.problems()) == []


@needs_journal
def test_a_journal_that_cannot_be_read(tmp_path: Path) -> None:
    """The child's own words are the reason, and it is not started again at once."""
    logs = JournalLogs("orders.service", command=("journalctl", f"--file={tmp_path / 'missing.journal'}"))
    until = time.monotonic() + PATIENCE
    while not logs.problems() and time.monotonic() < until:
        assert list(logs.poll()) == []
        threading.Event().wait(0.02)
    assert "journald:orders.service: " in logs.problems()[0]
    assert "No such file" in logs.problems()[0]
    logs.close()


def test_no_journalctl() -> None:
    """Where the program is missing, that is the reason."""
    logs = JournalLogs("orders.service", command=("no-such-journalctl",))
    assert list(logs.poll()) == []
    assert logs.problems() == ("journald:orders.service: no-such-journalctl cannot be run: No such file or directory",)
    logs.close()

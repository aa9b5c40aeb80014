"""Several threads, several processes, and processes that die: the log has no gap, no duplicate, and no half batch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from firstcause.model.errors import ConcurrentAppendError
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import NoteAdded
from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog

STREAM = "incident/1"
BATCH = 3

# What the children run: append batches, or what else the test says, and acknowledge on standard output.
CHILD = """
import itertools, resource, sys
from datetime import UTC, datetime
from firstcause.model.errors import ConcurrentAppendError, StorageFullError
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import NoteAdded
from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog

log = SqlEventLog(open_database(sys.argv[1]))
now = datetime(2025, 11, 7, tzinfo=UTC)

def append(text, batch):
    statements = [Statement(NoteAdded(text), now, Actor("rule", "r"))] * batch
    while True:
        events = log.read("incident/1")
        try:
            return log.append("incident/1", len(events), statements, now=now)[-1].sequence
        except ConcurrentAppendError:
            pass

"""
FOREVER = CHILD + "for n in itertools.count():\n    print(append(str(n), 3), flush=True)\n"
TWENTY = CHILD + "for n in range(20):\n    append(sys.argv[2], 1)\n"
LIMITED = (
    CHILD
    + """
append("first", 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
try:
    for n in range(100):
        acknowledged = append("x" * 9000, 3)
        print(acknowledged, flush=True)
except StorageFullError as error:
    sys.exit(7)
"""
)


def child(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, text=True)


def texts(url: str) -> Sequence[str]:
    """What the log holds; fails when a sequence is missing or twice."""
    database = open_database(url)
    events = SqlEventLog(database).read(STREAM)
    database.close()
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    return [event.fact.text for event in events if isinstance(event.fact, NoteAdded)]


def test_threads_that_race_lose_nothing(log: SqlEventLog, url: str, now: datetime) -> None:
    """Four threads append to one stream; who comes late folds again and decides again."""

    def append_often(name: str) -> None:
        for _ in range(25):
            while not appended(log, name, now):
                pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append_often, "abcd"))
    written = texts(url)
    assert {name: written.count(name) for name in "abcd"} == dict.fromkeys("abcd", 25)


def appended(log: SqlEventLog, name: str, now: datetime) -> bool:
    expected = len(log.read(STREAM))
    try:
        log.append(STREAM, expected, [Statement(NoteAdded(name), now, Actor("rule", name))], now=now)
    except ConcurrentAppendError:
        return False
    return True


def test_processes_that_race_lose_nothing(url: str) -> None:
    """Two processes create the database together and append to one stream."""
    children = [child(TWENTY, url, name) for name in "ab"]
    for process in children:
        process.communicate(timeout=60)
        assert process.returncode == 0
    written = texts(url)
    assert (written.count("a"), written.count("b")) == (20, 20)


def test_what_was_acknowledged_survives_kill_9(url: str) -> None:
    """A writer is killed in the middle, three times: every batch that it acknowledged is there, and no part of one."""
    open_database(url).close()
    acknowledged = 0
    for round_length in (1, 7, 12):
        process = child(FOREVER, url)
        assert process.stdout is not None
        with process.stdout as lines:
            for _ in range(round_length):
                acknowledged = int(lines.readline())
            process.kill()
            rest = lines.read().split()
        process.wait(timeout=10)
        acknowledged = int(rest[-1]) if rest else acknowledged
        count = len(texts(url))
        assert count % BATCH == 0
        assert acknowledged <= count <= acknowledged + BATCH


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_file_that_may_not_grow_is_storage_full(url: str, tmp_path: Path) -> None:
    """The kernel refuses the write (as a quota does): nothing of that batch is stored, all before it is."""
    process = child(LIMITED, url)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 7
    assert len(texts(url)) == int(output.split()[-1])

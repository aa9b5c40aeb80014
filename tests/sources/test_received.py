"""Changes that were sent to us, on disk before anybody is told so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firstcause.model.change import Change
from firstcause.sources.change_record import decode_change, encode_change
from firstcause.sources.changes import ChangeFile
from firstcause.sources.errors import DecodeError
from firstcause.sources.growing import MAX_LINE_BYTES
from firstcause.sources.received import ReceivedChanges

AT = datetime(2025, 11, 7, 4, 58, 30, 123456, tzinfo=UTC)
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
CHANGE = Change(
    "c1", "deploy", "orders", AT, AT + timedelta(seconds=9), "Zoë", "r41", "r42", {"a.pem": ("old", "new")}, "r41"
)
UNFINISHED = replace(CHANGE, finished_at=None)


def appending(path: Path) -> Callable[[bytes], None]:
    """Append without the care that `store.lines` takes."""

    def append(line: bytes) -> None:
        with path.open("ab") as file:
            file.write(line)

    return append


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "received.ndjson"


@pytest.fixture
def received(path: Path) -> ReceivedChanges:
    return ReceivedChanges(path, appending(path))


@pytest.mark.parametrize("change", [CHANGE, UNFINISHED, Change("c2", "flag", "orders", AT)])
def test_what_is_encoded_is_what_is_decoded(change: Change) -> None:
    """Every field survives the way through the file."""
    assert decode_change(encode_change(change)) == change


def test_nothing_received_is_no_trouble(received: ReceivedChanges) -> None:
    """Before the first one there is no file, and we know that nothing was sent."""
    assert received.changes(ALWAYS) == ()


def test_a_change_outlives_the_process(received: ReceivedChanges, path: Path) -> None:
    """The next process reads it, as any reader of change files does."""
    assert received.take(CHANGE)
    assert ReceivedChanges(path, appending(path)).changes(ALWAYS) == [CHANGE]
    assert ChangeFile(path).changes(ALWAYS) == [CHANGE]
    assert received.changes(AT + timedelta(seconds=1)) == []


def test_what_comes_again_is_kept_once(received: ReceivedChanges, path: Path) -> None:
    """A webhook that was delivered twice leaves one line."""
    assert [received.take(CHANGE), received.take(CHANGE)] == [True, False]
    assert path.read_bytes().count(b"\n") == 1


def test_what_comes_late_takes_nothing_back(received: ReceivedChanges) -> None:
    """ "Created" after "succeeded" does not make it unfinished; the right order does finish it."""
    assert received.take(UNFINISHED)
    assert received.take(CHANGE)
    assert not received.take(UNFINISHED)
    assert received.changes(ALWAYS) == [CHANGE]


def test_a_change_too_long_to_be_read_is_not_kept(received: ReceivedChanges, path: Path) -> None:
    """Its sender is told, rather than a line written that every reader skips."""
    files = {f"{n}": ("\N{SNOWMAN}" * 1000, "b" * 1000) for n in range(MAX_LINE_BYTES // 2000)}
    with pytest.raises(DecodeError, match="bytes"):
        received.take(replace(CHANGE, artifacts=files))
    assert not path.exists()

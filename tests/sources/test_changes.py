"""Change events from a file that others append to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources import changes as changes_module
from firstcause.sources.change_record import decode_change
from firstcause.sources.changes import ChangeFile
from firstcause.sources.errors import DecodeError
from firstcause.sources.growing import MAX_LINE_BYTES

AT = datetime(2025, 11, 7, 4, 58, 30, tzinfo=UTC)
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


def line(change_id: str = "c1", **more: object) -> str:
    event = {"id": change_id, "kind": "deploy", "service": "orders", "at": "2025-11-07T04:58:30Z", **more}
    return json.dumps(event) + "\n"


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def seen(file: ChangeFile, since: datetime = ALWAYS) -> Sequence[Change]:
    found = file.changes(since)
    assert not isinstance(found, Unobserved), found
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "changes.ndjson"


def test_a_whole_change(path: Path) -> None:
    """Every field of the contract arrives in the change, times in UTC."""
    append(
        path,
        line(
            finished_at="2025-11-07T05:58:40+01:00",
            by="ci",
            before="r41",
            after="r42",
            artifacts={"bundle.pem": ["sha256:a", "sha256:b"]},
            revertible_to="r41",
            a_field_of_tomorrow=[1],
        ),
    )
    digests = {"bundle.pem": ("sha256:a", "sha256:b")}
    finished = AT + timedelta(seconds=10)
    assert seen(ChangeFile(path)) == [
        Change("c1", "deploy", "orders", AT, finished, "ci", "r41", "r42", digests, "r41"),
    ]


def test_a_later_line_replaces_the_earlier_one(path: Path) -> None:
    """A deploy that has finished is the same change, once."""
    file = ChangeFile(path)
    append(path, line(finished_at=None))
    assert seen(file)[0].finished_at is None
    append(path, line(finished_at="2025-11-07T04:59:00Z"))
    assert [change.finished_at for change in seen(file)] == [AT + timedelta(seconds=30)]


def test_since_and_order(path: Path) -> None:
    """Changes come by the time at which they began, from `since` on."""
    append(path, line("late", at="2025-11-07T06:00:00Z") + line("early", at="2025-11-07T04:00:00Z") + line("at"))
    assert [change.id for change in seen(ChangeFile(path), since=AT)] == ["at", "late"]


def test_a_torn_last_line_waits_until_it_is_complete(path: Path) -> None:
    """Half a line is no problem and no change; once its rest is there it is a change."""
    file = ChangeFile(path)
    text = line("c2", by="Zoë")
    append(path, line("c1"))
    for half in (text[:20], text[20:-1]):
        append(path, half)
        assert [change.id for change in seen(file)] == ["c1"]
    append(path, "\n")
    assert [change.by for change in seen(file)] == ["", "Zoë"]
    assert file.skipped() == 0


def test_a_bad_line_is_skipped_and_told_with_its_place(path: Path) -> None:
    """One bad line hides none of the others, and is named by file and line."""
    append(path, line("c1") + "\n" + "not json\n" + line("c2"))
    file = ChangeFile(path)
    assert [change.id for change in seen(file)] == ["c1", "c2"]
    assert file.skipped() == 1
    assert file.problems()[0].startswith(f"{path}:3: not JSON")


def test_an_absent_file_is_told_until_it_appears(path: Path) -> None:
    """No file means that we could not look, not that nothing was changed."""
    file = ChangeFile(path)
    assert file.changes(ALWAYS) == Unobserved(f"changes: {path}: No such file or directory")
    append(path, line())
    assert len(seen(file)) == 1


@pytest.mark.parametrize("how", ["replaced", "truncated", "rewritten in place"])
def test_another_file_is_read_from_its_beginning(path: Path, how: str) -> None:
    """After rotation, truncation or a rewrite the file's changes are those it holds now."""
    file = ChangeFile(path)
    append(path, line("old") + line("older"))
    assert len(seen(file)) == 2
    if how == "replaced":
        path.with_suffix(".new").write_text(line("new") + line("newer") + line("newest"))
        path.with_suffix(".new").replace(path)
    elif how == "truncated":
        path.write_text(line("new"))
    else:
        path.write_text(line("new") + line("newer") + line("newest"))
    assert {change.id for change in seen(file)} <= {"new", "newer", "newest"}
    assert seen(file)[0].id == "new"


def test_only_what_is_new_is_read(path: Path) -> None:
    """A second look does not decode old lines again."""
    file = ChangeFile(path)
    append(path, "bad\n")
    seen(file)
    seen(file)
    assert file.skipped() == 1


@pytest.mark.parametrize("length", [MAX_LINE_BYTES, 3 * MAX_LINE_BYTES + 7])
def test_an_overlong_line_is_skipped_once(path: Path, length: int) -> None:
    """A line without end is skipped in bounded memory, also when it arrives in pieces."""
    file = ChangeFile(path)
    append(path, line("c1") + "x" * length)
    assert len(seen(file)) == 1
    append(path, "y" * length + "\n" + line("c2"))
    assert [change.id for change in seen(file)] == ["c1", "c2"]
    assert file.problems() == (f"{path}:2: line is longer than {MAX_LINE_BYTES} bytes",)


def test_the_oldest_changes_are_forgotten_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded however long the file grows."""
    monkeypatch.setattr(changes_module, "MAX_CHANGES", 2)
    append(path, line("c1") + line("c2") + line("c3"))
    assert [change.id for change in seen(ChangeFile(path))] == ["c2", "c3"]


def test_a_directory_cannot_be_read(tmp_path: Path) -> None:
    """What is not a file is told as a reason."""
    assert isinstance(ChangeFile(tmp_path).changes(ALWAYS), Unobserved)


def test_looks_leave_no_file_open(path: Path) -> None:
    """A look opens the file and closes it."""
    append(path, line())
    file = ChangeFile(path)
    before = sum(1 for _ in Path("/proc/self/fd").iterdir())
    seen(file)
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"id":' + b"9" * 5000 + b"}",
        line(kind="reboot").encode(),
        line(kind=["deploy"]).encode(),
        line("").encode(),
        line("x" * 2000).encode(),
        line("\ud800").encode(),
        line("\x1b[2J").encode(),
        line(at="yesterday").encode(),
        line(at="2025-11-07T04:58:30").encode(),
        line(at="0001-01-01T00:00:00+23:59").encode(),
        line(at=17).encode(),
        line(artifacts=["bundle.pem"]).encode(),
        line(artifacts={"bundle.pem": "sha256:a"}).encode(),
        line(artifacts={"bundle.pem": ["sha256:a"]}).encode(),
        line(artifacts={f"{n}": ["a", "b"] for n in range(300)}).encode(),
        line(revertible_to=41).encode(),
    ],
)
def test_hostile_records(record: bytes) -> None:
    """What is no change event is refused with a reason and a hint, never with another exception."""
    with pytest.raises(DecodeError) as error:
        decode_change(record)
    assert error.value.hint

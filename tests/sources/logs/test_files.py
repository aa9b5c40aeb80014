"""Files that others append to and rotate: real files, rotated by renaming, by copytruncate and by logrotate itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from firstcause.sources.growing import MAX_LINE_BYTES
from firstcause.sources.logs import files as module
from firstcause.sources.logs.files import START_BYTES, FileLogs

LOGROTATE = shutil.which("logrotate") or "/usr/sbin/logrotate"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "orders.log"


def append(path: Path, text: str | bytes) -> None:
    with path.open("ab") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def started(log: Path, **options: bool) -> FileLogs:
    """A watch that has looked at the file once."""
    logs = FileLogs(str(log), **options)
    list(logs.poll())
    return logs


def test_only_what_is_new(log: Path) -> None:
    """A look yields the complete lines since the last one; a torn line waits for its end."""
    append(log, "old\n")
    logs = FileLogs(str(log))
    assert list(logs.poll()) == ["old"]
    append(log, "one\ntw")
    assert list(logs.poll()) == ["one"]
    append(log, "o\r\n")
    assert list(logs.poll()) == ["two"]
    assert logs.problems() == ()
    logs.close()


def test_a_long_file_is_read_from_near_its_end(log: Path) -> None:
    """A start does not read gigabytes, and does not yield half a line."""
    append(log, "".join(f"line {n:06d}\n" for n in range(20_000)))
    lines = list(FileLogs(str(log)).poll())
    assert lines[-1] == "line 019999"
    assert lines[0].startswith("line 0")
    assert START_BYTES - 12 <= sum(len(line) + 1 for line in lines) <= START_BYTES


def test_a_file_that_appears_later_is_read_from_its_beginning(log: Path) -> None:
    """Until then its absence is told; afterwards nothing of it is lost."""
    logs = started(log)
    assert logs.problems() == (f"{log}: there is no such file yet",)
    append(log, "x" * 100 + "\n" + "first\n" * 20_000)
    assert len(list(logs.poll())) == 20_001
    assert logs.problems() == ()
    logs.close()


def test_rotation_by_renaming(log: Path) -> None:
    """What is still written to the renamed file is read to its end, and the new file from its beginning."""
    append(log, "one\n")
    logs = started(log)
    with log.open("a") as writer:
        log.rename(log.with_suffix(".log.1"))
        writer.write("two\n")
        writer.flush()
        append(log, "three\n")
        assert sorted(logs.poll()) == ["three", "two"]
        writer.write("late\n")
    assert list(logs.poll()) == ["late"]
    logs.close()


def test_a_pattern_that_matches_the_rotated_file_too(log: Path) -> None:
    """It is the same file under another name: its lines are not counted twice."""
    append(log, "one\n")
    logs = FileLogs(str(log.parent / "orders.log*"))
    assert list(logs.poll()) == ["one"]
    log.rename(log.with_name("orders.log.1"))
    append(log, "two\n")
    assert list(logs.poll()) == ["two"]
    logs.close()


@pytest.mark.parametrize("longer", [False, True])
def test_rotation_by_copying_and_truncating(log: Path, longer: bool) -> None:
    """The file begins anew, also when it has grown past the old place before anybody looked."""
    append(log, "an old line\n")
    logs = started(log)
    shutil.copy(log, log.with_suffix(".1"))
    with log.open("r+b") as file:
        file.truncate()
    new = [f"new {n}" for n in range(30 if longer else 1)]
    append(log, "".join(f"{line}\n" for line in new))
    assert list(logs.poll()) == new
    logs.close()


@pytest.mark.skipif(not Path(LOGROTATE).exists(), reason="needs logrotate, see tools/test-packages")
@pytest.mark.parametrize("way", ["create", "copytruncate"])
def test_logrotate(log: Path, tmp_path: Path, way: str) -> None:
    """logrotate's two ways: every line is read once."""
    append(log, "one\n")
    logs = started(log)
    append(log, "two\n")
    seen = list(logs.poll())
    rules = tmp_path / "rules"
    su = "su root root\n" if log.parent.stat().st_uid == 0 else ""
    rules.write_text(f'"{log}" {{\n  rotate 2\n  {way}\n  {su}}}\n')
    rules.chmod(0o644)
    subprocess.run(
        [LOGROTATE, "--force", "--state", tmp_path / "state", rules], check=True, capture_output=True, timeout=20
    )
    assert log.read_text() == ""
    append(log, "three\n")
    assert seen + list(logs.poll()) == ["two", "three"]
    logs.close()


def test_a_renamed_file_is_let_go(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Descriptors do not pile up from rotation to rotation."""
    monkeypatch.setattr(module, "SILENT_LOOKS", 2)
    logs = FileLogs(str(log))
    for number in range(5):
        append(log, f"{number}\n")
        assert list(logs.poll()) == [str(number)]
        log.unlink()
        for _ in range(4):
            assert list(logs.poll()) == []
    open_files = [p.resolve() for p in Path("/proc/self/fd").iterdir()]
    assert not [p for p in open_files if str(p).startswith(str(log))]


@pytest.mark.parametrize("length", [MAX_LINE_BYTES, 3 * MAX_LINE_BYTES + 7])
def test_an_overlong_line_hides_no_other(log: Path, length: int) -> None:
    """It is skipped, told once, and the next one is read."""
    append(log, "one\n")
    logs = started(log)
    append(log, "x" * length)
    assert list(logs.poll()) == []
    append(log, "y" * length + "\nnext\n")
    assert list(logs.poll()) == ["next"]
    logs.close()


def test_bytes_that_are_no_text(log: Path) -> None:
    """They are replaced, and the rest of the line is kept."""
    logs = started(log)
    append(log, b"a\xff\xfe\x00b\nc\n")
    assert list(logs.poll()) == ["a\ufffd\ufffd\x00b", "c"]
    logs.close()


def test_who_is_far_behind_goes_on_near_the_end(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood costs bounded work, and what was skipped is told."""
    monkeypatch.setattr(module, "BEHIND_BYTES", 1000)
    append(log, "one\n")
    logs = started(log)
    append(log, "line\n" * 1000)
    assert len(list(logs.poll())) == 200
    assert logs.problems() == (f"{log}: 4000 bytes were skipped, too many at once",)
    logs.close()


def test_one_look_reads_a_bounded_part(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest comes with the next look; no line is lost between them."""
    monkeypatch.setattr(module, "POLL_BYTES", 100)
    append(log, "one\n")
    logs = started(log)
    append(log, "".join(f"{n:09d}\n" for n in range(25)))
    looks = [list(logs.poll()) for _ in range(4)]
    assert [int(line) for look in looks for line in look] == list(range(25))
    assert len(looks[0]) == 11
    logs.close()


def test_packed_files_and_folders_are_left_alone(log: Path) -> None:
    """Yesterday's compressed file is no text, and a folder is no file."""
    append(log.with_name("orders.log.2.gz"), b"\x1f\x8b")
    log.with_name("orders.log.d").mkdir()
    append(log, "one\n")
    logs = FileLogs(str(log) + "*")
    assert list(logs.poll()) == ["one"]
    assert logs.problems() == ()
    logs.close()


def test_a_file_that_may_not_be_read(log: Path) -> None:
    """The reason is told, in the system's words; asked as a user who may not (root may read everything)."""
    append(log, "secret\n")
    log.chmod(0o000)
    if log.stat().st_uid == 0:
        pytest.skip("root may read every file")
    logs = started(log)
    assert logs.problems() == (f"{log}: Permission denied",)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc")
def test_a_file_that_cannot_be_read() -> None:
    """An error while reading is a problem, no exception, and hides no other file."""
    logs = FileLogs("/proc/self/mem")
    assert list(logs.poll()) == []
    assert logs.problems() == ("/proc/self/mem: Input/output error",)


def test_dockers_wrapping(log: Path) -> None:
    """The program's own line comes out; a line that Docker cut in two is one again."""
    logs = started(log, wrapped=True)
    append(log, '{"log":"ready\\n","stream":"stdout","time":"2026-11-24T10:00:00.1Z"}\n')
    append(log, '{"log":"first half, ","stream":"stdout","time":"2026-11-24T10:00:00.2Z"}\n')
    assert list(logs.poll()) == ["ready"]
    append(log, '{"log":"second half\\n","stream":"stdout","time":"2026-11-24T10:00:00.2Z"}\n')
    assert list(logs.poll()) == ["first half, second half"]
    logs.close()


def test_kubernetes_wrapping(log: Path) -> None:
    """CRI's full and partial lines, and a line that has no wrapping at all."""
    logs = started(log, wrapped=True)
    append(log, "2026-11-24T10:00:00.123456789Z stdout F ready\n")
    append(log, "2026-11-24T10:00:00.2Z stderr P first half, \n2026-11-24T10:00:00.2Z stderr F second half\nbare\n")
    assert list(logs.poll()) == ["ready", "first half, second half", "bare"]
    logs.close()


def test_a_pattern_of_many_files_is_bounded(tmp_path: Path) -> None:
    """So many files are read, and that there are more is told."""
    for number in range(module.MAX_FILES + 3):
        append(tmp_path / f"{number:03d}.log", "one\n")
    logs = FileLogs(str(tmp_path / "*.log"))
    assert len(list(logs.poll())) == module.MAX_FILES
    assert f"{module.MAX_FILES + 3} files" in logs.problems()[0]
    logs.close()

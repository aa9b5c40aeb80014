"""When a file counts as changed: the watch alone, over a real file."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstcause.serve.reload import ConfigWatch

LOOK_SECONDS = 0.05
DEADLINE_SECONDS = 30.0


class Reloads:
    """What the file said at each reload."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.texts: list[str] = []
        self.done = threading.Semaphore(0)

    def __call__(self) -> None:
        self.texts.append(self.file.read_text())
        self.done.release()
        if self.texts[-1] == "a defect":
            raise RuntimeError("a defect")

    def happen(self) -> bool:
        return self.done.acquire(timeout=DEADLINE_SECONDS)

    def happen_no_more(self, looks: int = 6) -> bool:
        return not self.done.acquire(timeout=looks * LOOK_SECONDS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "firstcause.toml"
    path.write_text("one")
    return path


@pytest.fixture
def reloads(file: Path) -> Reloads:
    return Reloads(file)


@pytest.fixture
def watch(file: Path, reloads: Reloads) -> Iterator[ConfigWatch]:
    one = ConfigWatch(file, LOOK_SECONDS)
    one.start(reloads)
    yield one
    one.stop()


@pytest.mark.usefixtures("watch")
def test_a_file_that_stays_is_not_read(reloads: Reloads) -> None:
    """However often one looks."""
    assert reloads.happen_no_more()


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("how", ["written in place", "renamed over", "touched"])
def test_each_change_is_taken_once(file: Path, reloads: Reloads, how: str) -> None:
    """By time, inode or size."""
    if how == "written in place":
        file.write_text("two")
    elif how == "renamed over":
        file.with_suffix(".new").write_text("two")
        file.with_suffix(".new").replace(file)
    else:
        os.utime(file, ns=(1, 1))
    assert reloads.happen()
    assert reloads.happen_no_more()
    assert reloads.texts == ["one" if how == "touched" else "two"]


def test_a_change_while_we_were_starting_is_not_missed(file: Path, reloads: Reloads) -> None:
    """Opening the stores takes a moment; what is written meanwhile counts."""
    watch = ConfigWatch(file, LOOK_SECONDS)
    file.write_text("two")
    watch.start(reloads)
    try:
        assert reloads.happen()
    finally:
        watch.stop()


def test_a_file_that_is_being_written_waits(file: Path, reloads: Reloads) -> None:
    """It has to be still from one look to the next: half of it may be sound, and is not the configuration."""
    watch, pause = ConfigWatch(file, 1.0), threading.Event()
    watch.start(reloads)
    try:
        for number in range(15):
            with file.open("a") as piece:
                piece.write(f" {number}")
            pause.wait(0.1)
        assert reloads.happen()
        assert reloads.texts[0].endswith(" 14")
    finally:
        watch.stop()


@pytest.mark.usefixtures("watch")
def test_a_file_that_is_gone_is_awaited(file: Path, reloads: Reloads) -> None:
    """An editor may remove it for a moment; the old configuration stays until there is another."""
    file.unlink()
    assert reloads.happen_no_more()
    file.write_text("two")
    assert reloads.happen()


def test_a_hangup_reads_it_unchanged(watch: ConfigWatch, reloads: Reloads) -> None:
    """What it refers to may have changed."""
    watch.now()
    assert reloads.happen()
    assert reloads.texts == ["one"]


@pytest.mark.usefixtures("watch")
def test_a_defect_ends_nothing(file: Path, reloads: Reloads) -> None:
    """The next change is taken all the same."""
    file.write_text("a defect")
    assert reloads.happen()
    file.write_text("two")
    assert reloads.happen()

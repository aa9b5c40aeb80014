"""`firstcause lint` on what a stranger may leave in a vault: it says what is wrong, and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.review.lint.documents import CLEAN, NOTES

from firstcause.app.lint.files import MOST_BYTES, MOST_LINES
from firstcause.app.lint.parallel import WorkerLostError, in_order

if TYPE_CHECKING:
    from tests.cli.conftest import Firstcause

FRONT = '---\ntitle: "x"\ndate: 2026-03-02\nseverity: P2\nstatus: resolved\nduration_minutes: 3\n---\n'


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault in which all is well."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "vault"
    for note, text in NOTES.items():
        (root / note).parent.mkdir(parents=True, exist_ok=True)
        (root / note).write_text(text)
    return root


HOSTILE = {
    "no UTF-8": (b"# Outage\n\xff\xfe\n", "it is not UTF-8: byte 0xff on line 2"),
    "a long line": (b"# Outage\n" + b"x" * MOST_BYTES, "it is larger than 1 MiB"),
    "many rows": (b"| a |\n|---|\n" + b"| 1 |\n" * MOST_LINES, "it has more than 30000 lines"),
    "a bomb of aliases": (
        b"---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n# Outage\n\n## Timeline\n",
        "the front matter is not YAML: it holds an alias",
    ),
    "deep YAML": (b"---\na: " + b"[" * 5000 + b"\n---\n# Outage\n\n## Timeline\n", "the front matter is not YAML"),
}


@pytest.mark.parametrize(("content", "said"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_document_that_cannot_be_read_is_a_finding(
    firstcause: Firstcause, vault: Path, content: bytes, said: str
) -> None:
    """And all others are checked."""
    (vault / "RCAs/2026-03-09-bad.md").write_bytes(content)
    told = firstcause("lint", vault, "--format", "json")
    assert told.returncode == 1
    (one,) = (f for f in json.loads(told.stdout)["findings"] if f["rule"] in {"RCA100", "RCA101"})
    assert one["path"].endswith("2026-03-09-bad.md")
    assert one["message"].startswith(said)
    assert json.loads(told.stdout)["files"] == 3


MARKDOWN = {
    "deep quotes": ">" * 3000 + " x\n",
    "deep lists": "".join("  " * depth + "- x\n" for depth in range(400)),
    "brackets": "[" * 20_000 + "\n",
    "wikilinks": "[[" * 10_000 + "a" * 10_000 + "\n",
    "backticks": " ".join("`" * n for n in range(1, 200)) + "\n",
    "stars": "*a " * 10_000 + "\n",
    "bars": "| a |\n|---|\n" + "|" * 20_000 + "\n",
    "to be": "to be " * 5000 + "\n",
    "should": "should have " * 5000 + "\n",
    "comments": "<!-- rca: ignore " * 2000 + "\n",
}


@pytest.mark.parametrize("text", MARKDOWN.values(), ids=MARKDOWN.keys())
def test_a_document_of_odd_markdown_is_checked(firstcause: Firstcause, vault: Path, text: str) -> None:
    """It ends, whatever is found."""
    (vault / "RCAs/2026-03-09-odd.md").write_text(f"{FRONT}\n# x\n\n## Timeline\n\n{text}")
    told = firstcause("lint", vault, "--select", "ALL")
    assert told.returncode == 1
    assert "3 documents: " in told.stdout


def test_links_out_of_the_vault_and_in_circles_are_not_followed(
    firstcause: Firstcause, vault: Path, tmp_path: Path
) -> None:
    """Nor is anything opened that is no file."""
    (tmp_path / "secret.md").write_bytes(b"# Root Cause\n\xff")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x.md").write_bytes(b"# Root Cause\n\xff")
    (vault / "RCAs/secret.md").symlink_to(tmp_path / "secret.md")
    (vault / "out").symlink_to(tmp_path / "other")
    (vault / "round").symlink_to(vault)
    os.mkfifo(vault / "RCAs/pipe.md")
    told = firstcause("lint", vault)
    assert (told.returncode, told.stdout) == (0, "2 documents: nothing found\n")


def test_a_terminal_is_not_told_what_to_do(firstcause: Firstcause, vault: Path) -> None:
    """Control characters of a document are shown, not obeyed."""
    (vault / "RCAs/2026-03-09-bad.md").write_text("# x\n\n## Timeline\n\n- [[no\x1bwhere]]\n")
    told = firstcause("lint", vault).stdout
    assert "RCA601" in told
    assert "\x1b" not in told


def test_work_by_several_processes_comes_back_in_order() -> None:
    """With all answers, and with the error of a worker."""
    things = list(range(1000))
    assert list(in_order(lambda n: n * n, things, 3)) == [n * n for n in things]
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda n: 1 // (n - 700), things, 2))


def test_a_worker_that_is_gone_is_told() -> None:
    """Not waited for."""
    with pytest.raises(WorkerLostError):
        list(in_order(lambda n: os.kill(os.getpid(), signal.SIGKILL) if n == 500 else n, list(range(1000)), 2))


def test_an_interrupted_run_leaves_nothing_behind(vault: Path, tmp_path: Path) -> None:
    """Exit code 130, no worker, and no half-written cache."""
    for number in range(3000):
        (vault / f"RCAs/2026-02-01-x-{number}.md").write_text(CLEAN)
    command = [sys.executable, "-m", "firstcause", "lint", str(vault)]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "c")},
    )
    while not (children := _children(running.pid)):
        assert running.poll() is None
        time.sleep(0.01)  # noqa: TID251 another process is waited for
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    assert [file.name for file in (tmp_path / "c").rglob("*.tmp")] == []


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()

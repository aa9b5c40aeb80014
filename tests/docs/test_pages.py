"""What the documentation says can fail: generated pages, headings, links, commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
import typing
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from firstcause.cli.main import app
from firstcause.model import facts
from firstcause.model.fault import FAULTS, WARNINGS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "firstcause"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
SOURCE_FILE = re.compile(r"`([a-z_]+(?:/[a-z_]+)*\.py)`")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _prose(page: Path) -> str:
    """The page without its code blocks, in which a bracket is no link and a # no heading."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def _headings(page: Path) -> list[str]:
    return [line.lstrip("#").strip() for line in _prose(page).splitlines() if line.startswith("#")]


def _anchor(heading: str) -> str:
    """As GitHub makes it: lower case, blanks to hyphens, other punctuation left out."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _commands(words: tuple[str, ...], command: object) -> Iterator[tuple[str, ...]]:
    below = getattr(command, "commands", {})
    for name, one in below.items():
        yield from _commands((*words, name), one)
    if not below:
        yield words


COMMANDS = set(_commands(("firstcause",), typer.main.get_command(app)))


def test_generated_pages_are_up_to_date() -> None:
    """They say what the code says; if not, run tools/generate-docs."""
    done = subprocess.run(
        [sys.executable, "tools/docs", "--check"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_fact_has_its_heading() -> None:
    """docs/events.md lists the whole union, and nothing that is no fact."""
    union = [fact.__name__ for fact in typing.get_args(facts.Fact)]
    assert _headings(ROOT / "docs/events.md") == ["Events", *union]


def test_every_failure_code_has_its_heading() -> None:
    """docs/failures.md can be linked to by code."""
    headings = _headings(ROOT / "docs/failures.md")
    assert {h for h in headings if "/" in h} == FAULTS
    assert all(f"`{code}`" in (ROOT / "docs/failures.md").read_text() for code in WARNINGS)


def test_every_command_has_its_heading() -> None:
    """docs/reference/cli.md knows each command by its whole name."""
    assert {tuple(h.split()) for h in _headings(ROOT / "docs/reference/cli.md")[1:]} == COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_links_inside_the_repository_resolve(page: Path) -> None:
    """The file is there, and so is the heading behind the #."""
    broken = [link for link in _links(page) if not _resolves(page, link)]
    assert broken == []


def _links(page: Path) -> list[str]:
    targets = [m["target"] for m in LINK.finditer(_prose(page))]
    return [t for t in targets if not t.startswith(("http://", "https://"))]


def _resolves(page: Path, link: str) -> bool:
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or anchor in {_anchor(h) for h in _headings(target)}


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_commands_in_shell_blocks_exist(page: Path) -> None:
    """What a reader copies from a block is a command that there is, with options that it has."""
    unknown = [line for line in _shell_lines(page) if not _exists(line)]
    assert unknown == []


def _shell_lines(page: Path) -> list[str]:
    blocks = (m[1].replace("\\\n", " ") for m in SHELL.finditer(page.read_text()))
    lines = (line.strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _exists(line: str) -> bool:
    words = shlex.split(line, comments=True)
    if words[0] == "make":
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        return all(word in targets for word in words[1:] if "=" not in word)
    if words[0] in ("git", "cd", "export"):
        return True
    if words[0] == "uvx":
        words = words[words.index("firstcause") :]
    return _is_command(words)


def _is_command(words: list[str]) -> bool:
    command = next((c for c in COMMANDS if tuple(words[: len(c)]) == c), None)
    if command is None:
        return False
    options = {word.partition("=")[0] for word in words if word.startswith("--")}
    return all(f"`{option}`" in _reference(command) for option in options)


def _reference(command: tuple[str, ...]) -> str:
    """The command's section of the reference, which another test holds against the code."""
    text = (ROOT / "docs/reference/cli.md").read_text()
    return text.partition(f"## {' '.join(command)}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_source_files_that_a_page_names_exist(page: Path) -> None:
    """`detect/alerts.py` in a page is a file below src/firstcause, or of the repository."""
    named = set(SOURCE_FILE.findall(_prose(page)))
    assert {n for n in named if not (PACKAGE / n).exists() and not (ROOT / n).exists()} == set()


def test_every_room_is_told() -> None:
    """docs/rooms.md has a row for each room of the house, in its table, and for no other."""
    rows = set(re.findall(r"^\| `([\w.]+)/?` \|", (ROOT / "docs/rooms.md").read_text(), re.MULTILINE))
    rooms = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert rows == rooms | {"ports.py"}


def test_every_library_has_its_reason() -> None:
    """docs/decisions/0002 tells of each dependency what it is for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    names = {re.split(r"[^\w-]", dependency)[0] for dependency in declared}
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/decisions/0002-libraries.md").read_text(), re.MULTILINE)
    told = {name.partition(" ")[0] for row in rows[1:] for name in row.split(", ")}
    assert told == names


def test_every_decision_is_listed() -> None:
    """The index links to each record, once and in order."""
    records = sorted(p.name for p in (ROOT / "docs/decisions").glob("0*.md"))
    assert re.findall(r"\((0\d+-[\w-]+\.md)\)", (ROOT / "docs/decisions/README.md").read_text()) == records


def test_the_readme_shows_the_one_command() -> None:
    """The first block of the README is the promise's one command, and its output follows."""
    first, second = re.findall(r"^```(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)[:2]
    assert first == "sh\nmake drill\n"
    assert "RIGHT" in second

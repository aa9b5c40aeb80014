"""Writes the pages of docs/ that are made from the code; `--check` only compares, and tells which are out of date."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import cli_page
import events_page
import failures_page
import rules_pages

ROOT = Path(__file__).parents[2]
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/events.md": lambda: events_page.page(ROOT / "src"),
    "docs/failures.md": failures_page.page,
    "docs/reference/cli.md": cli_page.page,
    **rules_pages.pages(),
}


def main(arguments: list[str]) -> int:
    """Exit code 0, or 1 when `--check` finds a page that is out of date."""
    stale = [name for name, page in PAGES.items() if _written(ROOT / name) != page()]
    if "--check" in arguments:
        for name in stale:
            sys.stderr.write(f"{name} is out of date: run tools/generate-docs\n")
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(PAGES[name](), "utf-8")
        sys.stdout.write(f"{name} written\n")
    return 0


def _written(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What is known of documents that have not changed: a file of lines in the user's cache folder, one a document.

A glance at a note is believed as long as its bytes and the program are the same; findings are believed as long as
everything else is too: the vault's index, the rules that are asked, the day. What cannot be read is worth nothing, and
is written anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from firstcause.app.lint.request import Checked

_SCHEMA: Final = "1"
_ROOMS: Final = ("document", "review/lint", "app/lint", "model")


@dataclass(frozen=True, slots=True)
class Row:
    """A document's digest, its glance as JSON, and where in the file its findings stand; None: it was not checked."""

    digest: str
    glance: str
    checked: str | None


@dataclass(frozen=True, slots=True)
class Cache:
    """What an earlier run has left."""

    key: str
    rows: Mapping[str, Row]

    def glance(self, note: str, digest: str) -> str | None:
        """What was seen of that note, with that content."""
        row = self.rows.get(note)
        return row.glance if row and row.digest == digest else None

    def checked(self, key: str, note: str, digest: str, shown: str) -> Checked | None:
        """What was found in it."""
        row = self.rows.get(note)
        if key != self.key or row is None or row.digest != digest or row.checked is None:
            return None
        errors, warnings, infos, safe, unsafe, questions, findings = row.checked.split("\t", 6)
        counts = int(errors), int(warnings), int(infos)
        return Checked(shown, note, findings, counts, (int(safe), int(unsafe)), questions)


NOTHING: Final = Cache("", {})


def program_stamp() -> str:
    """Changes whenever the program does."""
    package = Path(__file__).parents[2]
    about = hashlib.blake2b(_SCHEMA.encode(), digest_size=16)
    for room in _ROOMS:
        for folder, _, names in sorted(os.walk(package / room)):
            for name in sorted(names):
                if name.endswith(".py"):
                    seen = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 there are hundreds of them
                    about.update(f"{name}:{seen.st_size}:{seen.st_mtime_ns};".encode())
    return about.hexdigest()


def cache_file(root: Path) -> Path:
    """Where the cache of a vault is."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    name = hashlib.blake2b(str(root).encode(), digest_size=12).hexdigest()
    return Path(home) / "firstcause" / "lint" / f"{name}.txt"


def read_cache(file: Path, stamp: str) -> Cache:
    """What the file holds; nothing where it is not there, not whole, or another program's."""
    try:
        head, *lines, end = file.read_text("utf-8").split("\n")
    except (OSError, ValueError):
        return NOTHING
    written_by, _, key = head.partition("\t")
    if written_by != stamp or end != "end":
        return NOTHING
    rows = {}
    for line in lines:
        note, digest, glance, has, checked = line.split("\t", 4)
        rows[json.loads(note)] = Row(digest, glance, checked if has else None)
    return Cache(key, rows)


def cache_line(note: str, digest: str, glance: str, checked: Checked | None) -> str:
    """A document's line. JSON has no tabs and no line ends."""
    name = json.dumps(note)
    if checked is None:
        return f"{name}\t{digest}\t{glance}\t\t\n"
    counts = "\t".join(map(str, (*checked.counts, *checked.fixable)))
    return f"{name}\t{digest}\t{glance}\t1\t{counts}\t{checked.questions}\t{checked.findings}\n"


@contextmanager
def new_cache(file: Path, stamp: str, key: str) -> Iterator[IO[str] | None]:
    """A file for the lines of a new cache, put in the place of the old one once all of them are written.

    None where we may not write there: a cache is a convenience.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = draft.open("x", encoding="utf-8")
    except OSError:
        yield None
        return
    try:
        with lines:
            lines.write(f"{stamp}\t{key}\n")
            yield lines
            lines.write("end")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)

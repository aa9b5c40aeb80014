"""Where in the file does a key stand? tomllib does not tell, so this scans for the header and the key.

It is used only to point at a line in an error message; the values come from tomllib.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?\s*(#.*)?$")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line (from 1) of the key at `path`, or of the nearest table above it; 1 when neither is found."""
    for length in range(len(path), 0, -1):
        for split in range(length, -1, -1):
            line = _find(text, path[:split], path[split:length])
            if line:
                return line
    return 1


def _find(text: str, table: tuple[str, ...], keys: tuple[str, ...]) -> int:
    """The line of the dotted key `keys` inside `[table]`, or of the table's header when `keys` is empty."""
    current: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            current = tuple(part.strip().strip("\"'") for part in header["name"].split("."))
            if not keys and current == table:
                return number
        elif keys and current == table and _starts_with(line, keys):
            return number
    return 0


def _starts_with(line: str, keys: tuple[str, ...]) -> bool:
    dotted = r"\s*\.\s*".join(rf"[\"']?{re.escape(key)}[\"']?" for key in keys)
    return re.match(rf"\s*{dotted}\s*[=.]", line) is not None

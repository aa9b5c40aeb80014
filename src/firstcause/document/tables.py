"""The cells of a table's row: a bar ends one, unless it is escaped (GFM section 4.10)."""

from __future__ import annotations

import re
from typing import Final

from firstcause.document.spans import Words

_BAR: Final = re.compile(r"(?<!\\)(?:\\\\)*\|")


def cells(line: Words) -> list[Words]:
    """The cells of a row, without the blanks around them; of what stands before a table's first bar, nothing."""
    row = line.strip()
    found, at = [], 0
    for bar in _BAR.finditer(row.text):
        end = bar.end() - 1
        if at or end or bar.start():
            found.append(row.part(at, end).strip())
        at = bar.end()
    if at < len(row.text):
        found.append(row.part(at, len(row.text)).strip())
    return found

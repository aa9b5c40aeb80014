"""Who prepared a document, and when: `*RCA prepared by SRE on 2025-11-11*`, and as other teams write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from firstcause.document.outline import Paragraph, Section
from firstcause.document.prose import Prose
from firstcause.document.reading.moments import moment_at
from firstcause.document.reading.stated import Stated
from firstcause.document.spans import Words

_PREPARED: Final = re.compile(
    r"(?:RCA|report|post-?mortem|document|review|analysis|incident report)?\s*(?:was\s+)?"
    r"(?:prepared|written|authored|created|compiled)\s+by:?\s+",
    re.IGNORECASE,
)
_ON: Final = re.compile(r"\s*[,(]?\s*\b(?:on|dated?)\b:?\s+(?=[\w(])|\s*[,(–—]\s*(?=\d)", re.IGNORECASE)
_ENDS: Final = "*_ \t.()"
_NEAR_THE_END: Final = 4  # sections, of which one is searched for a footer


def prepared(sections: Sequence[Section]) -> tuple[Stated[str], Stated[date]] | None:
    """The last line that says so. None where the author or a valid date is missing."""
    for section in reversed(sections[-_NEAR_THE_END:]):
        for block in reversed(section.blocks):
            if isinstance(block, Paragraph) and " by" in block.prose.text and (found := _read(block.prose)):
                return found
    return None


def _read(prose: Prose) -> tuple[Stated[str], Stated[date]] | None:
    by = _PREPARED.search(prose.text[:400])
    if by is None:
        return None
    end = prose.text.find("\n", by.end())
    text = prose.text if end < 0 else prose.text[:end]
    on = None
    for on in _ON.finditer(text, by.end()):
        if moment := moment_at(text, on.end()):
            break
    else:
        return None
    name = _trimmed(prose, by.end(), on.start())
    if moment.day is None or not name:
        return None
    return Stated(name.text, name), Stated(moment.day, prose.words(moment.start, moment.end))


def _trimmed(prose: Prose, start: int, end: int) -> Words:
    while start < end and prose.text[start] in _ENDS:
        start += 1
    while start < end and prose.text[end - 1] in _ENDS:
        end -= 1
    return prose.words(start, end)

"""The services that a document lists as affected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.inline import unescape
from firstcause.document.outline import Item, Paragraph, Section, Table
from firstcause.document.prose import Prose, prose
from firstcause.document.reading.stated import Stated

# `name`, **name**, [name](link), [[name]] or bare; then what is said of it.
_NAME: Final = re.compile(
    r"\s*(?:~?\"(?P<quoted>[^\"\n]+)\"|\*\*(?P<bold>(?:\\.|[^\\*\n])+)\*\*|`(?P<code>[^`\n]+)`|\[\[(?P<wiki>[^\]|#\n]+)[^\]\n]*\]\]"
    r"|\[(?P<link>[^\]\n]+)\]\([^)\n]*\)|(?P<bare>[^\s:(,;–—][^:(,;\n–—]*?))(?=\s*(?:[:(,;–—\n]|\s-\s|$))"
)
_LONGEST: Final = 80  # a name
_MOST_WORDS: Final = 6


def affected(sections: Sequence[Section]) -> tuple[Stated[str], ...]:
    """Names in lists and first columns of tables; in running text those that are parted by commas."""
    return tuple(stated for section in sections for block in section.blocks for stated in _names(block))


def names(text: Prose) -> Iterator[Stated[str]]:
    """Names parted by commas, "and", or semicolons: "order-service, billing-api and cart"."""
    for match in re.finditer(r"[^,;\n]+?(?=,|;|\n|\s+and\s|\s+/\s|$)", text.text[:2000]):
        start = match.start() + (len(match[0]) - len(re.sub(r"^\s*(?:(?:and|/)\s+)?", "", match[0])))
        if start < match.end() and (found := _name(text.part(start, match.end()))):
            yield found


def _names(block: object) -> Iterator[Stated[str]]:
    match block:
        case Item(prose=text, depth=depth, quoted=False) if depth == 1 and (found := _name(text)):
            yield found
        case Table(rows=rows):
            yield from (found for row in rows if (found := _name(prose([row.cells[0]]))))
        case Paragraph(prose=text, quoted=False, depth=0) if len(text.text) <= 400 and "." not in text.text.rstrip(
            ". "
        ):
            yield from names(text)


def _name(text: Prose) -> Stated[str] | None:
    match = _NAME.match(text.text[: 2 * _LONGEST])
    if match is None:
        return None
    group = match.lastgroup or "bare"
    start, end = match.span(group)
    if not text.text.startswith("**:", end):  # `**name:** what` and not `**name**: what`
        end = start + len(match[group].rstrip(" .:"))
    words = text.words(start, end)
    if not 0 < len(words.text) <= _LONGEST or (group == "bare" and len(words.text.split()) > _MOST_WORDS):
        return None
    return Stated(unescape(words.text) if "\\" in words.text or "<" in words.text else words.text, words)

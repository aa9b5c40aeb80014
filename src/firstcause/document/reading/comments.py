"""Comments that speak to the linter: `<!-- rca: ignore RCA304, RCA307 the list is of teams -->`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.links import without_code
from firstcause.document.outline import Literal, Section
from firstcause.document.reading.stated import Comment
from firstcause.document.spans import Source, Words

_OPEN: Final = re.compile(r"<!--[ \t]*rca:[ \t]*ignore(?P<file>-file)?(?=[ \t]|-->)")
_RULE: Final = re.compile(r"[\s,]*([A-Za-z]{2,8}\d{1,4})(?![\w-])")
_CODE: Final = frozenset({"fence", "code_block"})


def comments(source: Source, sections: Sequence[Section]) -> Iterator[Comment]:
    """All of them, in order; what stands in code is an example of one, and none."""
    if "<!--" not in source.text:
        return
    code = [b.span for s in sections for b in s.blocks if isinstance(b, Literal) and b.kind in _CODE]
    starts = [span.start for span in code]
    for number, line in _lines(source):
        before = bisect_right(starts, line.span.start)
        if before and line.span.start < code[before - 1].end:
            continue
        yield from _of_line(number, line)


def _lines(source: Source) -> Iterator[tuple[int, Words]]:
    """The lines on which a comment begins."""
    last = 0
    for opening in _OPEN.finditer(source.text):
        number = source.position(opening.start()).line
        if number != last:
            last = number
            yield number, source.line(number)


def _of_line(number: int, line: Words) -> Iterator[Comment]:
    text, at = without_code(line.text), 0
    while opening := _OPEN.search(text, at):
        close = text.find("-->", opening.end())
        if close < 0:
            return
        yield _comment(number, line, opening, close)
        at = close


def _comment(number: int, line: Words, opening: re.Match[str], close: int) -> Comment:
    rules, end = [], opening.end()
    while rule := _RULE.match(line.text, end, close):
        rules.append(rule[1].upper())
        end = rule.end()
    reason = line.text[end:close].strip(" \t,:-–—")
    words = line.part(opening.start(), close + 3)
    return Comment(words, tuple(rules), reason, number, opening["file"] is not None)

"""A section that is found by its heading, with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.document.front import read_front
from firstcause.document.outline import read_sections
from firstcause.document.spans import Source, Span, Words


@dataclass(frozen=True, slots=True)
class Anchored:
    """`whole`: from its heading up to the next one of its level or above. `body`: the same without the heading."""

    whole: Words
    body: Words
    line: int


def section_under(source: Source, title: str) -> Anchored | None:
    """The first section whose heading says this and nothing else; letters' case and emphasis make no difference."""
    sections = read_sections(source, read_front(source).end_line + 1)
    for at, section in enumerate(sections):
        if section.heading is None or _plain(section.title) != _plain(title):
            continue
        later = (s.heading.line for s in sections[at + 1 :] if s.heading and s.level <= section.level)
        end = source.offset(next(later, source.lines + 1))
        start, line = source.offset(section.heading.line), section.heading.line
        body = min(source.offset(line + 1), end)
        return Anchored(source.words(Span(start, end)), source.words(Span(body, end)), line)
    return None


def _plain(title: str) -> str:
    return title.strip(" \t*_`").casefold()

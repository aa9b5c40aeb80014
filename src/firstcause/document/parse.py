"""Markdown -> Rca, for the native format. It reads what `render` writes, also after a person has answered questions,
added rows or wrapped lines; anything else is a DocumentError with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from firstcause.document import sections
from firstcause.document.blocks import Block, Heading, Other, blocks
from firstcause.document.errors import IMPORT_HINT, DocumentError
from firstcause.document.frontmatter import FENCE, key_lines, parse_front_matter
from firstcause.document.rca import ImpactSection, LessonsLearned, Rca

T = TypeVar("T")

SECTIONS: Final = (
    "Summary",
    "Timeline",
    "Root Cause",
    "Impact",
    "Affected Services",
    "Customer Impact",
    "Resolution",
    "Lessons Learned",
    "What Went Well",
    "What Could Be Improved",
    "Where We Were Lucky",
    "Action Items",
    "Related Incidents",
)


@dataclass(frozen=True, slots=True)
class NativeDocument:
    """A document as read. `lines` says where a part stands: a key of the front matter (`severity`), a section
    (`Impact`), an id (`F1`, `L2`, `A3`, `E4`) or a row (`Timeline/1`); lines count from 1."""

    rca: Rca
    lines: Mapping[str, int]


def parse(source: str) -> Rca:
    """The document's value. Raises DocumentError."""
    return read(source).rca


def read(source: str) -> NativeDocument:
    """The document's value and the lines of its parts. Raises DocumentError."""
    front_source, body, body_line = _split(source)
    front = parse_front_matter(front_source)
    found, closing = _sections(blocks(body, body_line))
    lines = dict(key_lines(front_source)) | {title: section.line for title, section in found.items()}

    def section(title: str, parse_section: Callable[[sections.Section], T]) -> T:
        return parse_section(found[title])

    footer, evidence = sections.closing(closing)
    rca = Rca(
        front=front,
        summary=section("Summary", sections.paragraphs),
        timeline=section("Timeline", lambda s: sections.timeline(s, front.date)),
        root_cause=section("Root Cause", sections.root_cause),
        impact=ImpactSection(
            *section("Impact", sections.measures),
            section("Affected Services", sections.affected),
            section("Customer Impact", sections.points),
        ),
        resolution=section("Resolution", sections.points),
        lessons=LessonsLearned(
            section("What Went Well", sections.points),
            *section("What Could Be Improved", sections.improvements),
            section("Where We Were Lucky", sections.points),
        ),
        actions=section("Action Items", sections.actions),
        related=section("Related Incidents", sections.related),
        evidence=evidence,
        footer=footer,
    )
    for one in (*found.values(), closing):
        lines |= sections.part_lines(one)
    return NativeDocument(rca, lines)


def _split(source: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = source.replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != FENCE:
        raise DocumentError("no front matter: the first line is not `---`", line=1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise DocumentError("the front matter has no closing `---`", line=1)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _sections(found: list[Block]) -> tuple[dict[str, sections.Section], sections.Section]:
    """Section title -> its blocks, and what follows the rule at the end. All sections, in order, each once."""
    starts = [i for i, block in enumerate(found) if isinstance(block, Heading) and block.level > 1]
    titles = [block.title.source for block in found if isinstance(block, Heading) and block.level > 1]
    _check_titles(titles, [found[i].line for i in starts], last=found[-1].line if found else 1)
    rule = next((i for i, b in enumerate(found) if i > starts[-1] and isinstance(b, Other) and b.kind == "hr"), None)
    if rule is None:
        raise DocumentError("no footer: expected `---` and `*RCA prepared by ...*`", line=found[-1].line)
    ends = [*starts[1:], rule]
    parts = {
        title: sections.Section(title, found[start].line, tuple(found[start + 1 : end]))
        for title, start, end in zip(titles, starts, ends, strict=True)
    }
    return parts, sections.Section("footer", found[rule].line, tuple(found[rule + 1 :]))


def _check_titles(titles: list[str], lines: list[int], *, last: int) -> None:
    for expected, title, line in zip(SECTIONS, titles, lines, strict=False):
        if title != expected:
            raise DocumentError(f"section `{title}` where `{expected}` is expected", line=line)
    if len(titles) < len(SECTIONS):
        raise DocumentError(f"section `{SECTIONS[len(titles)]}` is missing", line=last)
    if len(titles) > len(SECTIONS):
        extra = titles[len(SECTIONS)]
        raise DocumentError(
            f"section `{extra}` is none of the native format", line=lines[len(SECTIONS)], hint=IMPORT_HINT
        )

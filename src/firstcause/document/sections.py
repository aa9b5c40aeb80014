"""What each section of the native format holds: blocks -> values. A block where none of its kind belongs is an error,
so that nothing of what a person wrote is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from firstcause.document.blocks import Block, Line, Listing, Other, Paragraph, Quote, Table
from firstcause.document.errors import DocumentError
from firstcause.document.inline import Link, Text, WikiLink, parse_inline, plain, text, unescape
from firstcause.document.rca import (
    ActionPlan,
    AffectedService,
    EvidenceNote,
    Factor,
    Footer,
    Improvement,
    Plot,
    Points,
    Question,
    RelatedLink,
    RootCause,
    TimelineRow,
)
from firstcause.document.render import ACTION_COLUMNS, FACTORS, NONE_RELATED, TIMELINE_COLUMNS
from firstcause.model.action import ActionItem, Priority

_BOLD: Final = re.compile(r"\*\*((?:\\.|[^\\*])+)\*\*(:?)\s*", re.DOTALL)
_QUESTION: Final = "[!question] "
_PLOT: Final = re.compile(r"!\[((?:\\.|[^\\\]])*)\]\(([^\s()]*)\)")
_FOOTER: Final = re.compile(r"\*RCA prepared by (.*) on (\d{4}-\d{2}-\d{2})\*")
_NOTE: Final = re.compile(r"\[\^([A-Za-z0-9-]+)\]: (.*)")
_TIME_FORMATS: Final = ("%H:%M:%S", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Section:
    """A section's title, its line and its blocks."""

    title: str
    line: int
    blocks: tuple[Block, ...]

    def paragraphs(self) -> list[Line]:
        """Its paragraphs."""
        return [block.text for block in self.blocks if isinstance(block, Paragraph)]

    def items(self) -> list[Line]:
        """The items of its lists."""
        return [item for block in self.blocks if isinstance(block, Listing) for item in block.items]

    def quotes(self) -> list[Line]:
        """The paragraphs of its quotes."""
        return [line for block in self.blocks if isinstance(block, Quote) for line in block.paragraphs]

    def allow(self, *kinds: type[Block]) -> None:
        """Raise DocumentError at the first block of another kind; HTML comments may stand anywhere."""
        for block in self.blocks:
            comment = isinstance(block, Other) and block.kind == "html_block"
            if not isinstance(block, kinds) and not comment:
                name = type(block).__name__.lower()
                raise DocumentError(f"a {name} does not belong into section `{self.title}`", line=block.line)


def paragraphs(section: Section) -> tuple[Text, ...]:
    """A section of running text."""
    section.allow(Paragraph)
    return _texts(section.paragraphs())


def points(section: Section) -> Points:
    """A list and its questions."""
    section.allow(Listing, Quote)
    return Points(_texts(section.items()), questions(section))


def questions(section: Section) -> tuple[Question, ...]:
    """Callouts of kind `question`: the first line asks, what follows answers."""
    return tuple(_question(line) for line in section.quotes())


def timeline(section: Section, day: date) -> tuple[TimelineRow, ...]:
    """The rows; a time without a date is on `day`."""
    return tuple(
        TimelineRow(_moment(time, day), parse_inline(event.source)) for time, event in _rows(section, TIMELINE_COLUMNS)
    )


def root_cause(section: Section) -> RootCause:
    """The statement, the factors with their ids, and what is still asked."""
    section.allow(Paragraph, Listing, Quote)
    statement = section.paragraphs()
    if section.items() and statement and statement[-1].source == FACTORS:
        statement.pop()
    factors = tuple(Factor(id_, rest) for id_, rest in map(_labelled, section.items()))
    return RootCause(_texts(statement), factors, questions(section))


def measures(section: Section) -> tuple[tuple[Text, ...], tuple[Plot, ...]]:
    """The figures and the plots."""
    section.allow(Listing, Paragraph)
    return _texts(section.items()), tuple(map(_plot, section.paragraphs()))


def affected(section: Section) -> tuple[AffectedService, ...]:
    """The services that suffered."""
    section.allow(Listing)
    return tuple(AffectedService(service, rest) for service, rest in map(_labelled, section.items()))


def improvements(section: Section) -> tuple[tuple[Improvement, ...], tuple[Question, ...]]:
    """What could be improved, with ids, and what is asked."""
    section.allow(Listing, Quote)
    return tuple(Improvement(id_, rest) for id_, rest in map(_labelled, section.items())), questions(section)


def actions(section: Section) -> ActionPlan:
    """The table of repairs, and what is asked."""
    return ActionPlan(tuple(map(_action, _rows(section, ACTION_COLUMNS, Quote))), questions(section))


def related(section: Section) -> tuple[RelatedLink, ...]:
    """Links into the vault; the sentence that says that there are none is no link."""
    section.allow(Listing, Paragraph)
    for line in section.paragraphs():
        if line.source != NONE_RELATED:
            raise DocumentError("expected a list of links into the vault", line=line.number)
    return tuple(map(_related, section.items()))


def closing(section: Section) -> tuple[Footer, tuple[EvidenceNote, ...]]:
    """The footer, then the footnotes."""
    section.allow(Paragraph)
    lines = section.paragraphs()
    match = _FOOTER.fullmatch(lines[0].source) if lines else None
    if not match:
        raise DocumentError("expected `*RCA prepared by TEAM on YYYY-MM-DD*`", line=section.line)
    footer = Footer(unescape(match[1]), _date(match[2], lines[0].number))
    return footer, tuple(_note(line) for line in _single_lines(lines[1:]))


def part_lines(section: Section) -> Mapping[str, int]:
    """Where the section's numbered parts stand: `F1`, `A2`, `E3`, `Timeline/1`."""
    labels = ((match[1], item.number) for item in section.items() if (match := _BOLD.match(item.source)))
    notes = ((m[1], n.number) for n in _single_lines(section.paragraphs()) if (m := _NOTE.match(n.source)))
    tables = [row for block in section.blocks if isinstance(block, Table) for row in block.rows]
    rows = ((f"{section.title}/{number}", row[0].number) for number, row in enumerate(tables, 1))
    ids = ((row[0].source, row[0].number) for row in tables if section.title == "Action Items")
    return dict((*labels, *notes, *rows, *ids))


def _texts(lines: list[Line]) -> tuple[Text, ...]:
    return tuple(parse_inline(line.source) for line in lines)


def _rows(section: Section, columns: tuple[str, ...], *others: type[Block]) -> Iterator[tuple[Line, ...]]:
    section.allow(Table, *others)
    tables = [block for block in section.blocks if isinstance(block, Table)]
    if len(tables) != 1 or tuple(cell.source for cell in tables[0].header) != columns:
        raise DocumentError(f"expected one table with the columns {' | '.join(columns)}", line=section.line)
    yield from tables[0].rows


def _question(line: Line) -> Question:
    if not line.source.startswith(_QUESTION):
        raise DocumentError("expected `> [!question] ...`", line=line.number)
    asked, _, answer = line.source.removeprefix(_QUESTION).partition("\n")
    return Question(parse_inline(asked), parse_inline(answer))


def _moment(cell: Line, day: date) -> datetime:
    for form in _TIME_FORMATS:
        try:
            at = datetime.strptime(cell.source, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return at if form.startswith("%Y") else datetime.combine(day, at.timetz())
    raise DocumentError(f"`{cell.source}` is no time like 04:58:41 or 2025-11-08 00:00:12", line=cell.number)


def _labelled(item: Line) -> tuple[str, Text]:
    """`**F1** words` or `**service**: words`."""
    match = _BOLD.match(item.source)
    if not match:
        raise DocumentError("expected an item that begins with `**ID**`", line=item.number)
    return unescape(match[1]), parse_inline(item.source[match.end() :])


def _plot(line: Line) -> Plot:
    match = _PLOT.fullmatch(line.source)
    if not match:
        raise DocumentError("expected a plot, `![what it shows](plots/....svg)`", line=line.number)
    return Plot(unescape(match[1]), match[2])


def _action(row: tuple[Line, ...]) -> ActionItem:
    id_, priority, words, owner, due, status, addresses, check = (plain(parse_inline(cell.source)) for cell in row)
    return ActionItem(
        id=id_,
        priority=_priority(priority, row[1].number),
        text=words,
        owner=owner,
        due=_date(due, row[4].number) if due else None,
        addresses=tuple(part.strip() for part in addresses.split(",") if part.strip()),
        status=status,
        check=check,
    )


def _priority(word: str, line: int) -> Priority:
    try:
        return Priority(word)
    except ValueError as error:
        raise DocumentError(f"`{word}` is no priority ({', '.join(Priority)})", line=line) from error


def _date(word: str, line: int) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise DocumentError(f"`{word}` is no date like 2025-11-07", line=line) from error


def _related(item: Line) -> RelatedLink:
    parts = parse_inline(item.source)
    if not parts or not isinstance(parts[0], WikiLink):
        raise DocumentError("expected a link into the vault, `[[target|text]]: reason`", line=item.number)
    rest = parts[1:]
    reason = (rest[0].removeprefix(":"), *rest[1:]) if rest and isinstance(rest[0], str) else rest
    return RelatedLink(parts[0].target, parts[0].text, text(reason))


def _single_lines(lines: list[Line]) -> Iterator[Line]:
    for line in lines:
        for offset, source in enumerate(line.source.split("\n")):
            yield Line(source, line.number + offset)


def _note(line: Line) -> EvidenceNote:
    match = _NOTE.fullmatch(line.source)
    parts = parse_inline(match[2]) if match else ()
    if match is None or len(parts) != 1 or not isinstance(parts[0], Link):
        raise DocumentError("expected a footnote, `[^E1]: [what it shows](evidence/...)`", line=line.number)
    return EvidenceNote(match[1], parts[0].target, parts[0].text)

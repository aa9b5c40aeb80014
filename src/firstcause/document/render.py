"""Rca -> Markdown: the native format, which reads well in Obsidian, on GitHub and in a pager's browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date

from firstcause.document.frontmatter import render_front_matter
from firstcause.document.inline import Code, Link, WikiLink, escape, render_cell, render_inline, text
from firstcause.document.rca import (
    ActionPlan,
    EvidenceNote,
    ImpactSection,
    LessonsLearned,
    Points,
    Question,
    Rca,
    RelatedLink,
    RootCause,
    TimelineRow,
)
from firstcause.model.action import ActionItem

ACTION_COLUMNS = ("Id", "Priority", "Action", "Owner", "Due Date", "Status", "Addresses", "Check")
TIMELINE_COLUMNS = ("Time (UTC)", "Event")
FACTORS = "Contributing factors:"
NONE_RELATED = "None found in the vault."


def render(rca: Rca) -> str:
    """The document as text. `parse(render(rca)) == rca`."""
    return "\n\n".join(block for block in _blocks(rca) if block) + "\n"


def _blocks(rca: Rca) -> Iterator[str]:
    yield render_front_matter(rca.front)
    yield f"# {heading(rca.front.title)}"
    yield "## Summary"
    yield from map(render_inline, rca.summary)
    yield "## Timeline"
    yield _table(TIMELINE_COLUMNS, (_timeline_cells(row, rca.front.date) for row in rca.timeline))
    yield "## Root Cause"
    yield from _root_cause(rca.root_cause)
    yield "## Impact"
    yield from _impact(rca.impact)
    yield "## Resolution"
    yield _list((render_inline(step) for step in rca.resolution.items), numbered=True)
    yield from map(_question, rca.resolution.questions)
    yield "## Lessons Learned"
    yield from _lessons(rca.lessons)
    yield "## Action Items"
    yield from _actions(rca.actions)
    yield "## Related Incidents"
    yield _list(map(_related, rca.related)) or NONE_RELATED
    yield "---"
    yield f"*RCA prepared by {escape(rca.footer.author)} on {rca.footer.date.isoformat()}*"
    yield "\n".join(map(_note, rca.evidence))


def heading(title: str) -> str:
    """A title on the line of a heading: hashes at its end would be taken for the heading's own."""
    source = render_inline(text(title))
    return source[:-1] + "\\#" if source.endswith("#") else source


def _root_cause(root_cause: RootCause) -> Iterator[str]:
    yield from map(render_inline, root_cause.statement)
    if root_cause.factors:
        yield FACTORS
        yield _list(f"**{factor.id}** {render_inline(factor.text)}" for factor in root_cause.factors)
    yield from map(_question, root_cause.questions)


def _impact(impact: ImpactSection) -> Iterator[str]:
    yield _list(map(render_inline, impact.measures))
    yield from (f"![{escape(plot.alt)}]({plot.path})" for plot in impact.plots)
    yield "### Affected Services"
    yield _list(f"**{escape(one.service)}**: {render_inline(one.text)}" for one in impact.affected)
    yield "### Customer Impact"
    yield from _points(impact.customer)


def _lessons(lessons: LessonsLearned) -> Iterator[str]:
    yield "### What Went Well"
    yield from _points(lessons.went_well)
    yield "### What Could Be Improved"
    yield _list(f"**{one.id}** {render_inline(one.text)}" for one in lessons.improvements)
    yield from map(_question, lessons.improvement_questions)
    yield "### Where We Were Lucky"
    yield from _points(lessons.lucky)


def _actions(plan: ActionPlan) -> Iterator[str]:
    yield _table(ACTION_COLUMNS, map(_action_cells, plan.items))
    yield from map(_question, plan.questions)


def _points(points: Points) -> Iterator[str]:
    yield _list(map(render_inline, points.items))
    yield from map(_question, points.questions)


def _question(question: Question) -> str:
    asked = f"> [!question] {render_inline(question.question)}"
    return asked if question.open else f"{asked}\n> {render_inline(question.answer)}"


def _timeline_cells(row: TimelineRow, day: date) -> tuple[str, ...]:
    at = row.at.astimezone(UTC)
    time = at.strftime("%H:%M:%S" if at.date() == day else "%Y-%m-%d %H:%M:%S")
    return time, render_cell(row.text)


def _action_cells(item: ActionItem) -> tuple[str, ...]:
    due = item.due.isoformat() if item.due else ""
    cells = (item.id, item.priority.value, item.text, item.owner, due, item.status, ", ".join(item.addresses))
    return (*(render_cell(text(cell)) for cell in cells), render_cell(text(Code(item.check))))


def _related(link: RelatedLink) -> str:
    target = render_inline(text(WikiLink(link.target, link.text)))
    return f"{target}: {render_inline(link.reason)}"


def _note(note: EvidenceNote) -> str:
    return f"[^{note.name}]: {render_inline(text(Link(note.path, note.title)))}"


def _list(items: Iterable[str], *, numbered: bool = False) -> str:
    return "\n".join(f"{number}. {item}" if numbered else f"- {item}" for number, item in enumerate(items, 1))


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    ruler = tuple("-" * max(3, len(column)) for column in columns)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ruler, *rows))

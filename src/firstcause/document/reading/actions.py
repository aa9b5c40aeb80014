"""Promised repairs in a table, whatever its columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstcause.document.outline import Row, Section, Table
from firstcause.document.reading.action_items import listed
from firstcause.document.reading.done import is_done, unmarked
from firstcause.document.reading.stated import Action

# The first that fits counts; a column that fits none is left alone.
_COLUMNS: Final = tuple(
    (name, re.compile(rf"(?:{pattern})[?:.]?"))
    for name, pattern in (
        ("id", r"id|#|no\.?|nr\.?|number|ref(?:erence)?|action id|item #"),
        ("priority", r"prio(?:rity)?|p|importance|urgency|severity"),
        (
            "owner",
            r"(?:action )?owners?(?:\(s\))?|assignees?|assigned(?: to)?|dri|responsible(?: (?:person|party"
            r"|team))?|who|lead"
            r"|team|point of contact|poc|owning team|accountable",
        ),
        (
            "due",
            r"due(?: date| by| on)?|deadline|eta|target(?: date)?|(?:target )?completion(?: date)?|by when\??"
            r"|when|date|by"
            r"|delivery(?: date)?|estimated (?:date|completion)",
        ),
        ("status", r"status|state|done\??|progress|completed\??|complete\??"),
        (
            "tracker",
            r"(?:tracking )?(?:issue|ticket|bug|jira|tracker|link)s?(?: (?:link|id|number|key|#))?|(?:jira"
            r"|github|gitlab)(?: \w+)?"
            r"|tracking|pr|work item link",
        ),
        ("addresses", r"address(?:es|ing)?|fixes|factors?|causes?|for|prevents|lesson|related (?:factor|cause)"),
        (
            "check",
            r"check|verification|verified by|proof|how (?:do we )?(?:verify|verified)|acceptance(?: criteria)?|test",
        ),
        (
            "text",
            r"(?:corrective |preventive |follow-?up )?(?:action|task)s?(?: ?items?)?(?: description)?|items?"
            r"|descriptions?|what|"
            r"to-?do|follow-?ups?|work ?items?|remediations?|improvements?|measures?|repair items?"
            r"|recommendations?|details|title"
            r"|summary",
        ),
    )
)
_EMPHASIS: Final = str.maketrans("", "", "*_`")


def actions(sections: Sequence[Section]) -> tuple[Action, ...]:
    """All repairs that these sections promise, in order."""
    return tuple(action for section in sections for action in _section(section))


def is_action_table(table: Table) -> bool:
    """Whether a table outside of a part is one of repairs: it has a column for them, and one for who or until when."""
    names = set(_columns(table).values())
    return "text" in names and bool(names & {"owner", "due"})


def _section(section: Section) -> Iterator[Action]:
    for block in section.blocks:
        if isinstance(block, Table):
            yield from rows(block)
    yield from listed(section)


def rows(table: Table) -> Iterator[Action]:
    """The repairs of a table; none where no column can be taken for theirs."""
    columns = _columns(table)
    for row in table.rows:
        if any(cell.text for cell in row.cells) and (action := _action(row, columns)):
            yield action


def _columns(table: Table) -> dict[int, str]:
    """Column -> what it holds. Where none is named for the repairs, the longest of the others holds them."""
    named: dict[int, str] = {}
    for number, cell in enumerate(table.header.cells):
        header = " ".join(cell.text[:60].translate(_EMPHASIS).casefold().split())
        name = next((name for name, known in _COLUMNS if known.fullmatch(header) and name not in named.values()), None)
        if name:
            named[number] = name
    if "text" not in named.values() and len(named) < len(table.header.cells):
        others = [n for n in range(len(table.header.cells)) if n not in named]
        named[max(others, key=lambda n: sum(len(row.cells[n].text) for row in table.rows[:5]))] = "text"
    return named


def _action(row: Row, columns: dict[int, str]) -> Action | None:
    found = {name: row.cells[number] for number, name in columns.items()}
    text = found.get("text")
    if text is None:
        return None
    said, ticked = unmarked(text)
    done = ticked or any(is_done(found[name].text) for name in ("status", "tracker") if name in found)
    return Action(
        said,
        row.line,
        found.get("id"),
        found.get("priority"),
        found.get("owner"),
        found.get("due"),
        found.get("status"),
        found.get("addresses"),
        found.get("check"),
        found.get("tracker"),
        done,
    )

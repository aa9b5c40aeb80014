"""RCA101: the front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from firstcause.document.front import Entry
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import day_of

# The eight keys that every document of the family has, and those that join it to its incident.
_REQUIRED: Final = ("title", "date", "severity", "services", "tags", "status", "duration_minutes", "author")
_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("title", "severity", "status", "author", "fault"), "text"),
        **dict.fromkeys(("services", "tags"), "a list of words"),
        **dict.fromkeys(("began", "detected", "mitigated", "resolved"), "a date and time"),
        "date": "a date",
        "duration_minutes": "a number",
        "schema": "a whole number",
    }
)
_MAY_BE_NULL: Final = frozenset({"severity", "duration_minutes", "began", "detected", "mitigated", "resolved", "fault"})


def front_matter(subject: Subject) -> Iterator[Trouble]:
    """The front matter is missing, is not YAML, lacks a key, or a key has a value of the wrong type.

    Everything that joins documents (search, statistics, the links between incidents) reads these keys. A list that is
    written as a sentence or a day that no calendar has is lost to all of them.

    Bad:

        date: 2025-13-07
        services: order-service and billing-api

    Better:

        date: 2025-11-07
        services: [order-service, billing-api]

    Ignore it where a document is kept in another format on purpose; documents of other teams need no front matter.
    """
    front = subject.reading.front
    if front.trouble:
        said, line = front.trouble
        yield Trouble(said, subject.reading.source.line(min(line, subject.reading.source.lines)))
    elif not front.end_line:
        if subject.reading.native:
            yield Trouble(f"there is no front matter; it holds {', '.join(_REQUIRED)}", subject.reading.source.line(1))
    elif subject.reading.native:
        yield from _missing(subject)
        yield from _mistyped(front.entries)


def _missing(subject: Subject) -> Iterator[Trouble]:
    absent = [key for key in _REQUIRED if key not in subject.reading.front.entries]
    if absent:
        which = "the key" if len(absent) == 1 else "the keys"
        yield Trouble(f"the front matter lacks {which} {', '.join(absent)}", subject.reading.source.line(1))


def _mistyped(entries: Mapping[str, Entry]) -> Iterator[Trouble]:
    for key, kind in _KINDS.items():
        entry = entries.get(key)
        if entry is not None and not _fits(key, kind, entry.value):
            shown = entry.written.text.splitlines()[0] if entry.written else "nothing"
            yield Trouble(f"{key} should be {kind}, and is {shown}", entry.written or entry.key)


def _fits(key: str, kind: str, value: Any) -> bool:
    match kind:
        case _ if value is None:
            return key in _MAY_BE_NULL
        case "text":
            return isinstance(value, str) and bool(value.strip())
        case "a list of words":
            return isinstance(value, list) and all(isinstance(one, str | int) for one in value)
        case "a date":
            return isinstance(value, date) or (isinstance(value, str) and day_of(value) is not None and len(value) < 26)
        case "a date and time":
            return isinstance(value, datetime)
        case _:
            whole = isinstance(value, int) and not isinstance(value, bool)
            return (whole and value >= 0) or (kind == "a number" and isinstance(value, float) and value >= 0)

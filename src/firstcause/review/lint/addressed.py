"""Which factor or improvement an action is for: by its id, in words ("factor 1"), or by what both speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Action, Point, Reading
from firstcause.review.lint.stems import stems

_NAMED: Final = re.compile(
    r"\b(?P<id>[A-Z]{1,2}\d+)\b|\b(?P<word>factors?|causes?|improvements?|lessons?)\s*#?(?P<number>\d+)", re.IGNORECASE
)
ACCEPTED: Final = re.compile(r"accepted[- ]risk\s*:\s*\S", re.IGNORECASE)


def named_by(action: Action) -> list[tuple[str, str]]:
    """What its cell names, or its own words where it has none, as ("id", "F1") or ("factor", "1")."""
    found = []
    for name in _NAMED.finditer((action.addresses or action.text).text):
        if name["id"]:
            found.append(("id", name["id"].upper()))
        else:
            kind = "factor" if name["word"].casefold().startswith(("factor", "cause")) else "improvement"
            found.append((kind, name["number"]))
    return found


def has_column(reading: Reading) -> bool:
    """Whether its actions say what they are for."""
    return any(action.addresses is not None for action in reading.actions)


def points(reading: Reading) -> Iterator[tuple[str, Point]]:
    """Factors, then improvements, each with its kind."""
    yield from (("factor", point) for point in reading.factors)
    yield from (("improvement", point) for point in reading.improvements)


def is_addressed(reading: Reading, kind: str, point: Point) -> bool:
    """Whether an action is for it. Where no action says what it is for, they are held against each other's words."""
    if ACCEPTED.search(point.text.text):
        return True
    names = {(kind, str(point.number)), ("id", point.id.upper() or f"{kind[0].upper()}{point.number}")}
    if kind == "improvement":
        names.add(("id", f"L{point.number}"))
    if has_column(reading):
        return any(name in names for action in reading.actions for name in named_by(action))
    if any(name in names for action in reading.actions for name in named_by(action)):
        return True
    wanted = stems(point.text.text)
    return any(wanted & stems(action.text.text) for action in reading.actions)

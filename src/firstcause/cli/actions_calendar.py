"""Action items as iCalendar: a to-do with its day, its owner and its check, whose id stays the same over the runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from icalendar import Calendar, Todo

from firstcause.tls.told import told

if TYPE_CHECKING:
    from firstcause.review.actions import Promise

PRIORITIES: Final = {"P1": 1, "P2": 5, "P3": 9}  # RFC 5545 section 3.8.1.9: 1 is the highest


def calendar(promises: Sequence[Promise], now: datetime) -> str:
    """A calendar of those that have a day."""
    whole = Calendar()
    whole.add("prodid", "-//firstcause//actions//EN")
    whole.add("version", "2.0")
    for one in promises:
        if one.due is not None:
            whole.add_component(_to_do(one, now))
    return str(whole.to_ical(), "utf-8")


def _to_do(one: Promise, now: datetime) -> Todo:
    todo = Todo()
    todo.add("uid", f"{_identity(one)}@firstcause")
    todo.add("dtstamp", now)
    todo.add("due", one.due)
    todo.add("summary", told(f"{one.text} ({one.owner or 'nobody'})"))
    todo.add("description", told(_description(one), 4000))
    todo.add("status", "COMPLETED" if one.done else "NEEDS-ACTION")
    if one.priority in PRIORITIES:
        todo.add("priority", PRIORITIES[one.priority])
    if one.owner:
        todo.add("categories", [told(one.owner)])
    return todo


def _description(one: Promise) -> str:
    check = f"; check: {one.check.strip('`')}" if one.check else ""
    return f"{one.document}:{one.line}, {one.title}{check}"


def _identity(one: Promise) -> str:
    """Of the document and the action in it: another day or owner is the same to-do, moved."""
    return hashlib.sha256(f"{one.document}\n{one.id or one.text}".encode()).hexdigest()[:32]

"""A document, read, as an account of its incident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from firstcause.document.outline import Section
from firstcause.document.reading.parts import all_prose
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Reading
from firstcause.model.account import Account, Texts
from firstcause.review.account.changes import change_caused, changes
from firstcause.review.account.figures import figures
from firstcause.review.account.milestones import detect_minutes, detected_by, milestones, pages
from firstcause.review.account.promises import promises
from firstcause.review.lint.titles import Title, day_of, is_service_like, read_title

# A document with one of these is somebody's account of an incident, whatever else it lacks.
_TELLING: Final = frozenset(
    {Role.TIMELINE, Role.ROOT_CAUSE, Role.ACTIONS, Role.RESOLUTION, Role.IMPACT, Role.WENT_WELL, Role.IMPROVEMENTS}
)
_OTHER_FOLDERS: Final = frozenset({"services", "runbooks", "templates", "evidence", "architecture"})
_NOTE: Final = re.compile(r"\[\^[^\]\n]*\]")
_OWN_PARTS: Final = frozenset({Role.SUMMARY, Role.TIMELINE, Role.ROOT_CAUSE, Role.FACTORS, Role.ACTIONS})


def tells_of_an_incident(path: str, reading: Reading) -> bool:
    """Whether a note is an account of an incident, and no runbook, service or piece of evidence."""
    folders = {part.casefold() for part in PurePosixPath(path).parts[:-1]}
    return not folders & _OTHER_FOLDERS and (reading.native or not _TELLING.isdisjoint(reading.parts))


def account_of(path: str, reading: Reading) -> Account:
    """What the document tells."""
    written = str(reading.front.get("title") or (reading.title.value if reading.title else PurePosixPath(path).stem))
    title = read_title(written)
    services = _services(reading)
    marks = milestones(reading)
    failing = _failing(title, services)
    fault = _word(reading.front.get("fault")) or title.fault
    return Account(
        path=path,
        title=written,
        day=_day(path, reading, title),
        severity=_word(reading.front.get("severity")) or _label(reading, "severity", "priority"),
        status=_word(reading.front.get("status")) or _label(reading, "status"),
        author=_word(reading.front.get("author")) or (reading.prepared[0].value if reading.prepared else ""),
        fault=fault,
        failing=failing,
        services=services or ((failing,) if failing else ()),
        tags=_strings(reading.front.get("tags")),
        minutes=_minutes(reading),
        detect_minutes=detect_minutes(reading, marks),
        figures=figures(reading),
        milestones=marks,
        changes=tuple(changes(reading, failing)),
        change_caused=change_caused(reading),
        detected_by=detected_by(reading),
        pages=pages(reading),
        cited=_cited(reading),
        promises=promises(reading),
        texts=_texts(reading, written, fault, services),
    )


def _day(path: str, reading: Reading, title: Title) -> date | None:
    stated = reading.front.get("date")
    if isinstance(stated, date):
        return date(stated.year, stated.month, stated.day)
    first = next((row.clock.at for row in reading.timeline if row.clock and row.clock.at), None)
    return title.date or day_of(PurePosixPath(path).name) or (first.date() if first else None)


def _failing(title: Title, services: tuple[str, ...]) -> str:
    if title.service and (title.service in services or is_service_like(title.service)):
        return title.service
    return services[0] if services else ""


def _services(reading: Reading) -> tuple[str, ...]:
    listed = (*_strings(reading.front.get("services")), *(one.value for one in reading.affected))
    return tuple(dict.fromkeys(name for name in listed if len(name) <= 80))


def _minutes(reading: Reading) -> float | None:
    stated = reading.front.get("duration_minutes")
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        return float(stated)
    if reading.durations:
        return reading.durations[0].value
    moments = [row.clock.at for row in reading.timeline if row.clock and row.clock.at]
    return (max(moments) - min(moments)).total_seconds() / 60 if len(moments) > 1 else None


def _cited(reading: Reading) -> tuple[int, int] | None:
    rows = len(reading.timeline)
    return (sum("[^" in row.text.text for row in reading.timeline), rows) if rows else None


def _label(reading: Reading, *keys: str) -> str:
    return next((one.value.text for one in reading.labels if one.key.text.casefold().strip(" *:") in keys), "")


def _word(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict | datetime) else str(value)


def _strings(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return tuple(str(one) for one in values if isinstance(one, str | int))


def _texts(reading: Reading, title: str, fault: str, services: tuple[str, ...]) -> Texts:
    by_role: dict[Role | None, list[str]] = {}
    for section in reading.sections:
        role = _part(section)
        by_role.setdefault(role if role in _OWN_PARTS else None, []).extend(_lines(section))
    cause = "\n".join(_NOTE.sub("", one.text) for one in reading.cause)
    return Texts(
        title=title,
        fault=fault,
        services=" ".join(services),
        summary="\n".join(by_role.get(Role.SUMMARY, ())),
        cause=cause or "\n".join(by_role.get(Role.ROOT_CAUSE, ())),
        factors="\n".join((*(one.text.text for one in reading.factors), *by_role.get(Role.FACTORS, ()))),
        timeline="\n".join(_NOTE.sub("", one.text.text) for one in reading.timeline),
        actions="\n".join(one.text.text for one in reading.actions),
        rest="\n".join(by_role.get(None, ())),
    )


def _part(section: Section) -> Role | None:
    """Which part it belongs to; a section with no role of its own belongs to the one above."""
    role = role_of(section.title) if section.title else None
    return role or (_part(section.above) if section.above else None)


def _lines(section: Section) -> Iterator[str]:
    """What people read there: references to evidence are none of its words."""
    return (_NOTE.sub("", one.text) for one in all_prose(section) if not one.text.startswith("[^"))

"""What other documents may want to know of one note, found by a glance: its front matter, headings and first column.

A glance reads no Markdown, since it is taken at every note of a vault whenever one of them is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

from firstcause.document.front import Front, read_front
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.spans import Source
from firstcause.review.lint.titles import day_of, read_title, stem
from firstcause.review.lint.vault import KnownIncident, KnownService

_FENCED: Final = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+(\S.*)$|^(?![ \t>|-])(.+)\n={3,}[ \t]*\r?$", re.MULTILINE)
_TITLE: Final = re.compile(r"^# +(\S.*)$", re.MULTILINE)
_UTC_TABLE: Final = re.compile(r"^\|[^|\n]{0,40}\(UTC\)[^|\n]{0,40}\|", re.MULTILINE)
_ROW: Final = re.compile(r"^\|[ ]*(?:\d{4}-\d{2}-\d{2}[ T])?(\d{1,2}):(\d{2})(?::\d{2})?[ ]*\|", re.MULTILINE)
_SENTENCE: Final = re.compile(r"[^\n.|]{25,}")
_DIGITS: Final = re.compile(r"\d+")
# A document with one of these is somebody's account of an incident, whatever else it lacks.
_TELLING: Final = frozenset(
    {Role.TIMELINE, Role.ROOT_CAUSE, Role.ACTIONS, Role.RESOLUTION, Role.IMPACT, Role.WENT_WELL, Role.IMPROVEMENTS}
)
_KEYS: Final = frozenset({"fault", "incident", "severity", "duration_minutes"})
_OTHER_FOLDERS: Final = frozenset({"services", "runbooks", "templates", "evidence", "architecture"})


@dataclass(frozen=True, slots=True)
class Note:
    """`is_report`: whether it tells of an incident. `sentences`: digests of what it says, only where asked for."""

    headings: tuple[str, ...] = ()
    incident: KnownIncident | None = None
    service: KnownService | None = None
    is_report: bool = False
    sentences: tuple[int, ...] = ()


def glance(note: str, text: str, *, sentences: bool = False) -> Note:
    """What a note of that path says of itself."""
    front = read_front(Source(text))
    body = text[Source(text).offset(front.end_line + 1) :] if front.end_line else text
    body = _FENCED.sub("", body) if "```" in body or "~~~" in body else body
    headings = tuple((one[0] or one[1]).strip().rstrip("#").rstrip() for one in _HEADING.findall(body))
    folder = _folder(note)
    if folder == "services":
        return Note(headings, service=_service(note, front))
    if folder in _OTHER_FOLDERS or not _tells(front, headings):
        return Note(headings)
    incident = _incident(note, front, body)
    return Note(headings, incident, is_report=True, sentences=tuple(digests(body)) if sentences else ())


def digests(body: str) -> Iterator[int]:
    """Of every sentence, numbers apart: whoever copies a template changes those."""
    for sentence in _SENTENCE.findall(body):
        yield crc32(_DIGITS.sub("0", sentence).strip(" -*#").casefold().encode())


def _folder(note: str) -> str:
    """The nearest folder that says what its notes are."""
    folders = [part.casefold() for part in note.split("/")[:-1]]
    return next((part for part in reversed(folders) if part in _OTHER_FOLDERS), "")


def _tells(front: Front, headings: tuple[str, ...]) -> bool:
    if len(_KEYS & front.entries.keys()) > 1 or "rca" in _strings(front.get("tags")):
        return True
    return any(role_of(heading) in _TELLING for heading in headings)


def _service(note: str, front: Front) -> KnownService:
    owner = front.get("owner")
    return KnownService(stem(note), str(owner) if owner else "", _strings(front.get("depends_on")), note)


def _incident(note: str, front: Front, body: str) -> KnownIncident:
    heading = _TITLE.search(body)
    written = str(front.get("title") or (heading[1].strip() if heading else ""))
    title = read_title(written)
    day = day_of(front.get("date")) or title.date or day_of(stem(note))
    found = KnownIncident(
        note,
        written,
        day,
        str(front.get("fault") or title.fault.casefold()),
        _strings(front.get("services")),
        _moment(front.get("began") or front.get("detected")),
        _moment(front.get("resolved")),
        title.service,
    )
    return _with_timeline(found, body)


def _with_timeline(found: KnownIncident, body: str) -> KnownIncident:
    """What its own table of times says, where the front matter says nothing."""
    minutes = [int(hour) * 60 + int(minute) for hour, minute in _ROW.findall(body)]
    if len(minutes) < 2:
        return found
    offsets = tuple((after - before) % 1440 for before, after in pairwise(minutes))
    found = replace(found, offsets=offsets)
    if found.date is None or found.began is not None or not _UTC_TABLE.search(body) or minutes[0] >= 1440:
        return found
    began = datetime.combine(found.date, time(*divmod(minutes[0], 60)), UTC)
    return replace(found, began=began, ended=found.ended or began + timedelta(minutes=sum(offsets)))


def _strings(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    return tuple(str(one) for one in values if isinstance(one, str))


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def note_json(note: Note) -> list[object]:
    """As a row that a cache may keep."""
    incident, service = note.incident, note.service
    return [
        note.is_report,
        note.headings,
        incident
        and [
            incident.path,
            incident.title,
            incident.date and incident.date.isoformat(),
            incident.fault,
            incident.services,
            incident.began and incident.began.isoformat(),
            incident.ended and incident.ended.isoformat(),
            incident.failing,
            incident.offsets,
        ],
        service and [service.name, service.owner, service.depends_on, service.path],
        note.sentences,
    ]


def note_from(row: list[Any]) -> Note:
    """The note of such a row."""
    is_report, headings, incident, service, sentences = row
    return Note(
        tuple(headings),
        _incident_from(incident) if incident else None,
        KnownService(service[0], service[1], tuple(service[2]), service[3]) if service else None,
        is_report,
        tuple(sentences),
    )


def _incident_from(row: list[Any]) -> KnownIncident:
    path, title, day, fault, services, began, ended, failing, offsets = row
    return KnownIncident(
        path,
        title,
        date.fromisoformat(day) if day else None,
        fault,
        tuple(services),
        datetime.fromisoformat(began) if began else None,
        datetime.fromisoformat(ended) if ended else None,
        failing,
        tuple(offsets),
    )

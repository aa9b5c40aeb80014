"""What a title or a file name says: the day, what went wrong, and in which service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_DAY: Final = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})(?!\d)(?:\s*(?:[-–—:|]\s*|\s))?")
_SERVICE: Final = re.compile(r"\bin (?:the )?`?([A-Za-z0-9][\w.-]*[A-Za-z0-9])`?(?: service)?\s*$")
_APART: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Title:
    """`service`: what stands behind the last "in", whether it is one or not; `fault`: what stands between."""

    day: str
    fault: str
    service: str

    @property
    def date(self) -> date | None:
        """The day, where there is such a day."""
        return day_of(self.day)


def read_title(text: str) -> Title:
    """As in "2025-11-07 - SSL/TLS Handshake Failure in order-service"."""
    day = _DAY.match(text)
    rest = text[day.end() :] if day else text
    service = _SERVICE.search(rest)
    fault = rest[: service.start()] if service else rest
    return Title(day[1] if day else "", fault.strip(), service[1] if service else "")


def day_of(text: object) -> date | None:
    """An ISO date; None where it is none."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def stem(path: str) -> str:
    """A file's name without its folder and its suffix."""
    return path.replace("\\", "/").rpartition("/")[2].removesuffix(".md")


def slug(text: str) -> str:
    """As a file's name spells it: small letters, and one hyphen for all else."""
    return _APART.sub("-", text.casefold()).strip("-")


def is_service_like(name: str) -> bool:
    """Whether it is written as services are: "order-service", but not "Europe"."""
    return bool(re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+", name))

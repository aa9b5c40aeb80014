"""What a rule may know beyond the one document: the other notes of the vault, and the catalogue. Values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from firstcause.review.checks import Check, Proof
from firstcause.review.lint.names import Names


@dataclass(frozen=True, slots=True)
class KnownService:
    """A service of the catalogue: firstcause.toml's, or a note `Services/NAME.md`. `path`: of the note, or ""."""

    name: str
    owner: str = ""
    depends_on: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """What is known of another document of the vault: enough to find repeats and overlaps.

    `fault`: its code, or the words of its title. `offsets`: minutes from each event of its timeline to the next.
    """

    path: str
    title: str
    date: date | None
    fault: str = ""
    services: tuple[str, ...] = ()
    began: datetime | None = None
    ended: datetime | None = None
    failing: str = ""  # the service that failed, where the title or the fault's join key says so
    offsets: tuple[int, ...] = ()


@dataclass(frozen=True)
class Vault:
    """Notes by their path below the vault, with "/" and their suffix; `headings` of each that was read.

    `shown`: what stands before such a path where it is spoken of. `common`: digests of sentences that many have.
    """

    notes: frozenset[str] = frozenset()
    services: Mapping[str, KnownService] = field(default_factory=dict)
    incidents: Mapping[str, KnownIncident] = field(default_factory=dict)
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_whole: bool = False  # False: a single document was read, and nothing is known of others
    shown: str = ""
    common: frozenset[int] = frozenset()
    proofs: Mapping[Check, Proof] = field(default_factory=dict)  # of checks that were run

    @cached_property
    def names(self) -> Names:
        """The notes by their names."""
        return Names(self.notes)

    @cached_property
    def repeats(self) -> Mapping[tuple[str, str], tuple[KnownIncident, ...]]:
        """Incidents by fault and failing service."""
        found: dict[tuple[str, str], list[KnownIncident]] = {}
        for one in self.incidents.values():
            if one.fault and one.failing:
                found.setdefault((one.fault, one.failing), []).append(one)
        return {key: tuple(ones) for key, ones in found.items()}

    @cached_property
    def days(self) -> Mapping[date, tuple[KnownIncident, ...]]:
        """Incidents by each day on which they lasted, up to a week of it."""
        found: dict[date, list[KnownIncident]] = {}
        for one in self.incidents.values():
            for day in days_of(one):
                found.setdefault(day, []).append(one)
        return {day: tuple(ones) for day, ones in found.items()}

    @cached_property
    def paces(self) -> Mapping[tuple[int, ...], tuple[str, ...]]:
        """Notes by the offsets of their timelines."""
        found: dict[tuple[int, ...], list[str]] = {}
        for one in self.incidents.values():
            if one.offsets:
                found.setdefault(one.offsets, []).append(one.path)
        return {offsets: tuple(paths) for offsets, paths in found.items()}

    @cached_property
    def service_names(self) -> frozenset[str]:
        """Of the catalogue, and of every incident, in small letters."""
        named = (name for one in self.incidents.values() for name in one.services)
        return self.catalogued.union(name.casefold() for name in named)

    @cached_property
    def catalogued(self) -> frozenset[str]:
        """Of the catalogue, in small letters."""
        return frozenset(name.casefold() for name in self.services)

    def show(self, note: str) -> str:
        """How a note is spoken of."""
        return f"{self.shown}{note}"


def days_of(one: KnownIncident) -> list[date]:
    """The days on which it lasted."""
    if one.began is None or one.ended is None or one.ended < one.began:
        return []
    first = one.began.toordinal()
    return [date.fromordinal(n) for n in range(first, min(one.ended.toordinal(), first + 6) + 1)]

"""What one look at somebody else's records brought: changes, and what could not be read.

A record that cannot be read never hides the others: it is skipped, counted, and told with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstcause.model.change import Change
from firstcause.sources.change_record import change_from
from firstcause.sources.errors import DecodeError

MAX_CHANGES = 10_000  # the oldest are forgotten first
MAX_PROBLEMS = 100

Record = tuple[str, Mapping[str, object] | DecodeError]
"""Where it stands, for a complaint; and the fields of a change event, or why there are none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The changes by the time at which they began, how many records were skipped, and `place: reason` of some."""

    changes: tuple[Change, ...]
    skipped: int = 0
    problems: tuple[str, ...] = ()


def read(records: Iterable[Record]) -> Reading:
    """Whatever of these records can be read."""
    found, problems = [], []
    for place, fields in records:
        try:
            found.append(change_from(_known(fields)))
        except DecodeError as error:
            problems.append(f"{place}: {error}")
    changes = sorted(found, key=lambda change: change.at)
    return Reading(tuple(changes[-MAX_CHANGES:]), len(problems), tuple(problems[:MAX_PROBLEMS]))


def _known(fields: Mapping[str, object] | DecodeError) -> Mapping[str, object]:
    if isinstance(fields, DecodeError):
        raise fields
    return fields

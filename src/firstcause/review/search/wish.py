"""One thing that was asked for, and how well each document grants it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GRANTED = 0.5  # from here on a document has what was asked for


@dataclass(frozen=True, slots=True)
class Wish:
    """`degrees`: by the document's number, from 0 to 1. `excludes`: documents that have it are not to be shown.

    `why` is how it is told: "service order-service", "longer than 60 minutes".
    """

    why: str
    degrees: Mapping[int, float]
    weight: float = 10.0
    excludes: bool = False


def of(why: str, numbers: Iterable[int], weight: float = 10.0) -> Wish:
    """A wish that these documents grant wholly."""
    return Wish(why, dict.fromkeys(numbers, 1.0), weight)

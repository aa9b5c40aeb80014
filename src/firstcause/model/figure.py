"""Figures: numbers with a witness. No number enters an RCA as a bare float."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and its unit: `requests`, `users`, `s`, `ratio`, `requests/s`, ..."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A named quantity, how it was computed, and from which evidence (content ids).

    Where the quantity could not be computed, `quantity` is None and `method` says why.
    """

    name: str
    quantity: Quantity | None
    method: str
    evidence: tuple[str, ...] = ()

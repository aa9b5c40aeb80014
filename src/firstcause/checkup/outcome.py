"""What one check says: it works, it does not and what to do, or it is not there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """`absent` is no finding: nobody has configured it, or it may appear later."""

    WORKS = "works"
    BROKEN = "broken"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the table: what was tried, what came of it, and what to do where it did not work."""

    kind: str
    name: str
    state: State
    told: str
    remedy: str = ""


def works(kind: str, name: str, told: str) -> Checked:
    """It was tried, and it works."""
    return Checked(kind, name, State.WORKS, told)


def broken(kind: str, name: str, told: str, remedy: str) -> Checked:
    """It was tried, and it does not work."""
    return Checked(kind, name, State.BROKEN, told, remedy)


def absent(kind: str, name: str, told: str, remedy: str) -> Checked:
    """There is nothing to try."""
    return Checked(kind, name, State.ABSENT, told, remedy)

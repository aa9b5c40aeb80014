"""Who is called, over which channels, and when the next one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Contact:
    """A person and the channels (URLs, or `console`) over which that person is reached, all at once."""

    name: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagePolicy:
    """The escalation: one contact a step. `link` is where an incident is seen, with `{incident}` in it.

    `shadow`: nobody is called; whom it would have been is stated instead.
    """

    steps: tuple[Contact, ...] = ()
    escalate_after: timedelta = timedelta(minutes=5)
    link: str = ""
    shadow: bool = False

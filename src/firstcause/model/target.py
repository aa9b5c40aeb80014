"""A place to look at, as a list of them names it."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.model.handshake import Look


@dataclass(frozen=True, slots=True)
class Target:
    """One look of a list. `line` counts from 1; `id` is the list's own name for it, given back with the answer."""

    line: int
    look: Look
    id: str | int | None = None

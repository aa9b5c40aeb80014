"""A row of the catalogue's words: one meaning, and the phrases that say it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """`phrases` are as people write them; whoever compares cuts their words down to stems."""

    meaning: str
    phrases: tuple[str, ...]


def row(meaning: str, phrases: str) -> Row:
    """Phrases stand apart by commas, on as many lines as they take."""
    return Row(meaning, tuple(" ".join(one.split()) for one in phrases.split(",")))

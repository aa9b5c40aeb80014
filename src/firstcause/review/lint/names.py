"""Notes by their names: which one a link means, as Obsidian resolves it, and which a misspelt one may have meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

NEAR: Final = 0.8  # of the letters two names must share, to be taken for one another
CANDIDATES: Final = 12
LONGEST: Final = 200  # letters that a name has
COMMON: Final = 400  # a piece of so many names tells nothing of one


class Names:
    """A vault's files. A name stands for the note of that name wherever it lies; upper and lower case are one."""

    def __init__(self, notes: Iterable[str]) -> None:
        self._notes = sorted(notes)
        self._by_name: dict[str, list[str]] = {}
        for note in self._notes:
            self._by_name.setdefault(_name(note), []).append(note)
        self._nearest: dict[str, str] = {}

    def find(self, target: str, beside: str = "") -> str | None:
        """The note that a link in `beside` leads to. A path need not begin at the vault's root."""
        wanted = _relative(target, beside).casefold()
        candidates = self._by_name.get(_name(wanted), ())
        ends = [note for note in candidates if _ends(note.casefold(), wanted)]
        return min(ends, key=lambda note: (note.count("/"), note), default=None)

    def namesakes(self, note: str) -> list[str]:
        """All notes of its name."""
        return self._by_name.get(_name(note), [])

    def nearest(self, target: str, but: str = "") -> str:
        """The name that it may have been meant to be; "" where none is near. `but`: the note that asks."""
        name, own = _name(target), _name(but)
        if len(name) > LONGEST:
            return ""
        if name not in self._nearest:
            self._nearest[name] = self._search(name)
        found = self._nearest[name]
        return "" if _name(found) == own else found

    def _search(self, name: str) -> str:
        votes: Counter[str] = Counter()
        for piece in _pieces(name):
            sharing = self._pieces.get(piece, ())
            if len(sharing) <= COMMON:
                votes.update(sharing)
        best = ("", NEAR)
        for candidate, _ in votes.most_common(CANDIDATES):
            share = SequenceMatcher(None, name, candidate, autojunk=False).ratio()
            if share >= best[1] and _same_numbers(name, candidate):
                best = (candidate, share)
        return _stem(self._by_name[best[0]][0]) if best[0] else ""

    @cached_property
    def _pieces(self) -> Mapping[str, list[str]]:
        """Notes' names by every three letters in a row."""
        found: dict[str, list[str]] = {}
        for name, notes in self._by_name.items():
            if notes[0].endswith(".md"):
                for piece in _pieces(name):
                    found.setdefault(piece, []).append(name)
        return found


def _same_numbers(one: str, other: str) -> bool:
    """Names of two days are not one name misspelt."""
    return [c for c in one if c.isdecimal()] == [c for c in other if c.isdecimal()]


def _pieces(name: str) -> set[str]:
    return {name[at : at + 3] for at in range(len(name) - 2)}


def _stem(note: str) -> str:
    return note.rpartition("/")[2].removesuffix(".md")


def _name(note: str) -> str:
    return _stem(note.casefold())


def _relative(target: str, beside: str) -> str:
    """`./a` and `../a` count from the note's own folder."""
    parts = target.strip().strip("/").split("/")
    if parts[0] not in (".", ".."):
        return "/".join(parts)
    folder = beside.split("/")[:-1]
    for part in parts:
        if part == "..":
            folder = folder[:-1]
        elif part != ".":
            folder.append(part)
    return "/".join(folder)


def _ends(note: str, wanted: str) -> bool:
    return any(whole == wanted or whole.endswith("/" + wanted) for whole in (note, note.removesuffix(".md")))

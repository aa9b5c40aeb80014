"""Reading hostile trees: what a YAML or JSON text became, taken apart without ever trusting its shape.

Each function answers with something empty where the tree is not as expected, and bounds what it takes. Which keys
mean what, the decoders know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

MAX_ROWS: Final = 5000
MAX_WORD: Final = 500


def part(tree: object, *path: str) -> object:
    """What stands at this path of keys; None where there is nothing."""
    for key in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(key)
    return tree


def rows(tree: object, *path: str) -> list[object]:
    """The list at this path, its first 5000 members; empty where there is none."""
    found = part(tree, *path)
    return found[:MAX_ROWS] if isinstance(found, list) else []


def entries(tree: object, *path: str) -> Iterator[tuple[str, object]]:
    """Names and values of the mapping at this path, the first 5000 whose name is a text."""
    found = part(tree, *path)
    if isinstance(found, Mapping):
        named = ((word(key), value) for key, value in found.items() if isinstance(key, str))
        yield from (pair for pair, _ in zip(named, range(MAX_ROWS), strict=False))


def word(tree: object, *path: str) -> str:
    """The text or number at this path, printable and of bearable length; "" where there is none."""
    found = part(tree, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    return tidy(str(found))


def words(tree: object, *path: str) -> tuple[str, ...]:
    """The texts of the list at this path, those that are no texts left out."""
    return tuple(text for text in (word(row) for row in rows(tree, *path)) if text)


def tidy(text: str) -> str:
    """On one line, printable, at most 500 characters: it ends up in a file that a person reads."""
    return "".join(c for c in text[:MAX_WORD] if c.isprintable()).strip()


def port(text: str) -> int:
    """A port, 1-65535; 0 where the text is none."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
    return number if number < 65536 else 0

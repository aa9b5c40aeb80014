"""A kind of fault, and by which meanings it is recognised: in a title, in a log line, in what somebody asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """Meanings that stand together, and how surely they then speak of the fault."""

    meanings: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Concept:
    """`kin` are faults that people mean with the same words, or that look alike; `source` tells whence the words are.

    `family` holds what is related more loosely; `codes` are our own names of such faults.
    """

    id: str
    family: str
    signs: tuple[Sign, ...]
    source: str
    kin: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()


def concept(id: str, family: str, signs: str, source: str, kin: str = "", codes: str = "") -> Concept:  # noqa: A002
    """ "certificate expire 3, expire 1": meanings and their weight; their number plus one where none is said."""
    return Concept(
        id, family, tuple(_sign(one) for one in signs.split(",")), source, frozenset(kin.split()), _codes(codes)
    )


def _sign(text: str) -> Sign:
    *meanings, last = text.split()
    if last.replace(".", "").isdecimal():
        return Sign(frozenset(meanings), float(last))
    return Sign(frozenset((*meanings, last)), len(meanings) + 1.0)


def _codes(text: str) -> frozenset[str]:
    return frozenset(code if "/" in code else f"tls/{code}" for code in text.split())

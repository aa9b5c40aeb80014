"""Which kinds of fault a question means, and how well each document fits them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstcause.model.fault import FAULTS
from firstcause.review.search.catalogue.all import BY_CODE, CONCEPTS
from firstcause.review.search.meanings import concepts_of
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import Wish

WEIGHT: Final = 8.0
ENOUGH: Final = 0.55  # of the best kind's weight, for another to be meant as well
HERE: Final = 0.6  # of the best, for a kind that the vault knows to be preferred to one that it has never seen
KIN: Final = 0.42
FAMILY: Final = 0.2
STAND_IN: Final = 0.8  # kin, where the vault has nothing of the kind itself
CERTAIN: Final = 2.4  # the weight of a sign that leaves no doubt


def fault_wish(words: str, shelf: Shelf) -> Wish | None:
    """What the words say of a fault; None where they say nothing of any."""
    weights = concepts_of(words)
    meant = _meant(weights, shelf)
    if not meant:
        return None
    degrees: dict[int, float] = {}
    for id_, belief in meant.items():
        for other, likeness in _like(id_, shelf).items():
            for number, degree in shelf.concepts[other].items():
                value = belief * likeness * degree
                if value > degrees.get(number, 0.0):
                    degrees[number] = value
    best = max(meant, key=lambda id_: meant[id_])
    sure = min(1.0, max(weights[id_] for id_ in meant) / CERTAIN)
    return Wish(f"fault {best.replace('-', ' ')}", degrees, WEIGHT * (0.4 + 0.6 * sure)) if degrees else None


def _meant(weights: Mapping[str, float], shelf: Shelf) -> dict[str, float]:
    """Kinds of fault, and how much each is believed, 1 for the best."""
    best = max(weights.values(), default=0.0)
    here = {id_: weight for id_, weight in weights.items() if id_ in shelf.concepts}
    best_here = max(here.values(), default=0.0)
    chosen, top = (here, best_here) if best_here and best_here >= HERE * best else (dict(weights), best)
    return {id_: (weight / top) ** 2 for id_, weight in chosen.items() if weight >= ENOUGH * top}


def _like(id_: str, shelf: Shelf) -> dict[str, float]:
    """The kinds of fault of the vault that are like this one, itself among them."""
    concept = CONCEPTS[id_]
    kin = KIN if id_ in shelf.concepts else STAND_IN
    found = {}
    for other in shelf.concepts:
        if other == id_:
            found[other] = 1.0
        elif other in concept.kin or id_ in CONCEPTS[other].kin:
            found[other] = kin
        elif CONCEPTS[other].family == concept.family:
            found[other] = FAMILY
    return found


def code_wish(word: str, shelf: Shelf) -> Wish | None:
    """A fault by our own code, `tls/incomplete-chain` or `incomplete-chain`: documents that carry it, then its kind."""
    code = word if word in FAULTS else next((c for c in FAULTS if c.partition("/")[2] == word and "-" in word), None)
    if code is None:
        return None
    degrees = {number: 0.6 * degree for number, degree in shelf.concepts.get(BY_CODE.get(code, ""), {}).items()}
    degrees |= dict.fromkeys(shelf.codes.get(code, ()), 1.0)
    return Wish(f"fault {code}", degrees)

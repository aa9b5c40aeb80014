"""RCA502: an action that addresses nothing."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.addressed import has_column, named_by, points
from firstcause.review.lint.rule import Subject, Trouble


def for_nothing(subject: Subject) -> Iterator[Trouble]:
    """An action names no factor and no improvement that it addresses, or one that the document does not have.

    It may be a good idea; that it follows from this incident is for the document to say.

    Bad:

        an empty cell under Addresses, or F7 where there are three factors

    Better:

        F1, L2

    Ignore it where the action repairs what the incident damaged.
    """
    reading = subject.reading
    if not has_column(reading):
        return
    known = {name for kind, point in points(reading) for name in _names(kind, point.id, point.number)}
    for action in reading.actions:
        named = named_by(action)
        if not named:
            yield Trouble("this action says not what it addresses", action.text)
        for name in named:
            if name not in known and action.addresses is not None:
                told = name[1] if name[0] == "id" else " ".join(name)
                yield Trouble(f"this action addresses {told}, which the document does not have", action.addresses)


def _names(kind: str, id_: str, number: int) -> Iterator[tuple[str, str]]:
    yield kind, str(number)
    yield "id", id_.upper() or f"{kind[0].upper()}{number}"
    if kind == "improvement":
        yield "id", f"L{number}"

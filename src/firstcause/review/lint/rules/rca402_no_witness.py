"""RCA402: a cause without evidence."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.causes import NAMED_CHANGE, WITNESS, said_of_cause
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.rules.rca401_circular_cause import circular_cause


def no_witness(subject: Subject) -> Iterator[Trouble]:
    """The root cause names nothing that could be looked up: no change, commit, query, handshake, file or link.

    A cause that nobody can check is an opinion, and the next incident will have another.

    Bad:

        A bad configuration was the cause

    Better:

        Release r42 left the intermediate certificate out of bundle.pem.[^E33]

    Ignore it where the evidence must not be shown; it is better to say where it is kept.
    """
    reading = subject.reading
    if not reading.cause or next(circular_cause(subject), None) is not None:
        return
    said = list(said_of_cause(reading))
    if not any(NAMED_CHANGE.search(prose.text) or WITNESS.search(prose.text) for prose in said):
        yield Trouble("the cause names no change, query, file or link that could be looked up", reading.cause[0].all())

"""RCA403: a cause that does not speak of the fault in the title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.causes import said_of_cause
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.stems import stems
from firstcause.review.lint.titles import read_title

_ALIKE: Final = 4  # letters in which two words must begin alike
_SAYS_NOTHING: Final = stems(
    "failure failures error errors outage degradation disruption unavailable high low slow down"
)


def other_fault(subject: Subject) -> Iterator[Trouble]:
    """The root cause has no word in common with the fault that the title names.

    Mostly a document was begun as a copy of another one, and its cause was never replaced.

    Bad:

        under Connection Pool Exhaustion in billing-api, a root cause about certificates alone

    Better:

        a cause that leads to what the title names

    Ignore it where the way from one to the other is told elsewhere; it is better to tell it in the cause.
    """
    reading = subject.reading
    if not reading.cause or reading.title is None:
        return
    wanted = _words(read_title(reading.title.value).fault) - _SAYS_NOTHING
    found = frozenset[str]().union(*(_words(prose.text) for prose in said_of_cause(reading)))
    if len(wanted) > 1 and not any(_are_alike(one, other) for one in wanted for other in found):
        yield Trouble(
            f"the cause does not mention {read_title(reading.title.value).fault}",
            reading.cause[0].all(),
            ((reading.title.words, "what the title names"),),
        )


def _words(text: str) -> frozenset[str]:
    return stems(text.replace("/", " ").replace("-", " "))


def _are_alike(one: str, other: str) -> bool:
    return one == other or (len(one) >= _ALIKE and len(other) >= _ALIKE and one[:_ALIKE] == other[:_ALIKE])

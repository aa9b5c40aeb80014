"""RCA509: done in one place, open in another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Action, Point
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.stems import EMPTY, stem, words

_PAST: Final = re.compile(
    r"^(?:we |have |has |was |were )*(?P<verb>\w+(?:ed|t|en|wrote|made|built|set))\b", re.IGNORECASE
)
# Where the thing that is done ends, and its circumstances begin.
_BOUNDS: Final = "for with of in to and on by from at so that which as into across per against via or"
_AFTER: Final = frozenset(_BOUNDS.split())


def claimed_done(subject: Subject) -> Iterator[Trouble]:
    """The resolution claims to have done what an action item leaves open.

    One of the two is not so, and whoever plans by the document will do it twice or never.

    Bad:

        Updated runbook with troubleshooting steps under Resolution, and Update runbook due in two weeks

    Better:

        the action marked done, or the resolution without it

    Ignore it where a first part was done and the rest is the action; it is better to say which part.
    """
    for action in subject.reading.actions:
        if action.done:
            continue
        for done in subject.reading.resolution:
            if _is_the_same(done, action):
                yield Trouble(
                    "the resolution says that this is done, and an action leaves it open",
                    done.text.all(),
                    ((action.text, "still to be done"),),
                )


def _is_the_same(done: Point, action: Action) -> bool:
    past, planned = _PAST.match(done.text.text), words(action.text.text)
    if past is None or not planned:
        return False
    verb, thing = _head(words(done.text.text[past.start("verb") :]))
    other_verb, other_thing = _head(planned)
    return bool(thing) and stem(verb) == stem(other_verb) and thing == other_thing


def _head(said: list[str]) -> tuple[str, str]:
    """The verb, and the last word of what it is done to: "update", "runbook"."""
    thing = ""
    for word in said[1:]:
        if word in _AFTER and thing:
            break
        if word not in EMPTY and word not in _AFTER:
            thing = stem(word)
    return said[0], thing

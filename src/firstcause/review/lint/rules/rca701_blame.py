"""RCA701: words of blame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.review.lint.rule import Subject, Trouble

# Words that judge a person. "At fault", "lazy" and "broke" are said of peers, loading and builds as well.
_BLAME: Final = re.compile(
    r"""\b(?:careless(?:ly|ness)?|negligen(?:t|tly|ce)|incompeten(?:t|tly|ce)|sloppy|sloppiness|reckless(?:ly|ness)?
        |stupid(?:ly|ity)?|irresponsibl[ey]|clumsy|clumsiness|inattentive(?:ly|ness)?|unprofessional(?:ly)?
        |human\ error|operator\ error|user\ error\ by|fat[- ]finger(?:ed|ing)?
        |(?:is|are|was|were)\ (?:solely\ |clearly\ |entirely\ )?(?:to\ blame|culpable)
        |(?:his|her)\ (?:own\ )?(?:fault|mistake)
        |(?:screwed|messed)\ up|dropped\ the\ ball|asleep\ at\ the\ wheel|should\ have\ known\ better)\b
    |\b(?:the|an?|our)\ (?:[\w-]+\ ){0,2}?(?:engineer|developer|operator
        |administrator|admin|intern|contractor|responder|on-call)(?:'s|’s)\ (?:fault|mistake|error)\b
    |\b(?:engineers?|developers?|operators?|administrators?|admins?|interns?|contractors?|responders?|on-call
        |somebody|someone)
        \ (?:simply\ |just\ |again\ )?(?:forgot|neglected|ignored|was\ careless|did\ not\ bother|didn't\ bother)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# One of these stands in whatever the pattern finds.
_CUES: Final = (
    *("careless", "negligen", "incompeten", "slopp", "reckless", "stupid", "irresponsib", "clums", "inattentive"),
    *("unprofessional", "human error", "operator error", "user error", "fat-finger", "fat finger", "to blame"),
    *("culpable", "screwed up", "messed up", "the ball", "the wheel", "known better", "forgot", "neglected", "ignored"),
    *("not bother", "n't bother", "his fault", "her fault", "own fault", "'s fault", "’s fault", "his mistake"),
    *("her mistake", "own mistake", "'s mistake", "’s mistake", "'s error", "’s error"),
)
_DENIED: Final = re.compile(
    r"\b(?:not?|nobody|no one|without|never|isn't|wasn't|rather than|instead of)\b[^.;]{0,25}$", re.IGNORECASE
)


def blame(subject: Subject) -> Iterator[Trouble]:
    """A sentence judges a person instead of what made the mistake possible.

    Where people are blamed they say less the next time, and the cause stays: the same slip is open to the next one who
    comes. Ask how it was possible and what would have stopped it.

    Bad:

        The on-call engineer carelessly deployed the wrong bundle.

    Better:

        The deploy took a bundle without its intermediate: no preflight ran before it.

    Ignore it where somebody is quoted, or where a product or a law has such a name.
    """
    for passage in subject.holding(_CUES):
        if passage.quoted:
            continue
        for found in _BLAME.finditer(passage.text):
            if not _DENIED.search(passage.text[max(0, found.start() - 80) : found.start()]):
                words = passage.words(*found.span())
                yield Trouble(f"{' '.join(words.text.split())!r} judges a person: what made it possible?", words)

"""RCA702: what did not happen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.roles import Role
from firstcause.model.finding import Confidence
from firstcause.review.lint.passages import Passage
from firstcause.review.lint.rule import Subject, Trouble

_PARTICIPLE: Final = (
    r"(?:\w{2,}ed|been|known|caught|seen|made|done|taken|had|gone|written|run|put|set|sent|held|kept|told|found|built"
    r"|begun|chosen|come|given|got(?:ten)?|let|met|read|shown|thought|understood|spotted|led|left|stood|brought)"
)
_SHOULD: Final = re.compile(
    rf"\b(?:(?:should|ought\ to)(?:\ not|n't|n’t)?(?:\ (?:also|really|probably|never|at\ least|\w+ly))?\ have"
    rf"(?:\ (?:also|never|\w+ly))?\ {_PARTICIPLE}|if\ only|had\ (?:we|they|he|she|anyone|anybody|someone|somebody)\ "
    rf"(?:not\ |only\ )?{_PARTICIPLE})\b",
    re.VERBOSE | re.IGNORECASE,
)
_PERSON: Final = (
    r"(?:we|they|he|she|I|nobody|someone|somebody|everyone|(?:[\w-]+\s)?(?:teams?|engineers?|developers?|operators?"
    r"|administrators?|responders?|reviewers?|staff|people|managers?)|on-call|SREs?)"
)
_FAILED: Final = re.compile(
    rf"\b{_PERSON}(?:\ also|\ initially|\ then)?\s(?:failed|neglected|omitted)\sto\s\w+", re.IGNORECASE
)
_COULD: Final = re.compile(
    r"\bcould(?:n't|\snot)?\shave\s(?:been\s)?(?:easily\s)?(?:prevented|avoided|caught|detected|noticed|stopped|spotted)\b",
    re.IGNORECASE,
)
# One of these stands in whatever the patterns find.
_CUES: Final = (
    *("should have", "should not", "shouldn", "should also", "should really", "should probably", "should never"),
    *(
        "should at least",
        "ly have",
        "ought",
        "if only",
        "had we",
        "had they",
        "had he",
        "had she",
        "had any",
        "had some",
    ),
    *("could have", "could not have", "couldn't have", "failed to", "neglected to", "omitted to"),
)


def counterfactual(subject: Subject) -> Iterator[Trouble]:
    """A sentence tells what should have happened instead of what did.

    It explains the incident by events that did not take place, and judges with knowledge that nobody had then. What
    people saw, and why it seemed right, is what can be learned from. Software that fails to answer is not meant.

    Bad:

        The team should have noticed the missing intermediate.

    Better:

        The dashboard showed the leaf alone; no alert looks at the chain.

    Ignore it where the sentence is a requirement ("the cache should have three replicas") that this rule took for one.
    """
    for passage in subject.holding(_CUES):
        if passage.quoted or _is_about_luck(passage):
            continue
        for pattern, confidence in ((_SHOULD, None), (_FAILED, None), (_COULD, Confidence.LIKELY)):
            for found in pattern.finditer(passage.text):
                words = passage.words(*found.span())
                said = " ".join(words.text.split())
                yield Trouble(f"{said!r} tells what did not happen", words, confidence=confidence)


def _is_about_luck(passage: Passage) -> bool:
    title = passage.section.title.casefold()
    return Role.LUCK.value.casefold() in title or "lucky" in title

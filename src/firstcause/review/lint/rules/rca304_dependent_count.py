"""RCA304: how many dependent services there were, and which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.numbers import number_of
from firstcause.document.prose import Prose
from firstcause.document.spans import Edit, Words
from firstcause.review.lint.failing import failing_service
from firstcause.review.lint.rule import Subject, Trouble

_SAID: Final = re.compile(
    r"\b(?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten) (?:other )?"
    r"(?:dependent|downstream|dependant|depending) (?:micro)?services?\b",
    re.IGNORECASE,
)

_CUES: Final = ("dependent", "downstream", "dependant", "depending")


def dependent_count(subject: Subject) -> Iterator[Trouble]:
    """The count of dependent services differs from the list of those affected, or counts the failing service too.

    Dependents are the others: a service does not depend on itself. A count that nobody can find in the list makes the
    reader doubt the rest.

    Bad:

        affected 3 dependent services, and below it a list of three, of which the first is the one that
        failed

    Better:

        affected 2 dependent services

    Ignore it where the list names only some of those affected; it is better to say so in the list.
    """
    reading = subject.reading
    failing = failing_service(reading)
    if len(reading.affected) < 1 or not failing:
        return
    names = dict.fromkeys(one.value for one in reading.affected)
    others = [name for name in names if name != failing]
    for passage in subject.holding(_CUES):
        for said in _SAID.finditer(passage.text):
            count = number_of(said["count"])
            if count is not None and count != len(others):
                yield _trouble(passage.written, said, len(others), names, failing, reading.affected[0].words)


def _trouble(
    written: Prose, said: re.Match[str], right: int, names: dict[str, None], failing: str, listed: Words
) -> Trouble:
    itself = f"; {failing} is the one that failed" if failing in names else ""
    place = written.words(*said.span("count"))
    return Trouble(
        f"{said[0]}, but {len(names)} services are listed as affected{itself}: {right} depend on it",
        written.words(*said.span()),
        ((listed, f"the list begins here: {', '.join(names)}"),),
        edits=(Edit(place.span, str(right)),),
    )

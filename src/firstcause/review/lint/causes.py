"""What a document says of its cause, and what of it could be looked up by somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.prose import Prose
from firstcause.document.reading.stated import Reading

# What names one change and no other: a release, a commit, a pull request, a ticket, a migration, a version.
NAMED_CHANGE: Final = re.compile(
    r"\b(?:r|v|release[- ]?|version |build |rev(?:ision)? )\d[\w.-]*|\b[0-9a-f]{7,40}\b(?<![a-f]{7})|#\d+"
    r"|\b[A-Z]{2,}-\d+\b"
    r"|\b\d+\.\d+(?:\.\d+)*\b|!\d+|\b(?:PR|MR|CR|CHG|CL) ?\d+",
)
# What can be looked up besides: evidence, links, code, files, keys, figures.
WITNESS: Final = re.compile(r"\[\^|\]\(|\[\[|`[^`]+`|\b[\w-]+\.[a-z]{2,5}\b|\b\w+_\w+\b|\d|\b\w+/[\w-]+\b")


def said_of_cause(reading: Reading) -> Iterator[Prose]:
    """The statement, then the factors."""
    yield from reading.cause
    for factor in reading.factors:
        yield factor.text

"""Log lines of two windows as oddities: error lines that were not there before.

Lines are grouped by template: their words without numbers and without what stands for one request. Information and
warnings follow the traffic's mix and say little; only what calls itself an error, or names an exception, counts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from firstcause.diagnose.localise.signals import Oddity

ERROR = re.compile(r"\b(?:ERROR|FATAL|CRITICAL|PANIC|panic|Traceback)\b|\w+Exception\b|\"level\":\s*\"(?:error|fatal)\"")
# Longer words and those with digits are identifiers, times or numbers.
WORD = re.compile(r"[A-Za-z_.]{2,40}(?![\w-])")
WORDS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A log line of a service."""

    service: str
    text: str


def template(text: str) -> str:
    """The words of a line's beginning that are the same for every request."""
    return " ".join(WORD.findall(text[:400])[:WORDS])


def log_oddities(before: Iterable[Line], during: Iterable[Line]) -> Iterator[Oddity]:
    """A service's error templates beyond what its past leads to expect, one oddity each."""
    past, now = _counted(before), _counted(during)
    for service, found in now.items():
        earlier = past.get(service, _Counted())
        scale = found.lines / earlier.lines if earlier.lines else 0.0
        for words, count in found.errors.items():
            text = f'logs "{words}"'
            yield Oddity(service, "log", text, count, earlier.errors[words] * scale)


class _Counted:
    """A service's lines, and its errors by template."""

    def __init__(self) -> None:
        self.lines = 0
        self.errors: Counter[str] = Counter()


def _counted(lines: Iterable[Line]) -> dict[str, _Counted]:
    found: defaultdict[str, _Counted] = defaultdict(_Counted)
    for line in lines:
        counted = found[line.service]
        counted.lines += 1
        if ERROR.search(line.text):
            counted.errors[template(line.text)] += 1
    return found

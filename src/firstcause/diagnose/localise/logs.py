"""Log lines of two windows as oddities: error lines that were not there before, and lines that stopped.

Lines are grouped by template: their beginning, without what stands for one request. More of an ordinary line says
little, because lines follow the traffic's mix; so only errors count where they are more, and every line that
stopped altogether although the service goes on answering; a warning that stopped is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from firstcause.diagnose.localise.signals import Oddity

ERROR = re.compile(
    r"\b(?:ERROR|FATAL|CRITICAL|PANIC|panic|Traceback)\b|\w+Exception\b|\"level\":\s*\"(?:error|fatal)\""
)
WARNING = re.compile(r"\bWARN(?:ING)?\b", re.IGNORECASE)
# What follows "=", and whatever holds a digit, stands for one request; lists of such values have no fixed length.
VALUE = re.compile(r"(?<==)[^\s,;\])}]+|[\w-]*\d[\w-]*")
VALUES = re.compile(r"\*(?:[,:.\s]*\*)+")
LONGEST = 400
WORDS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A log line of a service."""

    service: str
    text: str


def template(text: str) -> str:
    """The beginning of a line as it is the same for every request."""
    return " ".join(VALUES.sub("*", VALUE.sub("*", text[:LONGEST])).split()[:WORDS])


def log_oddities(before: Iterable[Line], during: Iterable[Line], growth: Mapping[str, float]) -> Iterator[Oddity]:
    """A service's error templates beyond what its past leads to expect, and its templates that stopped.

    `growth` is by how much a service's requests grew (1 is not at all); where it is unknown, its lines tell.
    """
    past, now = _counted(before), _counted(during)
    for service, earlier in past.items():
        yield from _compared(service, earlier, now.get(service, Counter()), growth.get(service))
    for service in now.keys() - past.keys():
        yield from _compared(service, Counter(), now[service], 1.0)


def _compared(service: str, past: Counter[str], now: Counter[str], growth: float | None) -> Iterator[Oddity]:
    scale = now.total() / past.total() if growth is None else growth
    for words in past.keys() | now.keys():
        expected = past[words] * scale
        if ERROR.search(words):
            yield Oddity(service, "log", f'logs "{words}"', now[words], expected)
        elif not now[words] and not WARNING.search(words):
            yield Oddity(service, "silence", f'no longer logs "{words}"', expected, 0.0)


def _counted(lines: Iterable[Line]) -> dict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        found[line.service][template(line.text)] += 1
    return dict(found)

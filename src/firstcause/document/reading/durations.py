"""How long something took, as people write it: "32 minutes", "1 h 5 min", "two hours", "an hour and a half", "45m".

Many times stand in a postmortem; how long the incident itself lasted is told by the words around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType
from typing import Final, NamedTuple

from firstcause.document.prose import Prose
from firstcause.document.reading.stated import Interval, Stated, Took

_NUMBERS: Final = MappingProxyType(
    {
        word: n
        for n, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
        )
    }
    | {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50}
    | {"sixty": 60, "ninety": 90}
)
_UNITS: Final = MappingProxyType({"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0, "w": 10080.0})
_WORDS: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_UNIT: Final = r"(?:(?:second|minute|hour|day|week)s?|secs?|mins?|hrs?|[smhd])(?![A-Za-z_%])"
_ONE: Final = re.compile(
    rf"(?P<n>\d{{1,6}}(?:\.\d{{1,3}})?"
    rf"|(?:{_WORDS})(?=[\s-]))[\s-]?(?P<half>and a half )?(?P<unit>{_UNIT})(?P<more> and a half)?"
    rf"|(?P<halved>half(?: an| a)?[\s-]hour)",
    re.IGNORECASE,
)
_AND: Final = re.compile(r",?\s+and\s+|,?\s*", re.IGNORECASE)
_START: Final = re.compile(rf"(?<![\w.,:$€£/-])(?=\d|(?:{_WORDS}|half)[\s-])", re.IGNORECASE)

_ABOUT: Final = (
    r"(?:(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|just|under|over|only|ca\.|~"
    r"|a total of|an? total of"
    r"|more than|less than|at least|exactly|estimated|at|for|of|the|past|full)\s*){0,3}$"
)
_LONG: Final = re.compile(
    r"(?:\blast(?:ed|ing|s)\b[\s*_]{0,3}"
    r"|\b(?:duration|downtime|length|time to resolution)\b(?: of (?:the |this )?(?:incident|outage|impact|event"
    r"|disruption))?"
    r"(?:\s+\((?:total|minutes|utc)\))?(?:[\s*_]{0,3}(?:[:=|–-]|was|is|of|being)){1,2}[\s*_]{0,4}"
    r"|\b(?:outage|incident|disruption|degradation|interruption|impact|event|downtime|unavailability)\s*[*_]{0,2}"
    r"(?:(?:was |spanned |continued |persisted |ran |took )(?:for )?|of |for |:\s*)"
    r"|\b(?:down|unavailable|offline|degraded|unreachable|impacted|disrupted|inaccessible|out)\s+(?:for"
    r"|during)\s+(?:a total of )?"
    rf"){_ABOUT}",
    re.IGNORECASE,
)
_LONG_AFTER: Final = re.compile(
    r"(?:[\s-]long)?\s+(?:(?!(?:of|after|into|from|before|since|the|in|on|for|to)\b)\w+\s+)?(?:outage|incident"
    r"|disruption|downtime|interruption|degradation|service outage)\b"
    r"|\s+of\s+(?:\w+\s+)?(?:downtime|unavailability|disruption|outage|degradation)\b",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"\b(?:previous|earlier|last (?:week|month|year)|similar|prior|budget|every|each)\b", re.IGNORECASE
)
_TOOK: Final = (
    (
        Interval.DETECT,
        re.compile(
            rf"(?:time to (?:detect|detection)|\bM?TTD\b|(?:alert(?:s|ed|ing)?|monitor(?:s|ing)?"
            rf"|page[rd]?)\b[^.;\n]{{0,40}}"
            rf"\b(?:fired|triggered|paged|detected|alerted|notified|went off)\b[^.;\n]{{0,30}}"
            rf"\b(?:within|in|after)|detected[^.;\n]{{0,20}} (?:within|in|after))[^.;\n\d]{{0,30}}{_ABOUT}",
            re.IGNORECASE,
        ),
    ),
    (
        Interval.RESPOND,
        re.compile(
            rf"(?:time to (?:respond|response|acknowledge|engage)|\bM?TTA\b|\b(?:respon(?:se|ded|ders?)"
            rf"|acknowledged|on-?call)\b)"
            rf"[^.;\n\d]{{0,50}}{_ABOUT}",
            re.IGNORECASE,
        ),
    ),
    (
        Interval.RECOVER,
        re.compile(
            rf"(?:time to (?:recover|recovery|resolve|resolution|restore|repair|mitigate|mitigation|fix)|\bM?TTR\b"
            rf"|\b(?:resolved|recovered|restored|mitigated|fixed|rolled back)\b[^.;\n\d]{{0,20}} (?:within|in|after))"
            rf"[^.;\n\d]{{0,30}}{_ABOUT}",
            re.IGNORECASE,
        ),
    ),
)
# "The alert fired 3 minutes after the first failed request."
_NOTICED: Final = re.compile(
    rf"\b(?:alert|alarm|monitor|probe|page)\w*\b[^.;\n]{{0,40}}\b(?:fired|triggered|paged|detected|alerted|noticed)\b"
    rf"[^.;\n\d]{{0,20}}{_ABOUT}",
    re.IGNORECASE,
)
_LATER: Final = re.compile(r"\s+(?:after|into|later than|from)\b", re.IGNORECASE)
_LONGEST: Final = 20_000  # characters of a paragraph that are looked at
_MOST: Final = 50  # durations of a paragraph
_BEFORE: Final = 110  # characters of context
_AFTER: Final = 50
_UNITS_SEEN: Final = ("min", "hour", "day", "sec", "week", "hr")
_SHORT_UNIT: Final = re.compile(r"\d ?[hmsdHMSD](?![\w%])")


class Span(NamedTuple):
    """A duration in a text."""

    minutes: float
    start: int
    end: int


def spans(text: str) -> Iterator[Span]:
    """Every duration in a text, in order."""
    at = 0
    while start := _START.search(text, at):
        found = span_at(text, start.start())
        at = max(found.end if found else 0, start.start() + 1)
        if found:
            yield found


def span_at(text: str, at: int) -> Span | None:
    """The duration that begins there."""
    minutes, end, least = 0.0, at, float("inf")
    while one := _ONE.match(text, end if least == float("inf") else _skip(text, end)):
        size = 60.0 if one["halved"] else _UNITS[one["unit"][0].casefold()]
        if size >= least:
            break
        minutes, end, least = minutes + _minutes(one), one.end(), size
    return Span(round(minutes, 4), at, end) if end > at else None


def lasted(prose: Prose) -> Iterator[Stated[float]]:
    """How long the incident lasted, where the text says so."""
    if not _may_last(prose.text):
        return
    for span in islice(spans(prose.text[:_LONGEST]), _MOST):
        before = prose.text[max(0, span.start - _BEFORE) : span.start]
        if _OTHERS.search(before):
            continue
        if _LONG.search(before) or _LONG_AFTER.match(prose.text, span.end, span.end + _AFTER):
            yield Stated(span.minutes, prose.words(span.start, span.end))


def took(prose: Prose) -> Iterator[Took]:
    """How long detection, response or recovery took, where the text says so."""
    if not _may_last(prose.text):
        return
    for span in islice(spans(prose.text[:_LONGEST]), _MOST):
        before = prose.text[max(0, span.start - _BEFORE) : span.start].replace("\n", " ")
        interval = next((kind for kind, known in _TOOK if known.search(before)), None)
        if interval is None and _NOTICED.search(before) and _LATER.match(prose.text, span.end, span.end + _AFTER):
            interval = Interval.DETECT
        if interval and not _OTHERS.search(before):
            yield Took(interval, span.minutes, prose.words(span.start, span.end))


def _may_last(text: str) -> bool:
    """Whether a unit of time is in it at all, which most paragraphs lack."""
    lowered = text.lower()
    return any(unit in lowered for unit in _UNITS_SEEN) or _SHORT_UNIT.search(text) is not None


def _minutes(one: re.Match[str]) -> float:
    if one["halved"]:
        return 30.0
    number = _NUMBERS.get(one["n"].casefold())
    count = float(one["n"]) if number is None else float(number)
    return (count + 0.5 * bool(one["half"] or one["more"])) * _UNITS[one["unit"][0].casefold()]


def _skip(text: str, at: int) -> int:
    between = _AND.match(text, at)
    return between.end() if between else at

"""What the events of a timeline are: the beginning, the alert, the page, the cause, the end; read off their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from firstcause.document.reading.stated import Happening, Reading


class Kind(StrEnum):
    """The steps of an incident that rules ask for."""

    START = "start"
    CHANGE = "change"
    DETECTED = "detection"
    PAGED = "page"
    ANSWERED = "answer"
    CAUSE = "cause"
    MITIGATED = "mitigation"
    RECOVERED = "recovery"
    RESOLVED = "resolution"


_BEGIN: Final = r"(?:start(?:s|ed)?|beg[aiu]ns?|began|onset|commenced?)"
_HARM: Final = (
    r"(?:incident|impact|outage|degradation|errors?|failures?|timeouts?|disruption|latency|customers?|requests?)"
)
_PATTERNS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.START: rf"\b{_HARM}\b[^.;]{{0,40}}\b{_BEGIN}\b|\b{_BEGIN}\b[^.;]{{0,40}}\b{_HARM}\b"
        rf"|\bfirst\b[^.;]{{0,30}}\b"
        r"(?:fail|error|slow|degraded|affected|impact|refus|timeout|reject)|\bexpire[sd]\b|\b(?:goes|went|go) down\b"
        r"|\b(?:begin|start)(?:s|ning)?(?: to)? (?:fail|reject|refus|time|slow|return)|\b(?:began|started|start"
        r"|begin)\b"
        r"|\bimpact observed\b|\btrigger(?:ing)? (?:change|event)\b",
        Kind.CHANGE: r"\b(?:deploy|releas|roll(?:ed|s|ing)? out|rollout|merg|appl(?:y|ied) (?:the )?(?:config"
        r"|change|migration)"
        r"|(?:config(?:uration)?|flag|feature|schema|dns|certificate|code) (?:change|update|rotation|renewal|flip)"
        r"|migrat|upgrad|pushed|publish|flag (?:is )?(?:enabled|turned on)|rotat|renew|maintenance (?:start|beg))",
        Kind.DETECTED: r"\b(?:alert|alarm|monitor(?:ing)?|detect|notic|report(?:ed|s)? (?:by|from|that)"
        r"|pager(?:duty)?|first report"
        r"|customers? (?:report|complain|contact)|complaints?|discovered|spotted|probe (?:finds|found|names|sees))",
        Kind.PAGED: r"\bpage[sd]?\b|\bpaging\b|\bpager ?duty\b|\bon-?call\b[^.;]{0,40}\b(?:notified|called"
        r"|alerted|woken)\b",
        Kind.ANSWERED: r"\backnowledg|\binvestigat|\bresponds?\b|\bresponded\b|\bjoin(?:s|ed)?\b"
        r"|\bbegan (?:to )?(?:look|triage)"
        r"|\btriag|\bengaged\b|\bincident (?:call|bridge|declared)",
        Kind.CAUSE: r"\b(?:root )?cause\b[^.;]{0,30}\b(?:identif|found|determin|confirm|isolat|known|is)"
        r"|\b(?:identif|found|determin|isolat|"
        r"pinpoint|diagnos)\w*\b[^.;]{0,60}\b(?:root )?(?:cause|culprit|fault|bug|source)\b|\bdiagnosed\b",
        Kind.MITIGATED: r"\bmitigat|\broll(?:ed|s|ing)?[ -]?back\b|\brollback\b|\brevert|\bhot ?fix\b"
        r"|\bfix (?:is |was )?(?:deploy|appl|ship|roll|merg)"
        r"|\b(?:deploy|appl|ship)\w* (?:the |a )?(?:fix|hotfix|patch)|\bfail(?:ed|s)? ?over\b|\brestart"
        r"|\bscaled? up\b|\bdisabled?\b",
        Kind.RECOVERED: r"\brecover|\bback to normal\b|\bnormal(?:i[sz]ed|i[sz]es)?\b|\brestored?\b"
        r"|\bhealthy again\b|\bsubsid|\bstabili[sz]"
        r"|\berrors? (?:drop|stop|cease|fall|fell)",
        Kind.RESOLVED: r"\bresolved?\b|\bincident (?:is |was )?(?:closed|over|ended)\b|\ball[- ]clear\b"
        r"|\bclosed\b|\boutage (?:ends|ended|over)\b"
        r"|\bend of (?:the )?(?:incident|impact|outage)\b|\bfully (?:recovered|restored|operational)\b"
        r"|\bimpact (?:ends|ended)\b",
    }
)
_FIRST: Final = re.compile(r"\bfirst\b|\bexpire", re.IGNORECASE)
_KINDS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS.items())


def kinds_of(happening: Happening) -> frozenset[Kind]:
    """What a row is; it may be several things, and none."""
    return _kinds(happening.text.text)


@lru_cache(maxsize=4096)  # half a dozen rules ask it of each row, and rows are alike from one document to the next
def _kinds(text: str) -> frozenset[Kind]:
    found = {kind for kind, pattern in _KINDS if pattern.search(text)}
    if Kind.MITIGATED in found:
        found -= {Kind.CHANGE, Kind.START}  # the change that undoes the harm has not begun it
    if Kind.DETECTED in found and not _FIRST.search(text):
        found.discard(Kind.START)
    if Kind.ANSWERED in found or Kind.CAUSE in found:
        found -= {Kind.START}
    return frozenset(found)


def of_kind(reading: Reading, *kinds: Kind) -> Iterator[Happening]:
    """The rows that are one of these."""
    return (h for h in reading.timeline if not kinds_of(h).isdisjoint(kinds))


def moment(happening: Happening) -> datetime | None:
    """When it was, in UTC or else on the timeline's own clock; None where that is not known."""
    return (happening.clock and (happening.clock.at or happening.clock.local)) or None


def minutes_between(earlier: Happening, later: Happening) -> float | None:
    """How long from one row to another; None where either has no moment, or the two no common clock."""
    one, other = moment(earlier), moment(later)
    if one is None or other is None or (one.tzinfo is None) != (other.tzinfo is None):
        return None
    return (other - one) / timedelta(minutes=1)

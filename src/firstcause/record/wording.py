"""Numbers, intervals and lists, as a person writes them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from firstcause.tls.pages.catalogue import title


def whole_second(at: datetime) -> datetime:
    """The second as the document shows it; intervals are taken between these, so that a reader can recompute them."""
    return at.astimezone(UTC).replace(microsecond=0)


def clock(at: datetime, day: date) -> str:
    """`04:58:41`, with the date in front on any other day than the document's."""
    moment = whole_second(at)
    return moment.strftime("%H:%M:%S" if moment.date() == day else "%Y-%m-%d %H:%M:%S")


def interval(start: datetime, end: datetime) -> str:
    """The time between two moments, each taken as shown: `41 s`, `6 min 4 s`, `2 h 5 min`."""
    return duration(whole_second(end) - whole_second(start))


def duration(length: timedelta) -> str:
    """`41 s`, `6 min 4 s`, `2 h 5 min`."""
    seconds = round(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return _two(seconds // 60, "min", seconds % 60, "s")
    return _two(seconds // 3600, "h", seconds % 3600 // 60, "min")


def minutes_rounded_up(start: datetime, end: datetime) -> int:
    """Whole minutes between two moments as shown; a started minute counts."""
    return math.ceil((whole_second(end) - whole_second(start)).total_seconds() / 60)


def latency(seconds: float) -> str:
    """`191 ms`; from ten seconds on `12.4 s`."""
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:.0f} ms"


def share(part: float, whole: float) -> str:
    """A percentage with the fraction that it comes from: `74.1 % (312 of 421)`."""
    fraction = f"{part:.0f} of {whole:.0f}"
    return f"{100 * part / whole:.1f} % ({fraction})" if whole else fraction


def counted(number: int, one: str, many: str = "") -> str:
    """`1 user`, `2 users`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def sentence(words: str) -> str:
    """The words without a closing full stop, since a reference is to stand before it."""
    return words.strip().rstrip(".")


def fault_title(code: str) -> str:
    """The fault as its page names it: `TLS handshake failure: incomplete certificate chain`."""
    return title(code) if code else "failure of undecided cause"


def _two(big: int, big_unit: str, small: int, small_unit: str) -> str:
    return f"{big} {big_unit} {small} {small_unit}" if small else f"{big} {big_unit}"

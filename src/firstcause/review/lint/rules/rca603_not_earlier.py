"""RCA603: a "previous" incident that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from firstcause.document.links import Link
from firstcause.document.spans import Edit, Words
from firstcause.review.lint.edits import replaced
from firstcause.review.lint.link_targets import found, wikilinks
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import day_of, read_title, stem
from firstcause.review.lint.vault import KnownIncident

_EARLIER: Final = re.compile(r"\b(?:previous|earlier|prior|preceding|last)\b", re.IGNORECASE)


def not_earlier(subject: Subject) -> Iterator[Trouble]:
    """A link that speaks of a previous incident leads to one that is not earlier.

    What came before is where one looks for what was learned, and not repaired. A link that carries the document's own
    date was filled in by a form.

    Bad:

        date: 2025-11-07
        ...
        - [[2025-11-07-previous-incident|Previous network incident]]

    Better:

        - [[2025-09-30-packet-loss-edge|Previous network incident]]

    Ignore it where two incidents of one day are known in their order by other means than their times.
    """
    own, dated = _own_day(subject)
    if own is None:
        return
    for link in wikilinks(subject):
        if not _EARLIER.search(f"{link.label} {link.target.text.replace('-', ' ').replace('_', ' ')}"):
            continue
        day, other = _day(subject, link)
        if day is None or day < own or _began_earlier(subject, other) or (other and other.path == subject.note):
            continue
        said = "the document's own date" if day == own else f"after this incident of {own}"
        edits = _edits(subject, link)
        against = ((dated, f"this incident is of {own}"),) if dated else ()
        yield Trouble(f"the previous incident is dated {day}: {said}", link.whole, against, edits=edits)


def _own_day(subject: Subject) -> tuple[date | None, Words | None]:
    entry = subject.reading.front.entries.get("date")
    if entry and (day := day_of(entry.value)):
        return day, entry.written
    return day_of(stem(subject.reading.source.path)), None


def _day(subject: Subject, link: Link) -> tuple[date | None, KnownIncident | None]:
    """Of the incident to which it leads, or which its name tells."""
    other = subject.vault.incidents.get(found(subject, link) or "")
    named = read_title(stem(link.target.text)).date
    return (other.date if other and other.date else named), other


def _began_earlier(subject: Subject, other: KnownIncident | None) -> bool:
    """Of two incidents of one day, the moments decide."""
    own = subject.vault.incidents.get(subject.note)
    if own is None or other is None or own.began is None or other.began is None:
        return False
    return other.began < own.began


def _edits(subject: Subject, link: Link) -> tuple[Edit, ...]:
    earlier = _latest_repeat(subject)
    return (replaced(link.target, stem(earlier.path)),) if earlier else ()


def _latest_repeat(subject: Subject) -> KnownIncident | None:
    own = subject.vault.incidents.get(subject.note)
    if own is None or own.date is None:
        return None
    repeats = subject.vault.repeats.get((own.fault, own.failing), ())
    earlier = [one for one in repeats if one.date is not None and one.date < own.date]
    return max(earlier, key=lambda one: (one.date or date.min, one.path), default=None)

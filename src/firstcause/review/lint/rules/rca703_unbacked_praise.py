"""RCA703: praise that nothing backs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Point
from firstcause.review.lint.rule import Subject, Trouble

_PRAISE: Final = re.compile(
    r"\b(?:effective(?:ly)?|timely|excellent(?:ly)?|great|smooth(?:ly)?|seamless(?:ly)?|outstanding|efficient(?:ly)?"
    r"|quick(?:ly)?|rapid(?:ly)?|prompt(?:ly)?|swift(?:ly)?|good|well|strong|exemplary|professional(?:ly)?)\b",
    re.IGNORECASE,
)
_BACKED: Final = re.compile(r"\d|\[\^|\]\(|\[\[|`")
_TOLD: Final = re.compile(r"\b(?:communicat|stakeholder|inform|status page|notif|announc|update[sd]?)", re.IGNORECASE)


def unbacked_praise(subject: Subject) -> Iterator[Trouble]:
    """What went well is praised, and no figure, link or event of the document backs it.

    A sentence that stands in every document of a vault tells nothing of this incident. What a log can show, it shows
    with a time; the rest is worth a sentence on what was done.

    Bad:

        - Cross-team collaboration was effective

    Better:

        - Payments joined at 05:06, two minutes after we asked [^E12]

    Ignore it where the praise is somebody's own words.
    """
    told = any(_TOLD.search(event.text.text) for event in subject.reading.timeline)
    for point in subject.reading.went_well:
        found = _PRAISE.search(point.text.text)
        if found and not _is_backed(point, told=told):
            yield Trouble(f"{found[0]!r}: no figure, link or event backs it", point.text.all())


def _is_backed(point: Point, *, told: bool) -> bool:
    return bool(_BACKED.search(point.text.text)) or (told and bool(_TOLD.search(point.text.text)))

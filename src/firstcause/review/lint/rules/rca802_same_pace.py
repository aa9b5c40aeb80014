"""RCA802: a timeline with another incident's pace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.roles import Role
from firstcause.model.finding import Place, Related
from firstcause.review.lint.rule import Subject, Trouble

_FEWEST: Final = 4  # intervals that are equal by chance


def same_pace(subject: Subject) -> Iterator[Trouble]:
    """The events of the timeline lie as far apart, to the minute, as those of another document.

    Two incidents do not take the same minutes from step to step. One timeline was copied and moved.

    Bad:

        | 04:59 | Alert |            | 11:09 | Alert |
        | 05:01 | Paged |            | 11:11 | Paged |
        | 05:04 | Acknowledged |     | 11:14 | Acknowledged |

    Better: the times of this incident, from its log.

    Ignore it in exercises.
    """
    own = subject.vault.incidents.get(subject.note)
    if own is None or len(own.offsets) < _FEWEST:
        return
    others = [note for note in subject.vault.paces.get(own.offsets, ()) if note != subject.note]
    if others:
        section = subject.reading.parts.get(Role.TIMELINE)
        words = section.heading.prose.all() if section and section.heading else None
        elsewhere = tuple(Related(Place(subject.vault.show(one)), "has the same intervals") for one in others[:3])
        count = f"{len(others)} other document{'' if len(others) == 1 else 's'}"
        yield Trouble(f"the intervals of the timeline are those of {count}", words, elsewhere=elsewhere)

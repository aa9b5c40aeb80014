"""The action items of a document: whose they are, by when, and whether they are done."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from firstcause.document.reading.moments import first_day
from firstcause.document.reading.stated import Action, Reading
from firstcause.document.spans import Words
from firstcause.model.account import Promise

_FACTOR: Final = re.compile(r"\b(?:F\d+|factors?)\b", re.IGNORECASE)


def promises(reading: Reading) -> tuple[Promise, ...]:
    """In the document's order."""
    return tuple(_promise(one) for one in reading.actions)


def _promise(action: Action) -> Promise:
    return Promise(
        owner=action.owner.text if action.owner else "",
        due=_day(action.due),
        done=action.done,
        done_on=_day(action.status) if action.done else None,
        from_factor=bool(_FACTOR.search(action.addresses.text)) if action.addresses is not None else None,
    )


def _day(words: Words | None) -> date | None:
    return first_day(words.text) if words and words.text else None

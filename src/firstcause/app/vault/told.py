"""What a document of the vault tells of its incident, from its text."""

from __future__ import annotations

from firstcause.document.reading.read import read
from firstcause.document.spans import Source
from firstcause.model.account import Account
from firstcause.review.account.from_reading import account_of, tells_of_an_incident


def told_by(path: str, text: str) -> Account | None:
    """The account; None for a note that tells of no incident."""
    reading = read(Source(text, path))
    return account_of(path, reading) if tells_of_an_incident(path, reading) else None


def told(path: str, text: str) -> Account:
    """The account of a document that somebody names as one, whatever it looks like."""
    return account_of(path, read(Source(text, path)))

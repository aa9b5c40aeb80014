"""What the log knows of test pages: which channels have reached a person, and how long ago. Pure.

An answer counts for a while only, and only as long as the channel leads to the same place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from firstcause.model.event import Event
from firstcause.model.facts import ContactAnswered, ContactTested

PREFIX: Final = "contact/"
COUNTS_FOR: Final = timedelta(days=90)  # people change telephones
ANSWER_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """The last test page of a channel. `answered_at` is None while nobody gave its code back."""

    fingerprint: str
    sent_at: datetime
    code_digest: str
    answered_at: datetime | None = None


def fold(events: Iterable[Event]) -> Mapping[str, Reached]:
    """channel -> its last test page; an answered one is kept until a later one is answered as well."""
    pending: dict[str, Reached] = {}
    answered: dict[str, Reached] = {}
    for event in events:
        match event.fact:
            case ContactTested(channel, digest, fingerprint):
                pending[channel] = Reached(fingerprint, event.occurred_at, digest)
            case ContactAnswered(channel) if channel in pending:
                sent = pending.pop(channel)
                answered[channel] = Reached(sent.fingerprint, sent.sent_at, sent.code_digest, event.occurred_at)
    return {**pending, **answered}


def waiting(events: Iterable[Event], code: str, now: datetime) -> str:
    """The channel on which this code went out and was not answered yet; "" when it is none, or too old."""
    sent: dict[str, tuple[str, datetime]] = {}
    for event in events:
        match event.fact:
            case ContactTested(channel, digest, _):
                sent[channel] = (digest, event.occurred_at)
            case ContactAnswered(channel):
                sent.pop(channel, None)
    found = (c for c, (digest, at) in sent.items() if digest == digest_of(code) and now - at <= ANSWER_WITHIN)
    return next(found, "")


def counts(reached: Reached | None, url: str, now: datetime) -> bool:
    """Whether this channel has reached a person, lately and where it leads now."""
    if reached is None or reached.answered_at is None:
        return False
    return reached.fingerprint == fingerprint_of(url) and now - reached.answered_at <= COUNTS_FOR


def digest_of(code: str) -> str:
    """What of a code stands in the log."""
    return hashlib.sha256(code.strip().upper().encode()).hexdigest()


def fingerprint_of(url: str) -> str:
    """Enough to notice another URL, too little to find out which: four hexadecimal digits."""
    return hashlib.sha256(url.encode()).hexdigest()[:4]

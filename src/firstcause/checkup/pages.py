"""Really sends a test page, and takes the code that comes back: the only proof that a channel reaches a person."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from firstcause.app import Archive
from firstcause.checkup.contact_log import PREFIX, digest_of, fingerprint_of, waiting
from firstcause.checkup.outcome import Checked, broken, works
from firstcause.config.schema import Config, ContactSettings
from firstcause.config.table import near
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, NotificationError
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import ContactAnswered, ContactTested
from firstcause.ports import EventLog, Notifier

KIND = "test page"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another
CODE_LENGTH = 8
TRIES = 8
US = Actor("rule", "check")


class ContactError(FirstcauseError):
    """There is no such contact, or no such code."""


def send(archive: Archive, name: str) -> list[Checked]:
    """Page this contact over each of its channels, each with a code of its own. Raises ContactError."""
    contact = _contact(archive.config, name)
    channels = zip(contact.channel_names(), contact.channels, strict=True)
    return [_send(archive, name, channel, url) for channel, url in channels]


def answer(archive: Archive, code: str, by: str) -> str:
    """Record that a person read this code; returns the channel. Raises ContactError."""
    log, now = archive.world.log, archive.world.clock.now()
    for contact in archive.config.contacts:
        channel = waiting(log.read(PREFIX + contact.name), code, now)
        if channel:
            statement = Statement(ContactAnswered(channel), now, Actor("human", by))
            _append(log, PREFIX + contact.name, [statement])
            return channel
    hint = "codes are good for a day, and once; `firstcause check --test-page NAME` sends a new one"
    raise ContactError("no test page with this code waits for an answer", hint=hint)


def _contact(config: Config, name: str) -> ContactSettings:
    for contact in config.contacts:
        if contact.name == name:
            return contact
    raise ContactError(f"there is no [contact.{name}]", hint=near(name, [c.name for c in config.contacts]))


def _send(archive: Archive, contact: str, channel: str, url: str) -> Checked:
    """The code goes into the log before the page goes out: it may be answered at once."""
    code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    sent = ContactTested(channel, digest_of(code), fingerprint_of(url))
    _append(archive.world.log, PREFIX + contact, [Statement(sent, archive.world.clock.now(), US)])
    try:
        receipt = _notify(archive.world.notifiers[channel], channel, code)
    except NotificationError as error:
        return broken(KIND, channel, str(error), error.hint)
    return works(KIND, channel, f"{receipt}; when it has arrived: `firstcause check --answered CODE`, with its code")


def _notify(notifier: Notifier, channel: str, code: str) -> str:
    text = f"This is a test: nothing is wrong. Say that it arrived: firstcause check --answered {code}"
    return notifier.notify(f"test/{channel}/{digest_of(code)[:12]}", "firstcause: test page", text)


def _append(log: EventLog, stream: str, statements: Sequence[Statement]) -> None:
    for _ in range(TRIES):
        try:
            log.append(stream, len(log.read(stream)), statements, now=statements[-1].occurred_at)
        except ConcurrentAppendError:
            continue
        return
    raise ConcurrentAppendError(f"others keep appending to {stream}", hint="try again")

"""Does every contact have a channel that could work, and has it reached a person?

A channel that takes a page proves nothing yet: only a code that came back does. The console reaches whoever looks at
that terminal, and so counts as nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from firstcause.checkup.contact_log import PREFIX, Reached, counts, fold
from firstcause.checkup.outcome import Checked, absent, broken, works
from firstcause.config.schema import Config, ContactSettings
from firstcause.model.errors import NotificationError
from firstcause.ports import EventLog, Notifier
from firstcause.sinks.appriser import AppriseNotifier

KIND = "contact"
CONSOLE = "console"


def check(config: Config, notifiers: Mapping[str, Notifier], log: EventLog, now: datetime) -> list[Checked]:
    """A line for each channel of each contact."""
    if not config.contacts:
        return [absent(KIND, "", "there is nobody to page", 'add [contact.NAME] with channels = ["..."]')]
    return [line for contact in config.contacts for line in _contact(contact, notifiers, log, now)]


def answered(config: Config, log: EventLog, now: datetime) -> set[str]:
    """Contacts of which a channel has reached a person lately."""
    return {c.name for c in config.contacts if any(_reaches(c, log, now))}


def _reaches(contact: ContactSettings, log: EventLog, now: datetime) -> Iterator[bool]:
    known = fold(log.read(PREFIX + contact.name))
    for name, url in zip(contact.channel_names(), contact.channels, strict=True):
        yield url != CONSOLE and counts(known.get(name), url, now)


def _contact(
    contact: ContactSettings, notifiers: Mapping[str, Notifier], log: EventLog, now: datetime
) -> Iterator[Checked]:
    known = fold(log.read(PREFIX + contact.name))
    for name, url in zip(contact.channel_names(), contact.channels, strict=True):
        yield _channel(contact.name, name, url, notifiers[name], known.get(name), now)


def _channel(contact: str, name: str, url: str, notifier: Notifier, known: Reached | None, now: datetime) -> Checked:
    if isinstance(notifier, AppriseNotifier):
        try:
            notifier.check()
        except NotificationError as error:
            return broken(KIND, name, str(error), error.hint)
    if url == CONSOLE:
        return works(KIND, name, "prints where `firstcause serve` runs; nobody is woken by that")
    if counts(known, url, now) and known and known.answered_at:
        return works(KIND, name, f"a test page was answered on {known.answered_at:%Y-%m-%d}")
    return works(KIND, name, f"well-formed; not proven yet: `firstcause check --test-page {contact}`")

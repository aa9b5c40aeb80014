"""The spine of localisation: own excess mass, in seconds or failed requests, of the services behind the alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstcause.diagnose.localise.account import Account, accounts
from firstcause.diagnose.localise.excess import Amount, failures, seconds, surprise
from firstcause.diagnose.localise.finding import Finding, Kind
from firstcause.diagnose.localise.flow import arriving, contribution
from firstcause.diagnose.localise.signals import Alarm, Signals

MEASURES: tuple[tuple[Kind, Amount, str], ...] = (("latency", seconds, "s"), ("errors", failures, "failed requests"))


@dataclass(frozen=True, slots=True)
class Book:
    """The accounts in one measure. `width` is what can reach the alarm, by service; None where every service is
    watched, because the alarm names none that reports."""

    kind: Kind
    unit: str
    accounts: Mapping[str, Account]
    alarm: str
    width: Mapping[str, float] | None

    def behind(self, service: str) -> bool:
        """Whether the alarm can have its mass from this service."""
        return self.width is None or service in self.width

    def amount(self, service: str) -> float:
        """A service's own mass; of one behind the alarm, what of it arrives there."""
        account = self.accounts[service]
        if self.width is None or service not in self.width:
            return sum(account.own)
        return contribution(account, self.accounts[self.alarm], self.width[service])

    def share(self, service: str) -> float | None:
        """The part of the alarm's mass (0-1) that a service explains."""
        if self.width is None or service not in self.width or service not in self.accounts:
            return None
        felt = sum(self.accounts[self.alarm].mass)
        return min(1.0, self.amount(service) / felt) if felt else 0.0

    def finding(self, service: str) -> Finding:
        """What a service adds of its own."""
        account, amount = self.accounts[service], self.amount(service)
        # A level of failures is made of few; counting noise is what a past without any would not exclude.
        strength = account.novelty * (surprise(amount, 0.0) if self.kind == "errors" else 1.0)
        text = f"adds {amount:.3g} {self.unit} of its own: {account.level:.3g} a request, {account.baseline:.3g} before"
        return Finding(service, self.kind, amount, self.unit, strength, text)


def books(signals: Signals, alarm: Alarm) -> list[Book]:
    """A book for each measure that the alarm is about."""
    return [_book(signals, alarm, *measure) for measure in MEASURES if alarm.kind in (measure[0], "any")]


def _book(signals: Signals, alarm: Alarm, kind: Kind, amount: Amount, unit: str) -> Book:
    found = accounts(signals, amount)
    width = arriving(alarm.service, found, signals.edges) if alarm.service in found else None
    return Book(kind, unit, found, alarm.service, width)


def behind_alarm(book: Book) -> list[Finding]:
    """A finding for each service with own mass that reaches the alarm."""
    adding = (s for s, account in book.accounts.items() if account.novelty > 0 and any(account.own))
    return [book.finding(service) for service in adding if book.behind(service)]


def strays(book: Book) -> list[Finding]:
    """Services that no known path joins to the alarm, by how far they are from their own past.

    Edges are missing more often than services: such a service is kept in sight, but behind those with a path.
    """
    apart = [s for s in book.accounts if not book.behind(s) and book.accounts[s].distance > 0]
    return [book.finding(s) for s in sorted(apart, key=lambda s: (-book.accounts[s].distance, s))]

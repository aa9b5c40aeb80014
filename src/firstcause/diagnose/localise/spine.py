"""The spine of localisation: own excess mass of the services that the alarm can have its own from."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.diagnose.localise.account import Account, accounts
from firstcause.diagnose.localise.excess import Amount, failures, seconds, surprise
from firstcause.diagnose.localise.finding import Finding, Kind
from firstcause.diagnose.localise.flow import arriving, contribution
from firstcause.diagnose.localise.signals import Alarm, Signals

MEASURES: tuple[tuple[Kind, Amount, str], ...] = (("latency", seconds, "s"), ("errors", failures, "failed requests"))


def spine(signals: Signals, alarm: Alarm) -> Iterator[Finding]:
    """A finding for each service with own mass that reaches the alarm, in the measure of the alarm."""
    for kind, amount, unit in MEASURES:
        if alarm.kind in (kind, "any"):
            found = accounts(signals, amount)
            reach = arriving(alarm.service, found, signals.edges) if alarm.service in found else None
            for service, account in found.items():
                own = sum(account.own)
                if reach is not None:
                    own = contribution(account, found[alarm.service], reach[service]) if service in reach else 0.0
                if own > 0:
                    text = f"adds {own:.3g} {unit} of its own ({account.baseline:.3g} a request before, now {account.level:.3g})"
                    strength = account.novelty if kind == 'latency' else account.novelty * surprise(own, 0)
                    yield Finding(service, kind, own, unit, strength, text)

"""What reaches the alarm: mass flows from a service up to the entry that alarms, through its callers.

No more can arrive than the narrowest caller on the way carries: a service that got slower while nobody waits for it
(a queue's consumer, a job) explains nothing of the alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from heapq import heappop, heappush

from firstcause.diagnose.localise.account import Account
from firstcause.diagnose.localise.signals import Edge


def arriving(alarm: str, accounts: Mapping[str, Account], edges: tuple[Edge, ...]) -> dict[str, float]:
    """The mass that can reach the alarm from each service that it can reach: the widest path to it."""
    callees: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        callees[edge.caller].add(edge.callee)
    widest: dict[str, float] = {}
    waiting = [(-_mass(accounts, alarm), alarm)]
    while waiting:
        width, service = heappop(waiting)
        if service in widest:
            continue
        widest[service] = -width
        for callee in callees.get(service, ()):
            if callee not in widest:
                heappush(waiting, (max(width, -_mass(accounts, callee)), callee))
    return widest


def contribution(account: Account, alarm: Account, width: float) -> float:
    """How much of the alarm a service explains: at the same steps, and through the narrowest of its callers."""
    meeting = sum(min(own, felt) for own, felt in zip(account.own, alarm.mass, strict=False))
    return min(meeting, width)


def _mass(accounts: Mapping[str, Account], service: str) -> float:
    account = accounts.get(service)
    # A service without telemetry of its own lets everything through.
    return sum(account.mass) if account else float("inf")

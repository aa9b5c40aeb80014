"""When to look at which endpoint, and what the looks add up to.

Every endpoint is looked at once an interval, as each of its service's views; an odd sign is looked at again at once.
The budget of handshakes a minute is kept whatever happens: we are a guest at every endpoint.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from firstcause.detect.policy import DetectPolicy
from firstcause.detect.watch import Watch, WatchKey, after, key_of
from firstcause.engine.notebook import Notebook
from firstcause.model.evidence import Evidence
from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Catalogue
from firstcause.ports import HandshakeProbe

MOST_HELLOS = 3  # of one look that asks further
JITTER = 0.1  # of the interval: endpoints are not all looked at in the same millisecond


class Lookout:
    """Submits looks when they are due and keeps a watch an endpoint and view."""

    def __init__(self, catalogue: Catalogue, policy: DetectPolicy, probe: HandshakeProbe, notebook: Notebook) -> None:
        self._policy = policy
        self._probe = probe
        self._notebook = notebook
        self._looks = dict(_all_looks(catalogue, policy))
        self._due: dict[WatchKey, datetime] = {}
        self._taken: dict[WatchKey, deque[datetime]] = {key: deque() for key in self._looks}
        self._random = Random(0)  # noqa: S311 - jitter, not a secret
        self.watches: dict[WatchKey, Watch] = {}
        self.evidence: dict[WatchKey, Evidence] = {}
        self.disagreements: deque[tuple[datetime, HandshakeObserved, str]] = deque()  # when, what, its evidence id
        self.began: datetime | None = None  # when this process took its first looks

    def step(self, now: datetime) -> datetime:
        """Take in what came back, send off what is due; returns when the next look is due."""
        for at, seen in self._probe.collect():
            key = key_of(seen)
            self.watches[key] = watch = after(self.watches.get(key), at, seen)
            self._taken[key].extend([now] * seen.hellos)
            if watch.seen is seen:  # a look that could not be taken is no evidence of what the watch says
                self.evidence[key] = self._notebook.note("probe", _question(seen.target, seen.view), at, seen)
            if seen.contradicts:
                self.disagreements.append((at, seen, self._notebook.note("probe", _question(*key[1:]), at, seen).id))
            self._due[key] = now + self._pause(watch)
            if watch.in_a_row == 1 and watch.seen.outcome is Outcome.FAULTY:
                self._ask_everybody(key, now)
        self.began = self.began or now
        due = [key for key in self._looks if self._earliest(key, now) <= now]
        for key in due:
            self._taken[key].append(now)
            # Asked for again only when this look came back; the timeout is the bound if it never does.
            self._due[key] = now + timedelta(seconds=2 * self._looks[key].timeout_seconds)
        self._probe.submit([self._look(key) for key in due])
        return min((self._earliest(key, now) for key in self._looks), default=now + self._policy.interval)

    def _look(self, key: WatchKey) -> Look:
        """The look to take: the one that confirms a first odd sign asks further, where the budget has room for it."""
        watch, policy = self.watches.get(key), self._policy
        odd = watch is not None and watch.seen.outcome is Outcome.FAULTY and watch.in_a_row == 1
        room = len(self._taken[key]) + MOST_HELLOS <= policy.looks_per_minute
        return replace(self._looks[key], diagnostic=policy.diagnostic and odd and room)

    def _ask_everybody(self, odd: WatchKey, now: datetime) -> None:
        """Whether others meet the same tells whose fault it is: all callers look at an endpoint with an odd sign."""
        for key in self._looks:
            if key[:2] == odd[:2] and key != odd:
                self._due[key] = min(self._due.get(key, now), now + self._policy.second_look)

    def awaits(self, services: Iterable[str], now: datetime) -> bool:
        """Whether a first look at one of these services, or as one of them, is still under way.

        A process that has just been started has seen nothing; what it will see in a moment may be all that matters. A
        probe that never answers is waited for no longer than a look may take.
        """
        wanted = set(services)
        unseen = (key for key in self._looks if key not in self.watches and not wanted.isdisjoint((key[0], key[2])))
        longest = max((self._looks[key].timeout_seconds for key in unseen), default=0.0)
        return longest > 0 and (self.began is None or now - self.began < timedelta(seconds=2 * longest))

    def look_ids(self) -> dict[WatchKey, str]:
        """The evidence id of every watch's last look."""
        return {key: e.id for key, e in self.evidence.items()}

    def evidence_of(self, services: Iterable[str]) -> tuple[Evidence, ...]:
        """The last looks at these services' endpoints, in a stable order."""
        wanted = set(services)
        return tuple(self.evidence[key] for key in sorted(self.evidence) if key[0] in wanted)

    def evidence_about(self, service: str) -> tuple[Evidence, ...]:
        """The last looks at a service's endpoints, and those as that service at others', in a stable order."""
        return tuple(self.evidence[key] for key in sorted(self.evidence) if service in (key[0], key[2]))

    def _pause(self, watch: Watch) -> timedelta:
        odd = watch.seen.outcome is not Outcome.HEALTHY and watch.in_a_row < self._policy.confirmations
        healed = watch.seen.outcome is Outcome.HEALTHY and watch.in_a_row < self._policy.confirmations
        if odd or healed:
            return self._policy.second_look
        spread = 1 + self._random.uniform(-JITTER, JITTER)
        return self._policy.interval * spread

    def _earliest(self, key: WatchKey, now: datetime) -> datetime:
        """When the next look is both due and within the budget."""
        taken, due = self._taken[key], self._due.get(key, now)
        while taken and now - taken[0] >= timedelta(minutes=1):
            taken.popleft()
        spent = len(taken) >= self._policy.looks_per_minute
        return max(due, taken[0] + timedelta(minutes=1)) if spent else due


def _all_looks(catalogue: Catalogue, policy: DetectPolicy) -> Iterable[tuple[WatchKey, Look]]:
    for service in catalogue:
        for endpoint in service.endpoints:
            for name in service.views or ("system",):
                seconds = policy.look_timeout.total_seconds()
                look = Look(service.name, endpoint, catalogue.view(name), seconds, every_address=True)
                yield (service.name, endpoint.address, name), look


def _question(target: str, view: str) -> str:
    return f"probe {target} as {view}"

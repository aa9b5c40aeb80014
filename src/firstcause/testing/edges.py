"""The edges as a test wants them: a probe that sees what it is told, a notifier that remembers, a deployer that
deploys at once. Short real implementations of their ports, not lists of expected calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event as Flag
from typing import ParamSpec, TypeVar

from firstcause.model.change import Change
from firstcause.model.errors import DeploymentError, NotificationError
from firstcause.model.evidence import Unobserved
from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.ports import Clock
from firstcause.testing.builders import faulty_look, healthy_look, unobserved_look

P = ParamSpec("P")
T = TypeVar("T")


class ScriptedProbe:
    """`ports.HandshakeProbe`: a look finds what was scripted for its target, and is back at the next `collect`, or
    `takes` later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: dict[str, str] = {}  # host:port -> failure code
        self._finished: list[tuple[datetime, HandshakeObserved]] = []
        self.unable = ""  # why our own side cannot try
        self.takes = timedelta()
        self.hellos = 0  # further ClientHellos that a look takes which may ask further
        self.taken: list[Look] = []

    @property
    def looks(self) -> int:
        """How many were taken."""
        return len(self.taken)

    def breaks(self, target: str, code: str) -> None:
        """From now on looks at this target (host:port) fail with this code."""
        self._faults[target] = code

    def heals(self, target: str) -> None:
        """From now on looks at this target find it healthy."""
        self._faults.pop(target, None)

    def submit(self, looks: Iterable[Look]) -> None:
        """Take these looks."""
        for look in looks:
            self.taken.append(look)
            seen = replace(self._see(look), hellos=self.hellos if look.diagnostic else 0)
            self._finished.append((self._clock.now(), seen))

    def collect(self) -> list[tuple[datetime, HandshakeObserved]]:
        """Looks that finished since the last call."""
        until = self._clock.now() - self.takes
        finished = [look for look in self._finished if look[0] <= until]
        self._finished = [look for look in self._finished if look[0] > until]
        return finished

    def close(self) -> None:
        """Looks under way are lost with their process."""
        self._finished = []

    def _see(self, look: Look) -> HandshakeObserved:
        service, target, view = look.service, look.endpoint.address, look.view.name
        if self.unable:
            return unobserved_look(service, target, view)
        code = self._faults.get(target)
        return faulty_look(service, code, target, view) if code else healthy_look(service, target, view)


@dataclass(slots=True)
class FakeChanges:
    """`ports.ChangeSource` that tells what was put into `known`."""

    known: list[Change] = field(default_factory=list)
    silence: str = ""

    def changes(self, since: datetime) -> Sequence[Change] | Unobserved:
        """Changes that began at or after `since`."""
        return Unobserved(self.silence) if self.silence else [c for c in self.known if c.at >= since]


@dataclass(slots=True)
class FakeNotifier:
    """`ports.Notifier` that remembers what it delivered, as (key, subject, text); it refuses the next `refusals`."""

    delivered: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: int = 0

    def notify(self, key: str, subject: str, text: str) -> str:
        """Deliver; returns a receipt. Raises NotificationError while refusals are left."""
        if self.refusals > 0:
            self.refusals -= 1
            raise NotificationError("503 Service Unavailable")
        self.delivered.append((key, subject, text))
        return f"delivered #{len(self.delivered)}"


@dataclass(slots=True)
class FakeDeployer:
    """`ports.Deployer` over a table of services. `deployed` is called after every change of release.

    `silence` makes it unable to answer, `trouble` makes rollbacks fail, `rolling` says that one is under way, and
    `hang` makes it hang until the flag is set.
    """

    releases: dict[str, list[str]] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)
    deployed: Callable[[str, str], None] = lambda _service, _release: None
    rollbacks: list[MitigationPlan] = field(default_factory=list)
    silence: str = ""
    trouble: str = ""
    rolling: bool = False
    hang: Flag | None = None

    def deploy(self, service: str, release: str) -> None:
        """Make the release current everywhere."""
        self.releases.setdefault(service, []).append(release)
        self.running[service] = release
        self.deployed(service, release)

    def current(self, service: str) -> Deployment | Unobserved:
        """What is current."""
        if self.hang is not None:
            self.hang.wait()
        if self.silence or service not in self.running:
            return Unobserved(self.silence or f"no deployment of {service}")
        releases = tuple(dict.fromkeys(self.releases[service]))
        return Deployment(service, self.running[service], not self.rolling, self.rolling, releases)

    def roll_back(self, plan: MitigationPlan) -> str:
        """Go to `plan.to_release`. Raises DeploymentError while there is trouble."""
        if self.trouble:
            raise DeploymentError(self.trouble)
        self.rollbacks.append(plan)
        self.deploy(plan.service, plan.to_release)
        return f"{plan.to_release} is current on all replicas"


class InlineExecutor(Executor):
    """Runs what is submitted at once, in the caller's thread: a test has one order of events, not many."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run it now; the future is done when it is returned."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - a future carries whatever was raised
            future.set_exception(error)
        return future

"""An incident as a timeline: what happens when, and what must then be seen within which time.

    timeline = Timeline()
    at, within = timeline.at, timeline.within
    at(0, deploy("order-service", breaks="tls/incomplete-chain"))
    within(30, paged("alice"), cause("tls/incomplete-chain", on="order-service"))

Engine, errands and clock run in the caller's thread: time is moved, never slept through, and a story of a minute takes
a fraction of a second. What may happen stands in `happenings`, what may be expected in `expectations`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstcause.engine.desk import Desk
from firstcause.engine.document import Documents
from firstcause.engine.effects import Performer
from firstcause.engine.engine import Engine
from firstcause.engine.errands import LEASE, Errands
from firstcause.engine.world import Policies
from firstcause.eventlog.evolve import PREFIX
from firstcause.model.event import Event
from firstcause.model.incident import Incident
from firstcause.model.service import Catalogue
from firstcause.testing.clock import moment
from firstcause.testing.edges import InlineExecutor
from firstcause.testing.shop import Shop
from firstcause.testing.world import QUICK, SHOP, Fakes, world

TICK_SECONDS = 0.5
OWNER = "timeline"


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that is true of a timeline or is not; `says` completes the sentence "expected ..."."""

    says: str
    holds: Callable[[Timeline], bool]


Happening = Callable[["Timeline"], None]


class Timeline:
    """Drives an engine over fakes. `fakes`, `shop` and `desk` are there to be scripted and read.

    Times are seconds after the start. `restart` is what a crash leaves: the same stores, everything else anew.
    """

    def __init__(
        self,
        fakes: Fakes | None = None,
        catalogue: Catalogue = SHOP,
        policies: Policies = QUICK,
        inquiries: Executor | None = None,
    ) -> None:
        self.fakes = fakes or Fakes()
        self._catalogue, self._policies = catalogue, policies
        self._inquiries = inquiries or InlineExecutor()
        self.shop = Shop(self.fakes, catalogue)
        self.restart()
        self._since = self.fakes.clock.now()

    def restart(self) -> None:
        """Start a new process on the same stores."""
        self.fakes.probe.close()
        given = world(self.fakes, self._catalogue, self._policies)
        self.engine = Engine(given, self._inquiries)
        performer = Performer(given, Documents(given))
        self._errands = Errands(given, performer, OWNER)
        self.desk = Desk(given, wake=lambda: None)

    def then(self, *happenings: Happening) -> None:
        """Let this happen now."""
        for happening in happenings:
            happening(self)
        self._since = self.now

    def at(self, seconds: float, *happenings: Happening) -> None:
        """Let everything go on until then, and let this happen. ValueError for a time that is past."""
        if moment(seconds) < self.now:
            raise ValueError(f"{seconds} s is past")
        self.run_until(moment(seconds))
        self.then(*happenings)

    def within(self, seconds: float, *expectations: Expectation) -> None:
        """Go on until all of these hold; AssertionError when they do not within that time after the last `at`."""
        deadline = self._since + timedelta(seconds=seconds)
        waiting = self._missing(expectations)
        while waiting and self.now < deadline:
            self.tick()
            waiting = self._missing(expectations)
        if waiting:
            wanted = ", ".join(e.says for e in waiting)
            raise AssertionError(f"expected {wanted} within {seconds} s; this is what happened:\n{self.transcript()}")

    def never(self, seconds: float, *expectations: Expectation) -> None:
        """Go on until that time after the last `at`; AssertionError as soon as one of these holds."""
        deadline = self._since + timedelta(seconds=seconds)
        while self.now < deadline:
            self.tick()
            for seen in (e for e in expectations if e.holds(self)):
                raise AssertionError(f"expected never {seen.says}; this is what happened:\n{self.transcript()}")

    def run_until(self, until: datetime) -> None:
        """Let everything go on."""
        while self.now < until:
            self.tick()

    def tick(self) -> None:
        """One step of the engine, every errand that is due, and half a second."""
        self.engine.step(self.now)
        self.run_errands()
        self.fakes.clock.advance(TICK_SECONDS)

    def run_errands(self) -> None:
        """Carry out what is due now."""
        for leased in self.fakes.log.lease(OWNER, self.now, LEASE):
            self._errands.run(leased)

    @property
    def now(self) -> datetime:
        """The present moment of the story."""
        return self.fakes.clock.now()

    @property
    def incidents(self) -> list[Incident]:
        """All incidents, in the order in which they were opened."""
        return sorted(self.desk.incidents(), key=lambda i: i.id)

    @property
    def incident(self) -> Incident:
        """The only incident; ValueError when there is not exactly one."""
        (only,) = self.incidents
        return only

    def events(self) -> list[Event]:
        """What the log holds of all incidents and alerts, in the order of recording."""
        found = [event for stream in self.fakes.log.streams("") for event in self.fakes.log.read(stream)]
        return sorted(found, key=lambda e: (e.recorded_at, not e.stream.startswith("alert/"), e.stream, e.sequence))

    def stated(self, fact: type) -> list[Event]:
        """The events with this kind of fact, in incidents only."""
        return [e for e in self.events() if isinstance(e.fact, fact) and e.stream.startswith(PREFIX)]

    def transcript(self) -> str:
        """The log, a line an event."""
        lines = (
            f"{(e.recorded_at - moment(0)).total_seconds():6.1f} s  {e.stream} #{e.sequence}  {str(e.fact)[:160]}"
            for e in self.events()
        )
        return "\n".join(lines) or "nothing at all"

    def _missing(self, expectations: tuple[Expectation, ...]) -> list[Expectation]:
        return [e for e in expectations if not e.holds(self)]

"""One drill from start to end: a real fleet, a real fault, the whole loop, and nothing left behind.

What was injected stays in this process until the verdict; the engine sees what it would see of your own services.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag

from firstcause.drill import settings
from firstcause.drill.cast import Cast
from firstcause.drill.customers.process import Customers
from firstcause.drill.engine_process import EngineProcess
from firstcause.drill.faults.fault import Stage
from firstcause.drill.fleet.files import PRIVATE, write_new
from firstcause.drill.fleet.fleet import REPLICAS, Fleet
from firstcause.drill.follow import Follower
from firstcause.drill.injection import Injection
from firstcause.drill.lag import worst_lag
from firstcause.drill.responder import Pager, Responder
from firstcause.drill.scenarios import Scenario, draw
from firstcause.drill.verdict import Named
from firstcause.model.errors import FirstcauseError
from firstcause.model.event import Event
from firstcause.model.facts import RcaPublished
from firstcause.pki.authority import Usage, leaf
from firstcause.testing.ports import free_port

POLL_SECONDS = 0.2
READY_SECONDS = 90.0  # a second is usual; a busy machine takes its time
INCIDENT_SECONDS = 150.0
READER_SECONDS = 1800.0  # a reader who is on call may take their time
WARM_UP_SECONDS = 2.0


class DrillError(FirstcauseError):
    """The drill could not be carried to its end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to play, and where to put it. `watch_seconds` is how long a scenario without a fault watches."""

    scenario: Scenario
    folder: Path
    seed: int = 0
    on: str = ""
    rate: float = 20.0
    watch_seconds: float = 25.0
    responder: bool = True  # False: the reader is on call
    mitigation: str = "automatic"


@dataclass(frozen=True, slots=True)
class Progress:
    """Something worth telling: at which second of the drill, which stage, and what. `event`: the log says so."""

    second: float
    stage: str
    text: str
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """What a drill left behind: files, and what only the drill knew."""

    cast: Cast
    injected: Named | None
    injected_at: datetime
    processes: int
    worst_lag_seconds: float
    page_keys: tuple[str, ...]
    engine_restarts: int
    config: Path
    ledger: Path
    notes: tuple[str, ...]


class Drill:
    """Sets the stage on entering, clears it on leaving, whatever happens in between."""

    def __init__(self, plan: Plan, tell: Callable[[Progress], None], interrupted: Flag | None = None) -> None:
        self.plan = plan
        self._tell = tell
        self._wait = interrupted or Flag()
        self._began = time.monotonic()
        self._closing = ExitStack()
        self._notes: list[str] = []

    def __enter__(self) -> Drill:
        try:
            self._set_up()
        except BaseException:
            self._closing.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    @property
    def config(self) -> Path:
        """The configuration that the engine runs with."""
        return self.plan.folder / "firstcause.toml"

    @property
    def ledger(self) -> Path:
        """The customers' own."""
        return self.plan.folder / "customers" / "ledger.ndjson"

    def play(self) -> Played:
        """Baseline, injection, the whole loop. Raises DrillError, EngineError, FleetError."""
        seconds = settings.BASELINE_SECONDS + WARM_UP_SECONDS + self.cast.delay_seconds
        self.injection.prepare(datetime.now(UTC) + timedelta(seconds=seconds))
        self.say("baseline", f"{settings.BASELINE_SECONDS} s of healthy traffic at {self.plan.rate:g} purchases/s")
        self.pause(seconds)
        injected_at = datetime.now(UTC)
        injected = self._inject()
        if injected is None:
            self.say("watch", f"nothing is broken; {self.plan.watch_seconds:g} s without a page, if all is well")
            self.follow(until=lambda _: False, seconds=self.plan.watch_seconds)
        else:
            self.follow(until=_published, seconds=INCIDENT_SECONDS if self.plan.responder else READER_SECONDS)
        return self._played(injected, injected_at)

    def follow(self, until: Callable[[Event], bool], seconds: float) -> bool:
        """Tell what the log says, until an event is the last that we wait for; False when time ran out."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._check_alive()
            for event in self.follower.news():
                self.say("log", "", event)
                self._respond(event)
                if until(event):
                    return True
            self._wait.wait(POLL_SECONDS)
        return False

    def say(self, stage: str, text: str, event: Event | None = None) -> None:
        """Report progress."""
        self._tell(Progress(time.monotonic() - self._began, stage, text, event))

    def pause(self, seconds: float) -> None:
        """Let time pass, and notice when something dies meanwhile."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._check_alive()
            self._wait.wait(min(POLL_SECONDS, max(0.0, deadline - time.monotonic())))

    def _set_up(self) -> None:
        plan, port = self.plan, _engine_port()
        plan.folder.mkdir(parents=True, exist_ok=True)
        base = f"http://127.0.0.1:{port}"
        self.say("set-up", "certificates, releases and the fleet's processes")
        self.cast = draw(plan.scenario, plan.seed, REPLICAS, plan.on)
        self.fleet = Fleet.create(
            plan.folder / "fleet", now=datetime.now(UTC), otlp=f"{base}/v1/traces", capped=self.cast.old_caller
        )
        layout = self.fleet.layout
        self.injection = Injection(plan.scenario, Stage(self.fleet, self.cast), self.pause)
        self._probe_identity()
        token = secrets.token_urlsafe(24)
        self._go_on_call(token)
        front = settings.Front(port, self.pager.url, plan.mitigation, self.cast.old_caller)
        settings.write(self.config, layout, front)
        tokens = f"drill:alice:{token},{secrets.token_urlsafe(24)}"  # the second is the reader's own
        write_new(plan.folder / "tokens", tokens.encode(), mode=PRIVATE)
        self.engine = EngineProcess(self.config, plan.folder / "serve.log")
        self.customers = Customers(layout.file, self.ledger, plan.rate, plan.seed)
        self.follower = Follower(base)
        self._closing.callback(self.follower.close)
        # Closed in the reverse order: customers leave first, then the engine, then the fleet.
        self._closing.callback(self.fleet.stop)
        self.engine.start()
        self._closing.callback(self.engine.stop)
        self.fleet.start()
        self._await_engine()  # it has much to load, and has the machine to itself as long as nobody buys
        self._closing.callback(self.customers.stop)
        self.customers.start()

    def _probe_identity(self) -> None:
        """The engine's own client certificate: a probe should never borrow a service's."""
        bundle = leaf(self.fleet.authority.issuing, "firstcause-probe", [], datetime.now(UTC), usages=[Usage.CLIENT])
        stem = self.fleet.layout.authority / "firstcause-probe"
        write_new(stem.with_suffix(".pem"), bundle.bundle_pem)
        write_new(stem.with_suffix(".key"), bundle.key_pem, mode=PRIVATE)

    def _go_on_call(self, token: str) -> None:
        self.responder = Responder(token)
        self.pager = Pager(self.responder.page if self.plan.responder else lambda _page: None)
        for worker in (self.responder, self.pager):
            worker.start()
            self._closing.callback(worker.stop)

    def _await_engine(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.follower.ready():
            self.engine.must_live()
            if time.monotonic() > deadline:
                raise DrillError(
                    f"the engine was not ready within {READY_SECONDS:.0f} s", hint=f"see {self.engine.log}"
                )
            self._wait.wait(POLL_SECONDS)

    def _inject(self) -> Named | None:
        if self.plan.scenario.decoy:
            self.say("decoy", "a harmless release of another service goes out")
            self.injection.decoy()
        if self.plan.scenario.fault is not None:
            self.say("inject", self.plan.scenario.tells)
        return self.injection.inject()

    def _respond(self, event: Event) -> None:
        if self.plan.responder:
            self.injection.respond(event)

    def _check_alive(self) -> None:
        if self.engine.ensure():
            self.say("engine", "the engine died and was started again")
        dead = self.fleet.dead()
        if dead:
            raise DrillError(f"{', '.join(dead)} died", hint=f"see {self.fleet.layout.last_words(dead[0])}")
        if not self.customers.alive:
            raise DrillError("the customers died", hint=f"see {self.ledger.with_name('customers.log')}")

    def _played(self, injected: Named | None, injected_at: datetime) -> Played:
        lag = worst_lag(self.fleet.layout)
        self.customers.finish()
        if self.responder.trouble:
            self._notes.append(self.responder.trouble)
        return Played(
            cast=self.cast,
            injected=injected,
            injected_at=injected_at,
            processes=sum(len(s.replicas) for s in self.fleet.layout.services),
            worst_lag_seconds=lag,
            page_keys=tuple(page.key for page in self.pager.received),
            engine_restarts=self.engine.restarts,
            config=self.config,
            ledger=self.ledger,
            notes=tuple(self._notes),
        )


def _published(event: Event) -> bool:
    return isinstance(event.fact, RcaPublished)


def _engine_port() -> int:
    """A port for the engine, which binds it seconds later."""
    try:
        return free_port()
    except OSError as error:
        raise DrillError(str(error), hint="end what listens there") from None

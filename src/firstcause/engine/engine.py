"""The loop: look, decide, append, and say when to look again. One thread a process; effects run elsewhere."""

from __future__ import annotations

from concurrent.futures import Executor
from datetime import datetime, timedelta

from firstcause.detect import alerts, incidents, traffic
from firstcause.detect.alerts import Situation
from firstcause.detect.burn import Counts
from firstcause.detect.lanes import LANES, disagreement
from firstcause.engine.book import ALERT, Book
from firstcause.engine.budgets import Budgets
from firstcause.engine.inquiry import Inquiry
from firstcause.engine.lookout import Lookout
from firstcause.engine.notebook import Notebook
from firstcause.engine.stages import Stages
from firstcause.engine.world import World
from firstcause.eventlog.evolve import PREFIX
from firstcause.model.errors import ConcurrentAppendError, OpenKeyTakenError
from firstcause.model.evidence import ChangeSeen, Evidence, Unobserved
from firstcause.model.facts import AlertFired, AlertResolved, ResponderPaged

# A fact may make the next one due at once; more rounds than this in one step would be a stage that never rests.
ROUNDS = 6


class Engine:
    """Everything between the world and the log. Call `step` when it says so, or earlier.

    Deployers are asked in `inquiries`, by default in threads of its own.
    """

    def __init__(self, world: World, inquiries: Executor | None = None) -> None:
        self._world = world
        self._notebook = Notebook(world.evidence, world.metrics)
        self._book = Book(world.log, self._notebook)
        self._inquiry = Inquiry(world.deployers, inquiries)
        self._lookout = Lookout(world.catalogue, world.policies.detect, world.probe, self._notebook)
        self._stages = Stages(world, self._notebook, self._lookout, self._inquiry)
        self._budgets = Budgets(world.policies.detect, self._notebook)
        self._counts: Counts = {}
        self._ask_at = world.clock.now()  # the telemetry has nothing new between two scrapes

    def step(self, now: datetime) -> datetime:
        """Look at everything once and append what follows; returns when to step again at the latest."""
        next_look = self._lookout.step(now)
        self._book.refresh()
        self._notebook.turn(now, self._held)
        if now >= self._ask_at:
            self._watch_traffic(now)
            self._ask_at = now + self._pace()
        try:
            self._tell_of_disagreements(now)
            self._alert(now)
            self._open_and_join(now)
            paged = [self._advance(incident_id, now) for incident_id in list(self._book.incidents)]
        except (ConcurrentAppendError, OpenKeyTakenError):
            # Somebody else spoke first. Nothing was appended; fold again and decide again.
            return now
        # A page goes out before anything else is thought about: effects are performed between two steps.
        return now if any(paged) else min(next_look, self._ask_at)

    def close(self) -> None:
        """Stop asking the world."""
        self._inquiry.close()

    def _held(self) -> set[str]:
        """What the next decision may cite, however long ago it was seen."""
        counted = (i for count in self._counts.values() for i in count.evidence)
        return {*self._lookout.look_ids().values(), *counted, *self._stages.held()}

    def _pace(self) -> timedelta:
        """Twice as fine as the telemetry while something is wrong, else as fine."""
        resolution = self._world.policies.resolution
        return resolution / 2 if self._book.incidents or self._book.firing else resolution

    def _watch_traffic(self, now: datetime) -> None:
        catalogue, policy = self._world.catalogue, self._world.policies.detect
        self._stages.settled = settled = self._world.metrics.settled(now)
        asked = traffic.questions(catalogue, policy, settled)
        answers = {name: self._notebook.ask(query, now) for name, query in asked.items()}
        self._stages.traffic = traffic.read(answers, catalogue)
        self._counts = self._budgets.counts(settled, now)
        self._stages.changes = self._changes(now)

    def _changes(self, now: datetime) -> tuple[Evidence, ...]:
        since = now - self._world.policies.diagnose.change_window
        seen: list[Evidence] = []
        for source in self._world.changes:
            changes = source.changes(since)
            if isinstance(changes, Unobserved):
                self._notebook.note("changes", "changes", now, changes)
                continue
            # The change's own time is the observation's: asked twice, the same change is the same evidence.
            seen += [
                self._notebook.note("changes", f"change {c.id}", c.finished_at or c.at, ChangeSeen(c)) for c in changes
            ]
        return tuple(seen)

    def _tell_of_disagreements(self, now: datetime) -> None:
        """Of the two lanes: one of our own may be at fault."""
        waiting = self._lookout.disagreements
        while waiting:
            at, seen, evidence = waiting[0]
            self._book.append(f"{LANES}{seen.service}", [disagreement(at, seen, evidence)], now)
            waiting.popleft()  # not before: an append that lost a race is made again at the next step

    def _alert(self, now: datetime) -> None:
        policy = self._world.policies.detect
        firing = {identity: alert.fact for identity, alert in self._book.firing.items()}
        lately = {identity: self._book.fired_since(identity, now - policy.flap_window) for identity in firing}
        situation = Situation(
            self._lookout.watches,
            self._lookout.look_ids(),
            self._stages.traffic,
            firing,
            counts=self._counts,
            fired_lately=lately,
            fired_at={identity: alert.at for identity, alert in self._book.firing.items()},
            settled=self._stages.settled,
        )
        for statement in alerts.decide(situation, self._world.catalogue, policy, now):
            if isinstance(statement.fact, AlertFired | AlertResolved):
                self._book.append(f"{ALERT}{statement.fact.identity}", [statement], now)

    def _open_and_join(self, now: datetime) -> None:
        for alert in list(self._book.firing.values()):
            opened = list(self._book.incidents.values())
            if incidents.is_upkeep(alert) or any(incidents.is_joined(alert, i) for i in opened):
                continue
            home = incidents.incident_for(alert.fact, opened, self._world.catalogue)
            if home is not None:
                self._book.append(f"{PREFIX}{home.id}", incidents.joining(alert), now)
            elif (statements := incidents.opening(alert)) and not self._book.settled(alert):
                self._book.append(f"{PREFIX}{self._book.next_incident_id(now)}", statements, now)

    def _advance(self, incident_id: str, now: datetime) -> bool:
        """All that follows for one incident; True where it stopped at a page that is to go out first."""
        self._stages.firing = self._book.firing
        for _ in range(ROUNDS):
            spoke = False
            for stage in self._stages.all():
                incident = self._book.incidents.get(incident_id)
                statements = stage(incident, now) if incident else []
                if statements:
                    self._book.append(f"{PREFIX}{incident_id}", statements, now)
                    spoke = True
                if any(isinstance(s.fact, ResponderPaged) for s in statements):
                    return True
            if not spoke:
                break
        return False

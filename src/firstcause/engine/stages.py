"""What each open incident is asked at every step, in this order. Each stage gets values and answers with facts.

Here the stages' questions meet the world: this module fetches what a stage wants to know and hands it over. The
stages know neither the world nor one another.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from firstcause.detect import onset, recovery
from firstcause.detect.incidents import DETECT, FiringAlert, leaving, neighbourhood, services_of
from firstcause.detect.onset import Step
from firstcause.detect.severity import assess
from firstcause.detect.traffic import Traffic
from firstcause.diagnose import case as diagnosis_case
from firstcause.diagnose import decide as diagnosis
from firstcause.diagnose import signals
from firstcause.engine import log_reading
from firstcause.engine.anchors import anchored
from firstcause.engine.halt import standing
from firstcause.engine.impact import entry_of
from firstcause.engine.inquiry import Inquiry
from firstcause.engine.lookout import Lookout
from firstcause.engine.notebook import Notebook
from firstcause.engine.precedents import last_automatic, recoveries
from firstcause.engine.world import Policies, World
from firstcause.mitigate import decide as mitigation
from firstcause.mitigate import undo
from firstcause.mitigate.decide import Aftermath
from firstcause.mitigate.guards import Circumstances
from firstcause.model import telemetry
from firstcause.model.event import Statement
from firstcause.model.evidence import Evidence, MetricSampled
from firstcause.model.facts import ChangeObserved, ImpactStarted
from firstcause.model.fault import family
from firstcause.model.incident import Incident
from firstcause.model.mitigation import MitigationState
from firstcause.model.service import Catalogue
from firstcause.model.window import Window
from firstcause.page import escalation

Stage = Callable[[Incident, datetime], list[Statement]]

# Time for traffic to show a change of its share of bad requests, in steps of the telemetry's resolution.
ONSET_STEPS = 4
# How far before the first alert the onset is looked for, likewise.
LOOKBACK_STEPS = 60
# For how long no call may have failed before a rollback counts as having helped, in the same steps.
QUIET_STEPS = 3


class Stages:
    """The stages of one engine, bound to its world. `traffic` and `changes` are set at every step."""

    def __init__(self, world: World, notebook: Notebook, lookout: Lookout, inquiry: Inquiry) -> None:
        self._world = world
        self._notebook = notebook
        self._lookout = lookout
        self._inquiry = inquiry
        self.traffic = Traffic(None, ())
        self.changes: tuple[Evidence, ...] = ()
        self.firing: dict[str, FiringAlert] = {}
        self.settled: datetime | None = None

    @property
    def _catalogue(self) -> Catalogue:
        return self._world.catalogue

    @property
    def _policies(self) -> Policies:
        return self._world.policies

    def held(self) -> set[str]:
        """The evidence of the traffic and of the changes as they were seen last."""
        return {*self.traffic.evidence, *(e.id for e in self.changes)}

    def all(self) -> tuple[Stage, ...]:
        """In the order in which they are asked."""
        return (
            self.leave,
            self.severity,
            self.page,
            self.begin,
            self.diagnose,
            self.observe_changes,
            self.propose,
            self.start,
            self.judge,
            self.undo,
            self.judge_undoing,
            self.recover,
            self.resolve,
        )

    def leave(self, incident: Incident, now: datetime) -> list[Statement]:
        """Alerts of the incident that are over."""
        return leaving(incident, self.firing, now)

    def severity(self, incident: Incident, now: datetime) -> list[Statement]:
        """By the team's table, from the traffic now. It only rises: what it was at its worst is what it was."""
        entry = entry_of(incident.service, self._catalogue)
        seen = next((e for e in self.traffic.entries if e.service == entry), None)
        tier = min(self._catalogue.service(s).tier for s in services_of(incident))
        rows = self._policies.detect.severity
        assessed = assess(rows, seen.failed_share if seen else None, seen.users if seen else None, tier)
        if assessed is None or (incident.severity and incident.severity <= assessed.severity):
            return []
        return [Statement(assessed, now, DETECT, seen.evidence if seen else ())]

    def page(self, incident: Incident, now: datetime) -> list[Statement]:
        """Whoever is due."""
        policy = self._policies.page
        if not escalation.due(incident, self._catalogue, policy, now):
            return []
        # Only now is the vault looked at: this is asked at every step.
        return escalation.due(incident, anchored(self._catalogue, incident, self._world.vault), policy, now)

    def begin(self, incident: Incident, now: datetime) -> list[Statement]:
        """The onset of the impact, once the telemetry shows it."""
        opened = incident.opened_at
        resolution = self._policies.resolution
        until = self.settled or now
        # After a restart the telemetry is behind: what has not been scraped cannot show a change.
        if incident.milestones.began or opened is None or until - opened < (ONSET_STEPS - 1) * resolution:
            return []
        start = max(opened - LOOKBACK_STEPS * resolution, self._end_of_the_last_harm(incident, opened))
        series, evidence = self._entry_series(incident, Window(start, until), now)
        change = onset.onset(series)
        if change is None:
            return []
        point = onset.beginning(series, change)
        at = min(onset.middle(point, resolution), opened)
        method = (
            f"change point of the share of degraded requests ({point.before:.1%} before, {point.after:.1%} after), "
            f"in steps of {resolution.total_seconds():.0f} s"
            f"{', with the bad stretches that led up to it' if point != change else ''}"
        )
        fact = ImpactStarted(f"degraded requests at {entry_of(incident.service, self._catalogue)}", method)
        return [Statement(fact, at, DETECT, evidence)]

    def diagnose(self, incident: Incident, now: datetime) -> list[Statement]:
        """Ranked causes; asked again until one stands out."""
        policy = self._policies.diagnose
        entry = entry_of(incident.service, self._catalogue)
        if not diagnosis.due(incident, policy, now, self.settled or now):
            return []
        if self._lookout.awaits(neighbourhood(entry, self._catalogue), now):
            return []
        settled, resolution = self.settled or now, self._policies.resolution
        asked = diagnosis_case.questions(incident, policy, settled)
        waited = now - (incident.opened_at or now) >= policy.settle
        since = signals.border(incident, resolution, waited=waited)
        if since:
            asked |= signals.questions(since, self._policies.detect.baseline, resolution, settled)
        answers = {name: self._notebook.ask(query, now) for name, query in asked.items()}
        looks = self._lookout.evidence_of(s.name for s in self._catalogue)
        changes = self._recent_changes(incident, now)
        window = diagnosis_case.window(incident, policy, settled)
        before = Window.before(window.start, self._policies.detect.baseline.total_seconds())
        logged, risen = log_reading.read(self._world.logs, self._notebook, window, before, now)
        case = diagnosis_case.Case(incident, self._catalogue, looks, changes, answers, entry, since, logged, risen)
        return diagnosis.decide(case, policy, now)

    def observe_changes(self, incident: Incident, now: datetime) -> list[Statement]:
        """The suspect change, and whatever was changed on the causing service since."""
        if incident.cause is None:
            return []
        since = incident.cause.change.at if incident.cause.change else incident.opened_at or now
        known = {c.id: c for c in incident.changes}
        statements = []
        for evidence in self.changes:
            change = diagnosis_case.change_in(evidence)
            if change is None or change.service != incident.cause.service or change.at < since:
                continue
            if known.get(change.id) != change:
                at = change.finished_at or change.at
                statements.append(Statement(ChangeObserved(change), at, diagnosis.DIAGNOSE, (evidence.id,)))
        return statements

    def propose(self, incident: Incident, now: datetime) -> list[Statement]:
        """A plan for the cause."""
        return mitigation.proposal(incident, self._catalogue, now)

    def start(self, incident: Incident, now: datetime) -> list[Statement]:
        """Ask the guards, which want to know what is current."""
        plan = mitigation.wants_to_start(incident, self._catalogue)
        if plan is None or mitigation.may_still_be_refused(incident, self._policies.mitigate, now):
            return []
        deployment = self._inquiry.current(plan.service, plan.deployer)
        if deployment is None:
            return []
        policy, log = self._policies.mitigate, self._world.log
        precedent = last_automatic(log, plan.service, now - policy.cool_down)
        circumstances = Circumstances(deployment, standing(log), self._world.frozen(), precedent)
        return mitigation.start(incident, self._catalogue, circumstances, policy, now)

    def judge(self, incident: Incident, now: datetime) -> list[Statement]:
        """Did the mitigation help?"""
        state = incident.mitigation
        if state is None or state.plan is None or state.state is not MitigationState.APPLIED or state.at is None:
            return []
        service = state.plan.service
        if self._lookout.awaits([service], now):
            return []
        looks = self._lookout.evidence_about(service)
        # A look from before the rollback says nothing about it.
        fresh = all(e.observed_at > state.at for e in looks)
        confirmed = recovery.well_on_both_sides(self._lookout.watches, service, self._policies.detect.confirmations)
        until, resolution = self.settled or now, self._policies.resolution
        # Calls that began before the rollback may still die after it: what counts is that no more do.
        window = Window(max(state.at + resolution, until - QUIET_STEPS * resolution), until)
        fail, answers = self._calls_fail(incident, service, window, now)
        healthy = fresh and confirmed if looks else None
        aftermath = Aftermath(healthy, fail, (*(e.id for e in looks), *answers), self._lookout.began)
        return mitigation.verdict(incident, aftermath, self._policies.mitigate, now)

    def undo(self, incident: Incident, now: datetime) -> list[Statement]:
        """A mitigation that did not help is taken back."""
        return undo.way_back(incident, now)

    def judge_undoing(self, incident: Incident, now: datetime) -> list[Statement]:
        """Is the release back in place?"""
        plan = undo.awaited(incident)
        deployment = self._inquiry.current(plan.service, plan.deployer) if plan else None
        return undo.verdict(incident, deployment, self._policies.mitigate, now) if deployment else []

    def recover(self, incident: Incident, now: datetime) -> list[Statement]:
        """Are the signals back inside their baseline? Once more after a relapse that fired no alert."""
        policy = self._policies.detect
        if any(not a.resolved for a in incident.alerts) or _in_hand(incident):
            return []
        if incident.milestones.recovered and not self._relapsed(incident, now):
            return []
        if not recovery.endpoints_healthy(self._lookout.watches, sorted(services_of(incident)), policy.confirmations):
            return []
        began = incident.milestones.began
        if began is None:
            return self._recover_without_impact(incident, now)
        series, evidence = self._since_onset(incident, began.at, now)
        share = self._baseline_share(incident, began.at, now)
        over = recovery.recovered_at(series, share, policy, self.settled or now)
        if over is None:
            return []
        mitigated = incident.milestones.mitigated
        return [recovery.recovery(max(over, mitigated.at) if mitigated else over, evidence, share)]

    def resolve(self, incident: Incident, now: datetime) -> list[Statement]:
        """Quiet for long enough."""
        statements = recovery.resolution(incident, self._policies.detect, now)
        return [] if statements and self._relapsed(incident, now) else statements

    def _relapsed(self, incident: Incident, now: datetime) -> bool:
        """Whether customers were clearly hurt again since the recovery: by more than the step in which it was, whose
        borders move with the window's end."""
        began, recovered = incident.milestones.began, incident.milestones.recovered
        if began is None or recovered is None:
            return False
        series, _ = self._since_onset(incident, began.at, now)
        return onset.relapse(series, recovered.at + self._policies.resolution) is not None

    def _end_of_the_last_harm(self, incident: Incident, opened: datetime) -> datetime:
        """When the customers of this entry were last well again: the harm before that has an incident of its own."""
        entry = entry_of(incident.service, self._catalogue)
        since = opened - LOOKBACK_STEPS * self._policies.resolution
        ended = recoveries(self._world.log, since, opened)
        return max((at for service, at in ended if entry_of(service, self._catalogue) == entry), default=since)

    def _since_onset(self, incident: Incident, began: datetime, now: datetime) -> tuple[list[Step], tuple[str, ...]]:
        """Requests at the entry from a step before the harm began until the telemetry is complete."""
        return self._entry_series(incident, Window(began - self._policies.resolution, self.settled or now), now)

    def _recover_without_impact(self, incident: Incident, now: datetime) -> list[Statement]:
        """No customer was hurt, as far as the telemetry tells: health of the endpoints is all there is to see."""
        policy, opened = self._policies.detect, incident.opened_at or now
        if now - opened < policy.recovery_quiet + ONSET_STEPS * self._policies.resolution:
            return []
        looks = self._lookout.evidence_of(services_of(incident))
        observed = bool(self.traffic.entries)
        return [recovery.without_impact(now, tuple(e.id for e in looks), traffic_observed=observed)]

    def _entry_series(self, incident: Incident, window: Window, now: datetime) -> tuple[list[Step], tuple[str, ...]]:
        """Requests and degraded ones at the entry, step by step, with the evidence."""
        entry, seconds = entry_of(incident.service, self._catalogue), self._policies.resolution.total_seconds()
        total = self._notebook.ask(telemetry.requests(entry, window, step_seconds=seconds), now)
        bad = self._notebook.ask(telemetry.requests(entry, window, telemetry.DEGRADED, step_seconds=seconds), now)
        if not isinstance(total.observation, MetricSampled) or not isinstance(bad.observation, MetricSampled):
            return [], ()
        return list(onset.steps(total.observation.samples, bad.observation.samples)), (bad.id, total.id)

    def _baseline_share(self, incident: Incident, began: datetime, now: datetime) -> float:
        """The share of degraded requests before it began, 0-1."""
        window = Window.before(began - self._policies.resolution, self._policies.detect.baseline.total_seconds())
        series, _ = self._entry_series(incident, window, now)
        total = sum(s.total for s in series)
        return sum(s.bad for s in series) / total if total else 0.0

    def _calls_fail(
        self, incident: Incident, service: str, window: Window, now: datetime
    ) -> tuple[bool | None, tuple[str, ...]]:
        """Whether calls to the service, or its own, still fail as they did, and the evidence; None where the telemetry
        is silent. For a fault that is no handshake's, its objective must have ceased to burn as well."""
        if window.seconds <= 0:
            return True, ()  # nothing was scraped since: they failed when we last knew
        shaken = family(incident.cause.code if incident.cause else "") == "tls"
        asked = telemetry.failed_handshakes(window) if shaken else telemetry.calls(window)
        answer = self._notebook.ask(asked, now)
        if not isinstance(answer.observation, MetricSampled):
            return None, ()
        ends = ("peer", "service") if shaken else ("callee",)
        bad = (s for s in answer.observation.samples if s.value >= 1 and s.labels.get("outcome", "failed") == "failed")
        burning = any(not a.resolved and a.identity.startswith("traffic/") for a in incident.alerts)
        fail = any(s.labels.get(end) == service for s in bad for end in ends) or (not shaken and burning)
        return fail, (answer.id,)

    def _recent_changes(self, incident: Incident, now: datetime) -> tuple[Evidence, ...]:
        since = (incident.opened_at or now) - self._policies.diagnose.change_window
        # Everything below the same entry: the change that is innocent wants to be ruled out too.
        near = neighbourhood(entry_of(incident.service, self._catalogue), self._catalogue)
        recent = ((e, diagnosis_case.change_in(e)) for e in self.changes)
        return tuple(e for e, c in recent if c and c.at >= since and c.service in near)


def _in_hand(incident: Incident) -> bool:
    """A mitigation is under way: its verdict comes before any talk of recovery."""
    state = incident.in_hand.state if incident.in_hand else None
    return state in (MitigationState.STARTED, MitigationState.APPLIED)

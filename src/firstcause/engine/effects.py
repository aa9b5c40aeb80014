"""How each effect is performed, and which facts come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstcause.engine import halt
from firstcause.engine.document import Documents
from firstcause.engine.world import World
from firstcause.eventlog.evolve import PREFIX, fold
from firstcause.model.effect import ApplyMitigation, LeasedEffect, SendPage, WriteRca
from firstcause.model.errors import DeploymentError, NotificationError
from firstcause.model.event import Actor, Statement
from firstcause.model.evidence import Unobserved
from firstcause.model.facts import Fact, MitigationApplied, MitigationFailed, PageDelivered, PageFailed
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.ports import Deployer

PAGE_TRIES = 3
PAGE_PAUSE = timedelta(seconds=2)
ROLLOUT_POLL = timedelta(seconds=1)
INQUIRY_TRIES = 120  # two minutes of a deployer that cannot say what is current
BEGUN_TRIES = 30  # half a minute for a rollback to show that was begun by a process that died


@dataclass(frozen=True, slots=True)
class Outcome:
    """The facts that follow; or, with `retry_after`, that it has to be tried again, and why."""

    statements: tuple[Statement, ...] = ()
    retry_after: timedelta | None = None
    reason: str = ""


class Performer:
    """Performs effects through the world's notifiers, deployers and vault."""

    def __init__(self, world: World, documents: Documents) -> None:
        self._world = world
        self._documents = documents

    def perform(self, leased: LeasedEffect) -> Outcome:
        """Do it. Raises only what the queue should try again later."""
        match leased.effect:
            case SendPage() as page:
                return self._send(page, leased)
            case ApplyMitigation() as application:
                return self._apply(application, leased)
            case WriteRca(incident=incident):
                return Outcome(self._documents.publish(incident))

    def _send(self, page: SendPage, leased: LeasedEffect) -> Outcome:
        notifier = self._world.notifiers.get(page.channel)
        if notifier is None:
            reason = "the configuration no longer has this channel"
            return self._stated(PageFailed(page.page, page.channel, reason), "page")
        try:
            receipt = notifier.notify(leased.key, page.text.partition("\n")[0], page.text)
        except NotificationError as error:
            if leased.attempt < PAGE_TRIES:
                return Outcome(retry_after=PAGE_PAUSE, reason=str(error))
            return self._stated(PageFailed(page.page, page.channel, str(error)), "page")
        return self._stated(PageDelivered(page.page, page.channel, receipt), "page")

    def _apply(self, application: ApplyMitigation, leased: LeasedEffect) -> Outcome:
        """Ask what is current before anything else: after a crash the rollback may be done, or under way."""
        plan = application.plan
        deployer = self._world.deployers.get(plan.deployer)
        if deployer is None:
            return self._failed(plan, f"the configuration no longer has the deployer {plan.deployer}")
        before = deployer.current(plan.service)
        if isinstance(before, Unobserved):
            return self._not_known(plan, before, leased.attempt)
        if _in_place(before, plan):
            return self._stated(MitigationApplied(plan.id, f"{plan.to_release} is current"), "mitigate")
        if before.rolling and before.current == plan.to_release:
            return Outcome(retry_after=ROLLOUT_POLL, reason="the rollback is under way")
        if leased.begun:
            return self._unfinished(plan, before, leased.attempt)
        if obstacle := self._obstacle(before, application):
            return self._failed(plan, obstacle)
        return self._begin(plan, deployer, leased)

    def _begin(self, plan: MitigationPlan, deployer: Deployer, leased: LeasedEffect) -> Outcome:
        """Said on disk first, and only once: a process that was thought dead may wake up at this very moment."""
        if not self._world.effects.begin(leased.key, leased.owner):
            return Outcome(retry_after=ROLLOUT_POLL, reason="another process took the rollback over")
        try:
            return self._stated(MitigationApplied(plan.id, deployer.roll_back(plan)), "mitigate")
        except DeploymentError as error:
            return self._failed(plan, str(error))

    def _not_known(self, plan: MitigationPlan, silence: Unobserved, attempt: int) -> Outcome:
        """Ask again, but not for ever: an incident whose mitigation never ends would never end either."""
        if attempt < INQUIRY_TRIES:
            return Outcome(retry_after=ROLLOUT_POLL, reason=silence.reason)
        return self._failed(plan, f"the deployer could not say what is current: {silence.reason}")

    def _unfinished(self, plan: MitigationPlan, before: Deployment, attempt: int) -> Outcome:
        """Whoever began it died, and it does not show. Its command may only be slow; we do not begin a second one."""
        if before.current in (plan.from_release, plan.to_release) and attempt < BEGUN_TRIES:
            return Outcome(retry_after=ROLLOUT_POLL, reason="a rollback that another process began does not show yet")
        reason = f"the process that began the rollback died, and {before.current} is current: it is not begun twice"
        return self._failed(plan, reason)

    def _obstacle(self, before: Deployment, application: ApplyMitigation) -> str:
        """What has come between MitigationStarted and now: the guards were asked then, and a crash may take long."""
        plan, stands = application.plan, halt.standing(self._world.log)
        if before.current not in (plan.from_release, plan.to_release):
            return f"{before.current} is current, no longer {plan.from_release}: somebody else is at work"
        if stands and stands.stops(self._approved_at(application.incident)):
            return f"all automatic action was halted by {stands.by} ({stands.reason}) before the rollback began"
        return ""

    def _approved_at(self, incident_id: str) -> datetime | None:
        """When a person approved what is being carried out; None when the policy alone allowed it."""
        in_hand = fold(self._world.log.read(f"{PREFIX}{incident_id}")).in_hand
        return in_hand.approved_at if in_hand else None

    def _failed(self, plan: MitigationPlan, reason: str) -> Outcome:
        return self._stated(MitigationFailed(plan.id, reason), "mitigate")

    def _stated(self, fact: Fact, stage: str) -> Outcome:
        return Outcome((Statement(fact, self._world.clock.now(), Actor("rule", stage)),))


def _in_place(deployment: Deployment, plan: MitigationPlan) -> bool:
    return deployment.current == plan.to_release and deployment.settled and not deployment.rolling

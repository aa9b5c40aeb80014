"""How each effect is performed, and which facts come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from firstcause.engine.document import Documents
from firstcause.engine.world import World
from firstcause.model.effect import ApplyMitigation, LeasedEffect, SendPage, WriteRca
from firstcause.model.errors import DeploymentError, NotificationError
from firstcause.model.event import Actor, Statement
from firstcause.model.evidence import Unobserved
from firstcause.model.facts import Fact, MitigationApplied, MitigationFailed, PageDelivered, PageFailed
from firstcause.model.mitigation import Deployment, MitigationPlan

PAGE_TRIES = 3
PAGE_PAUSE = timedelta(seconds=2)
ROLLOUT_POLL = timedelta(seconds=1)


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
            case ApplyMitigation(plan=plan):
                return self._apply(plan)
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

    def _apply(self, plan: MitigationPlan) -> Outcome:
        """Ask what is current before anything else: after a crash the rollback may be done, or under way."""
        deployer = self._world.deployers[plan.deployer]
        before = deployer.current(plan.service)
        if isinstance(before, Unobserved):
            return Outcome(retry_after=ROLLOUT_POLL, reason=before.reason)
        if _in_place(before, plan):
            return self._stated(MitigationApplied(plan.id, f"{plan.to_release} is current"), "mitigate")
        if before.rolling and before.current == plan.to_release:
            return Outcome(retry_after=ROLLOUT_POLL, reason="the rollback is under way")
        try:
            receipt = deployer.roll_back(plan)
        except DeploymentError as error:
            return self._stated(MitigationFailed(plan.id, str(error)), "mitigate")
        return self._stated(MitigationApplied(plan.id, receipt), "mitigate")

    def _stated(self, fact: Fact, stage: str) -> Outcome:
        return Outcome((Statement(fact, self._world.clock.now(), Actor("rule", stage)),))


def _in_place(deployment: Deployment, plan: MitigationPlan) -> bool:
    return deployment.current == plan.to_release and deployment.settled and not deployment.rolling

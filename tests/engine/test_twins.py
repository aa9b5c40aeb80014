"""Two engines that evaluate side by side on one log: one incident, one page, one rollback, and no quarrel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.engine.engine import Engine
from firstcause.model import facts
from firstcause.model.event import Statement
from firstcause.model.facts import AlertFired, AlertResolved, IncidentResolved
from firstcause.model.mitigation import MitigationState
from firstcause.testing.builders import ALICE, CODE, SERVICE
from firstcause.testing.edges import InlineExecutor
from firstcause.testing.expectations import incidents, mitigation, paged, rca, resolved
from firstcause.testing.happenings import deploy, fault
from firstcause.testing.memory import MemoryLog
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import QUICK, SHOP, Fakes, world

TARGETS = [endpoint.address for endpoint in SHOP.service(SERVICE).endpoints]


class TwoEngines(Timeline):
    """A timeline with a second engine, which looks at the endpoints less often and sees what is there by then."""

    def __init__(self, looks_every: float) -> None:
        super().__init__()
        mine = self.fakes
        self.other = Fakes(mine.clock, mine.log, mine.evidence, mine.vault, mine.metrics, mine.changes, mine.deployer)
        rarely = replace(QUICK, detect=replace(QUICK.detect, interval=timedelta(seconds=looks_every)))
        self._second = Engine(world(self.other, SHOP, rarely), InlineExecutor())
        runs = mine.deployer.deployed

        def deployed(service: str, release: str) -> None:
            runs(service, release)
            for target in TARGETS:
                if release == "r42":
                    self.other.probe.breaks(target, CODE)
                else:
                    self.other.probe.heals(target)

        mine.deployer.deployed = deployed

    def tick(self) -> None:
        """Both step; the errands are run by the first."""
        self._second.step(self.now)
        super().tick()


@pytest.mark.parametrize("looks_every", [1.0, 20.0])
def test_two_engines_tell_one_story(looks_every: float) -> None:
    """Also when one of them has not looked since before the fault: it neither ends the alert nor opens its own."""
    timeline = TwoEngines(looks_every)
    timeline.at(5, deploy(SERVICE, breaks=CODE))
    timeline.within(90, paged("alice"), mitigation(MitigationState.VERIFIED), resolved(), rca())
    assert len(timeline.incidents) == 1
    assert len(timeline.stated(facts.ResponderPaged)) == 1
    assert len(timeline.stated(facts.MitigationStarted)) == 1
    assert len(timeline.fakes.deployer.rollbacks) == 1
    alerts = [e.fact for e in timeline.events() if e.stream == f"alert/probe/{SERVICE}"]
    assert sum(isinstance(fact, AlertFired) for fact in alerts) <= 2  # a ticket may rise to a page
    assert sum(isinstance(fact, AlertResolved) for fact in alerts) == 1


FIRST, LATER = "incident/2025-11-07-1", "alert/probe/billing-api"


class ClosedInBetween(MemoryLog):
    """When a second alert fires, another process closes the incident just after we asked what is open."""

    def open_streams(self) -> dict[str, str]:
        """What is open, and then is not."""
        opened = dict(super().open_streams())
        if LATER in opened.values() and FIRST in opened.values():
            events = self.read(FIRST)
            word = Statement(IncidentResolved("we live with it"), events[-1].recorded_at, ALICE)
            self.append(FIRST, len(events), [word], now=word.occurred_at, closes=True)
        return opened


def test_nothing_is_added_to_an_incident_that_another_process_has_just_closed() -> None:
    """An alert that joined it there would fire for ever, and never open an incident of its own."""
    timeline = Timeline(Fakes(log=ClosedInBetween()))
    timeline.at(5, fault(CODE, on=SERVICE))
    timeline.within(5, paged("alice"))
    timeline.then(fault("tls/certificate-expired", on="billing-api"))
    timeline.within(10, incidents(2))
    said = [e.fact for e in timeline.desk.events("2025-11-07-1")]
    (end,) = (n for n, fact in enumerate(said) if isinstance(fact, IncidentResolved))
    assert not any(isinstance(fact, facts.AlertJoined | facts.ResponderPaged) for fact in said[end:])

"""What is forgotten of what was seen, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firstcause.detect.policy import BurnRow
from firstcause.engine.notebook import Notebook
from firstcause.model.evidence import Unobserved
from firstcause.model.incident import Urgency
from firstcause.testing.builders import CODE, SERVICE
from firstcause.testing.clock import START
from firstcause.testing.expectations import paged
from firstcause.testing.happenings import fault, heals, probe_is_unable
from firstcause.testing.stores import MemoryEvidence
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import QUICK, Fakes

SLOW_BURN = BurnRow(timedelta(hours=6), timedelta(seconds=10), 1.0, Urgency.PAGE)


def test_what_nobody_cites_is_forgotten_and_what_is_held_is_not() -> None:
    """An hour of looks leaves a minute or two of them, and the one that somebody holds."""
    kept = MemoryEvidence()
    notebook = Notebook(kept, Fakes().metrics)
    looks = []
    for second in range(3600):
        now = START + timedelta(seconds=second)
        looks.append(notebook.note("probe", f"look {second}", now, Unobserved("no route to any host")).id)
        notebook.turn(now, lambda: looks[:1])
    notebook.keep(looks)
    held, *others = [number for number, look in enumerate(looks) if look in kept.kept]
    assert held == 0
    assert 60 <= len(others) <= 120
    assert others[-1] == 3599


def test_a_count_of_minutes_ago_is_kept_with_the_alert_that_cites_it() -> None:
    """A window of six hours is counted every six minutes; an alert on it may come just before the next count."""
    timeline = Timeline(policies=replace(QUICK, detect=replace(QUICK.detect, burn=(SLOW_BURN,))))
    timeline.at(5, probe_is_unable())
    timeline.at(340, fault(CODE, on=SERVICE))
    timeline.at(350, heals(SERVICE))
    timeline.at(640, fault(CODE, on=SERVICE))
    timeline.within(20, paged("alice"))
    cited = {i for event in timeline.events() for i in event.evidence}
    assert cited
    assert all(timeline.fakes.evidence.get(i) for i in cited)

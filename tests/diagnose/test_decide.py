"""When the ranking is stated: at once when a cause stands out, and late when it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from firstcause.diagnose.case import Case
from firstcause.diagnose.decide import cited, decide, due
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.model.facts import (
    AlertJoined,
    CauseIdentified,
    DiagnosisInconclusive,
    Fact,
    HypothesisRaised,
    HypothesisRuledOut,
    RecoveryObserved,
)
from firstcause.model.incident import Urgency
from firstcause.testing.builders import CODE, SERVICE, change, faulty_look, healthy_look, hypothesis, incident
from firstcause.testing.clock import moment

POLICY = DiagnosePolicy(gather=timedelta(seconds=2), settle=timedelta(seconds=15))
COMPLAINTS = [("storefront", SERVICE, 40.0)]
MakeCase = Callable[..., Case]


@pytest.mark.parametrize(
    ("facts", "now", "settled", "expected"),
    [
        ([], 1.9, 1.9, False),  # the first evidence gathers
        ([], 2, 2, True),
        ([], 10, 0, False),  # the telemetry is not in yet
        ([], 15, 0, True),  # and is not waited for longer than this
        ([CauseIdentified(hypothesis())], 20, 20, False),
        ([RecoveryObserved("s", "m")], 20, 20, False),
    ],
)
def test_when_a_ranking_is_wanted(facts: list[Fact], now: float, settled: float, expected: bool) -> None:
    """Once evidence had time to come in, until there is a cause."""
    found = incident(*((1.0, fact) for fact in facts))
    assert due(found, POLICY, moment(now), moment(settled)) is expected


def test_a_cause_is_stated_with_all_that_was_weighed(make_case: MakeCase) -> None:
    """The hypotheses, those ruled out, and the verdict, each with its evidence."""
    looks = [faulty_look(), healthy_look("storefront")]
    statements = decide(make_case(looks, [change()], COMPLAINTS), POLICY, moment(3))
    assert [type(s.fact) for s in statements] == [HypothesisRaised, HypothesisRuledOut, CauseIdentified]
    assert all(s.evidence for s in statements)


def test_an_open_ranking_is_not_stated_before_it_had_time_to_settle(make_case: MakeCase) -> None:
    """More evidence may still come in."""
    case = make_case([faulty_look()])
    assert decide(case, POLICY, moment(14)) == []
    assert [type(s.fact) for s in decide(case, POLICY, moment(15))] == [HypothesisRaised, DiagnosisInconclusive]


def test_the_same_inconclusive_verdict_is_stated_once(make_case: MakeCase) -> None:
    """Only what would decide it anew is news."""
    (*_, verdict) = decide(make_case([faulty_look()]), POLICY, moment(15))
    assert decide(make_case([faulty_look()], facts=[verdict.fact]), POLICY, moment(20)) == []
    assert decide(make_case([faulty_look()], [change(replaced=())], facts=[verdict.fact]), POLICY, moment(20)) != []


def test_a_hypothesis_cites_each_evidence_once() -> None:
    """In the order of its reasons."""
    assert cited(hypothesis(kinds=3)) == ("1" * 64, "2" * 64, "3" * 64)


def test_a_fault_that_joins_an_open_incident_is_given_time_to_be_heard_of(make_case: MakeCase) -> None:
    """Slow answers had opened it: the cause is not stated before the callers of the fault could complain."""
    joined = AlertJoined("probe/order-service", SERVICE, CODE, Urgency.PAGE, "it fails")
    case = make_case([faulty_look()], [change()], COMPLAINTS, facts=[joined])
    assert decide(case, POLICY, moment(2.9)) == []
    assert isinstance(decide(case, POLICY, moment(3))[-1].fact, CauseIdentified)

"""Metrics as signals: the questions, and what their answers become."""

from __future__ import annotations

from firstcause.diagnose.localise.localise import localise
from firstcause.diagnose.localise.series import CALLS, REQUESTS, SECONDS, WAITED, Answers, from_answers, questions
from firstcause.diagnose.localise.signals import Alarm, Counts
from firstcause.model.evidence import Sample
from firstcause.model.window import Window
from firstcause.testing.clock import moment

Levels = dict[str, float]  # seconds a request, by "service" or "service callee"


def answers(start: int, levels: Levels, *, failed: float = 0.0) -> Answers:
    """Five steps of a hundred requests each."""
    asked: dict[str, list[Sample]] = {REQUESTS: [], SECONDS: [], CALLS: [], WAITED: []}
    for at in map(moment, range(start, start + 5)):
        for name, level in levels.items():
            labels = dict(zip(("service", "callee"), name.split(), strict=False))
            counted, summed = (CALLS, WAITED) if "callee" in labels else (REQUESTS, SECONDS)
            asked[counted].append(Sample(100 - failed, at, labels | {"outcome": "ok"}))
            asked[counted].append(Sample(failed, at, labels | {"outcome": "failed"}))
            asked[summed].append(Sample(100 * level, at, labels))
    return asked


BEFORE = answers(0, {"edge": 0.1, "stock": 0.02, "edge stock": 0.03, "stock disk": 0.01})


def test_the_questions_are_asked_by_service_and_by_edge() -> None:
    """A reader can ask them again in PromQL."""
    asked = questions(Window(moment(0), moment(600)), 30)
    assert {name: query.promql() for name, query in asked.items()} == {
        "requests": "sum by (service, outcome) (increase(http_server_request_duration_seconds_count[30s]))",
        "seconds": "sum by (service) (increase(http_server_request_duration_seconds_sum[30s]))",
        "calls": "sum by (service, callee, outcome) (increase(http_client_request_duration_seconds_count[30s]))",
        "waited": "sum by (service, callee) (increase(http_client_request_duration_seconds_sum[30s]))",
    }


def test_answers_become_counts_by_step() -> None:
    """Outcomes are summed, failures kept apart, seconds joined to them; one load a service, one edge a pair."""
    signals = from_answers(BEFORE, answers(5, {"edge": 0.1}, failed=20))
    loads = {load.service: load.served for load in signals.loads}
    assert loads["edge"].before[0] == Counts(100, 0, 10)
    assert loads["edge"].during == (Counts(100, 20, 10),) * 5
    assert loads["stock"].during == (Counts(0),) * 5
    assert [(edge.caller, edge.callee) for edge in signals.edges] == [("edge", "stock"), ("stock", "disk")]


def test_what_callees_do_not_report_is_found_through_their_callers() -> None:
    """The disk has no metrics; those of its caller name it."""
    during = answers(5, {"edge": 0.6, "stock": 0.52, "edge stock": 0.53, "stock disk": 0.51})
    found = localise(from_answers(BEFORE, during), Alarm("edge", "latency"))
    assert [c.service for c in found.candidates] == ["disk"]


def test_a_lost_answer_leaves_the_others() -> None:
    """Without sums of durations there is no latency to blame, but failures still are."""
    during = answers(5, {"edge": 0.1}, failed=20)
    without = [{REQUESTS: asked[REQUESTS]} for asked in (BEFORE, during)]
    (candidate,) = localise(from_answers(*without), Alarm("edge", "any")).candidates
    assert (candidate.service, candidate.mechanism) == ("edge", "errors")

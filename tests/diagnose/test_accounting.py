"""Own excess: errors and latency of the one who adds them, and silence where a handshake explains it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.diagnose import accounting, signals
from firstcause.diagnose.case import CALLS, Case, Risen
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.diagnose.rank import rank
from firstcause.eventlog.identity import make_evidence
from firstcause.model import telemetry
from firstcause.model.logs import TemplateLines
from firstcause.model.window import Window
from firstcause.testing.builders import change, healthy_look
from firstcause.testing.clock import START, moment
from firstcause.testing.telemetry import ScriptedTelemetry

MakeCase = Callable[..., Case]
SECOND = timedelta(seconds=1)
NOW = moment(12)
CHAIN = ("storefront", "order-service", "billing-api")
WELL = [healthy_look(name, view=view) for name in CHAIN for view in ("probe", "other")]


def healthy_shop() -> ScriptedTelemetry:
    """Twenty requests a second through all three, each of which adds 20 ms of its own."""
    metrics, long_ago = ScriptedTelemetry(), moment(-600)
    for depth, name in enumerate(reversed(CHAIN), 1):
        metrics.requests(name, 20.0, long_ago)
        seconds = {"service": name, "outcome": "ok"}
        metrics.begin(f"{telemetry.SERVER_DURATION}_sum", 20 * 0.02 * depth, long_ago, **seconds)
    for depth, (caller, callee) in enumerate(zip(CHAIN[-2::-1], CHAIN[:0:-1], strict=True), 1):
        metrics.calls(caller, callee, 20.0, long_ago)
        labels = {"service": caller, "callee": callee, "outcome": "ok"}
        metrics.begin(f"{telemetry.CLIENT_DURATION}_sum", 20 * 0.02 * depth, long_ago, **labels)
    return metrics


def fails(metrics: ScriptedTelemetry, *names: str) -> None:
    """From START on these services answer eight requests a second with an error, and their callers count it."""
    for name in names:
        metrics.requests(name, 8.0, START, "failed")
        place = CHAIN.index(name)
        if place:
            metrics.calls(CHAIN[place - 1], name, 8.0, START, "failed")


def slows(metrics: ScriptedTelemetry, *names: str) -> None:
    """From START on a request takes 0.3 s longer in these services, as their callers wait."""
    for name in names:
        metrics.begin(f"{telemetry.SERVER_DURATION}_sum", 20 * 0.3, START, service=name, outcome="ok")
        place = CHAIN.index(name)
        if place:
            labels = {"service": CHAIN[place - 1], "callee": name, "outcome": "ok"}
            metrics.begin(f"{telemetry.CLIENT_DURATION}_sum", 20 * 0.3, START, **labels)


def asked(case: Case, metrics: ScriptedTelemetry) -> Case:
    """The case with the telemetry's answers about the signals, and about calls."""
    since = START - SECOND
    queries = signals.questions(since, timedelta(seconds=60), SECOND, NOW)
    queries[CALLS] = telemetry.calls(Window(START, NOW))
    answers = {
        name: make_evidence("metrics", query.promql(), NOW, metrics.ask(query), window=query.window)
        for name, query in queries.items()
    }
    return replace(case, answers={**case.answers, **answers}, entry="storefront", since=since)


@pytest.mark.parametrize(("breaks", "code"), [(fails, "app/errors"), (slows, "app/latency")])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_whoever_adds_it_is_the_cause_and_not_who_passes_it_on(
    make_case: MakeCase, breaks: Callable[..., None], code: str, depth: int
) -> None:
    """At every depth of the chain: the deepest that adds errors, or seconds, of its own, with its change."""
    metrics = healthy_shop()
    breaks(metrics, *CHAIN[:depth])
    culprit = CHAIN[depth - 1]
    ranking = rank(asked(make_case(WELL, [change(culprit, -3)]), metrics), DiagnosePolicy())
    assert ranking.cause is not None
    assert (ranking.cause.service, ranking.cause.code) == (culprit, code)
    assert ranking.cause.change == change(culprit, -3)


@pytest.mark.parametrize("depth", [2, 3])
def test_a_slow_service_is_named_by_its_callers_too(make_case: MakeCase, depth: int) -> None:
    """A database was made slow by hand, and no change is known: two accounts of the same seconds make a cause."""
    metrics = healthy_shop()
    slows(metrics, *CHAIN[:depth])
    ranking = rank(asked(make_case(WELL), metrics), DiagnosePolicy())
    assert ranking.cause is not None
    assert (ranking.cause.service, ranking.cause.code) == (CHAIN[depth - 1], "app/latency")
    told = {reason.kind: reason.text for reason in ranking.cause.supporting}
    assert set(told) == {"signals", "calls"}
    assert f"{CHAIN[depth - 2]} 0.3" in told["calls"]
    assert "s before" in told["calls"]


def test_what_nobody_else_counts_is_no_cause_alone(make_case: MakeCase) -> None:
    """The entry is slow, and has no callers among the services: more evidence would decide."""
    metrics = healthy_shop()
    slows(metrics, "storefront")
    ranking = rank(asked(make_case(WELL), metrics), DiagnosePolicy())
    assert ranking.cause is None
    assert "storefront app/latency is likeliest" in ranking.would_decide


def test_the_words_of_its_own_log_are_told_and_weigh_nothing(make_case: MakeCase) -> None:
    """The one that errs and the one that passes it on both complain: the cause is whose it was, with its own words."""
    metrics = healthy_shop()
    fails(metrics, *CHAIN[:2])
    case = asked(make_case(WELL, [change(CHAIN[1], -3)]), metrics)
    complaints = tuple(
        Risen(f"e-{service}", TemplateLines(service, f"{words} <n>", count, 0, (f"{words} 17",)), 0.0)
        for service, words, count in [
            (CHAIN[0], "call failed: HTTP", 900),
            (CHAIN[1], "division by zero in rule", 80),
            (CHAIN[1], "gave up after", 5),
            (CHAIN[1], "no such coupon", 96),
        ]
    )
    without, ranking = rank(case, DiagnosePolicy()).cause, rank(replace(case, risen=complaints), DiagnosePolicy())
    assert without is not None
    assert ranking.cause is not None
    assert (ranking.cause.service, ranking.cause.score) == (CHAIN[1], without.score)
    (words,) = [reason for reason in ranking.cause.supporting if reason.kind == "log"]
    assert words.text == (
        'its log says "no such coupon <n>" 96 times, 0 expected; "division by zero in rule <n>" 80 times, 0 expected'
    )
    assert words.evidence == ("e-order-service", "e-order-service")


def test_nothing_of_its_own_is_no_cause(make_case: MakeCase) -> None:
    """The shop is as it was: a change alone is no guilt."""
    ranking = rank(asked(make_case(WELL, [change("billing-api", -3)]), healthy_shop()), DiagnosePolicy())
    assert ranking.cause is None


def test_where_handshakes_fail_the_signals_are_silent(make_case: MakeCase) -> None:
    """Whoever waits for a refused handshake looks slow of itself."""
    metrics = healthy_shop()
    slows(metrics, "storefront")
    case = asked(make_case(WELL, [], [("storefront", "order-service", 40.0)]), metrics)
    assert accounting.account(case, ()) is None
    assert accounting.account(asked(make_case(WELL), metrics), ()) is not None


def test_a_silent_telemetry_accounts_for_nothing(make_case: MakeCase) -> None:
    """No answer is no zero."""
    metrics = ScriptedTelemetry(silence="connection refused")
    assert accounting.account(asked(make_case(WELL), metrics), ()) is None

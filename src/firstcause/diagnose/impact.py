"""Who was hurt, and how much: what to ask the telemetry, and how the answers become figures.

Pure: `questions` names the queries, `impact` reads their answers. A figure whose query could not be answered says so;
it is never invented.
"""

from __future__ import annotations

from collections.abc import Mapping

from firstcause.model import telemetry
from firstcause.model.evidence import Evidence, MetricSampled, Sample, Unobserved
from firstcause.model.figure import Figure, Quantity
from firstcause.model.impact import CallerImpact, Impact, Signal
from firstcause.model.query import Matcher, Query
from firstcause.model.window import Window

Answers = Mapping[str, Evidence]
STEP_SECONDS = 1.0


def questions(entry: str, failing: str, window: Window, baseline: Window, plot: Window) -> dict[str, Query]:
    """Everything that the impact needs, by name of the answer."""
    towards = Matcher("callee", "=", failing)
    step = max(STEP_SECONDS, round(plot.seconds / 240))
    return {
        "requests": telemetry.requests(entry, window),
        "degraded": telemetry.requests(entry, window, telemetry.DEGRADED),
        "failed": telemetry.requests(entry, window, telemetry.FAILED),
        "users": telemetry.affected_users(entry, window),
        "baseline_requests": telemetry.requests(entry, baseline),
        "baseline_failed": telemetry.requests(entry, baseline, telemetry.FAILED),
        "p50_before": telemetry.latency(entry, baseline, 0.5),
        "p50_during": telemetry.latency(entry, window, 0.5),
        "p99_before": telemetry.latency(entry, baseline, 0.99),
        "p99_during": telemetry.latency(entry, window, 0.99),
        "calls": telemetry.calls(window, towards),
        "plot requests/s": telemetry.requests(entry, plot, step_seconds=step),
        "plot degraded/s": telemetry.requests(entry, plot, telemetry.DEGRADED, step_seconds=step),
        "plot failed/s": telemetry.requests(entry, plot, telemetry.FAILED, step_seconds=step),
        # A p99 wants more requests than a step of a plot has.
        "plot p95": telemetry.latency(entry, plot, 0.95, step_seconds=3 * step),
    }


def impact(entry: str, failing: str, window: Window, baseline: Window, answers: Answers) -> Impact:
    """The answers as figures."""
    return Impact(
        entry=entry,
        window=window,
        baseline=baseline,
        requests=_count(answers, "requests", "requests"),
        degraded=_count(answers, "degraded", "requests"),
        failed=_count(answers, "failed", "requests"),
        users=_count(answers, "users", "users"),
        baseline_requests=_count(answers, "baseline_requests", "requests"),
        baseline_failed=_count(answers, "baseline_failed", "requests"),
        p50_before=_latency(answers, "p50_before"),
        p50_during=_latency(answers, "p50_during"),
        p99_before=_latency(answers, "p99_before"),
        p99_during=_latency(answers, "p99_during"),
        callers=_callers(answers, failing),
        signals=_signals(answers),
    )


def _count(answers: Answers, name: str, unit: str) -> Figure:
    answer = answers[name]
    match answer.observation:
        case MetricSampled() as sampled:
            return Figure(name, Quantity(round(sampled.total), unit), sampled.promql, (answer.id,))
        case Unobserved(reason):
            return Figure(name, None, reason, (answer.id,))
        case _:
            raise TypeError(f"{name}: no answer to a query: {type(answer.observation).__name__}")


def _latency(answers: Answers, name: str) -> Figure:
    answer = answers[name]
    match answer.observation:
        case MetricSampled(samples=(sample, *_)) as sampled:
            return Figure(name, Quantity(sample.value, "s"), sampled.promql, (answer.id,))
        case Unobserved(reason):
            return Figure(name, None, reason, (answer.id,))
        case _:
            return Figure(name, None, "the query returned no sample", (answer.id,))


def _callers(answers: Answers, failing: str) -> tuple[CallerImpact, ...]:
    """Services whose calls to the failing one failed; the failing one is not its own dependent."""
    answer = answers["calls"]
    if not isinstance(answer.observation, MetricSampled):
        return ()
    totals: dict[str, list[float]] = {}
    for sample in answer.observation.samples:
        caller = totals.setdefault(sample.labels.get("service", ""), [0.0, 0.0])
        caller[0] += sample.value
        caller[1] += sample.value if sample.labels.get("outcome") == "failed" else 0.0
    method, cited = answer.observation.promql, (answer.id,)
    return tuple(
        CallerImpact(
            service,
            Figure(f"calls {service}", Quantity(round(calls), "calls"), method, cited),
            Figure(f"failed calls {service}", Quantity(round(failed), "calls"), method, cited),
        )
        for service, (calls, failed) in sorted(totals.items())
        if service != failing and round(failed) >= 1
    )


def _signals(answers: Answers) -> tuple[Signal, ...]:
    plots = ((name.removeprefix("plot "), a) for name, a in answers.items() if name.startswith("plot "))
    return tuple(_signal(name, a.observation, a.id) for name, a in plots if isinstance(a.observation, MetricSampled))


def _signal(name: str, sampled: MetricSampled, evidence: str) -> Signal:
    if not name.endswith("/s"):
        return Signal(name, sampled.unit, sampled.samples, evidence)
    step = sampled.query.step_seconds or 1.0
    rates = tuple(Sample(s.value / step, s.at, s.labels) for s in sampled.samples)
    return Signal(name, "requests/s", rates, evidence)

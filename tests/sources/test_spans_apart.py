"""Users come from spans, all else from the metrics server."""

from __future__ import annotations

from datetime import UTC, datetime

from firstcause.model import telemetry
from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.window import Window
from firstcause.sources.spans_apart import SpansApart
from firstcause.testing.telemetry import ScriptedTelemetry

NOW = datetime(2025, 11, 7, 5, 0, tzinfo=UTC)
WINDOW = Window.before(NOW, 60)


def test_each_question_goes_to_the_one_who_knows() -> None:
    """Neither is asked for what the other keeps."""
    metrics, spans = ScriptedTelemetry(silence="metrics"), ScriptedTelemetry(silence="spans")
    both = SpansApart(metrics, spans)
    assert both.ask(telemetry.affected_users("orders", WINDOW)) == Unobserved("spans")
    assert both.ask(telemetry.requests("orders", WINDOW)) == Unobserved("metrics")
    assert both.settled(NOW) == NOW
    assert both.sampled_near(telemetry.requests("orders", WINDOW), NOW) == NOW


def test_an_answer_is_passed_on_as_it_is() -> None:
    """Nothing is added to it."""
    metrics = ScriptedTelemetry()
    metrics.requests("orders", 2.0, WINDOW.start)
    query = telemetry.requests("orders", WINDOW)
    answer = SpansApart(metrics, ScriptedTelemetry()).ask(query)
    assert isinstance(answer, MetricSampled)
    assert answer == metrics.ask(query)

"""Every figure of the impact has its query and evidence; what could not be answered says so."""

from __future__ import annotations

from firstcause.diagnose.impact import impact, questions
from firstcause.model.evidence import Evidence
from firstcause.model.window import Window
from firstcause.testing.builders import answer
from firstcause.testing.clock import START, moment

DURING, BEFORE, PLOT = Window(START, moment(60)), Window(moment(-45), moment(-1)), Window(moment(-45), moment(90))
ASKED = questions("storefront", "order-service", DURING, BEFORE, PLOT)
CALLS = [
    (30.0, {"service": "storefront", "outcome": "ok"}),
    (12.0, {"service": "storefront", "outcome": "failed"}),
    (9.0, {"service": "notification-service", "outcome": "ok"}),
    (5.0, {"service": "order-service", "outcome": "failed"}),
]


def answers(**silent: str) -> dict[str, Evidence]:
    """Every question answered by 42.4, but those that are silent."""
    found = {name: answer(query, (42.4, {}), silence=silent.get(name, "")) for name, query in ASKED.items()}
    return {**found, "calls": answer(ASKED["calls"], *CALLS, silence=silent.get("calls", ""))}


def test_figures_are_whole_requests_with_their_method_and_evidence() -> None:
    """Counts are rounded, latencies are not, and each has a unit."""
    given = answers()
    found = impact("storefront", "order-service", DURING, BEFORE, given)
    assert found.failed.quantity is not None
    assert (found.failed.quantity.value, found.failed.quantity.unit) == (42, "requests")
    assert found.failed.method == ASKED["failed"].promql()
    assert found.failed.evidence == (given["failed"].id,)
    assert found.p99_during.quantity is not None
    assert (found.p99_during.quantity.value, found.p99_during.quantity.unit) == (42.4, "s")
    assert found.users.quantity is not None
    assert found.users.quantity.unit == "users"


def test_what_was_not_observed_has_no_quantity_but_a_reason() -> None:
    """It is never invented."""
    silent = {"users": "no spans", "p99_during": "12 observations", "calls": "connection refused"}
    found = impact("storefront", "order-service", DURING, BEFORE, answers(**silent))
    assert (found.users.quantity, found.users.method) == (None, "no spans")
    assert (found.p99_during.quantity, found.p99_during.method) == (None, "12 observations")
    assert found.callers == ()


def test_callers_are_those_whose_calls_failed() -> None:
    """Neither those whose calls went well nor the failing service itself."""
    (caller,) = impact("storefront", "order-service", DURING, BEFORE, answers()).callers
    assert caller.calls.quantity is not None
    assert caller.failed.quantity is not None
    assert (caller.service, caller.calls.quantity.value, caller.failed.quantity.value) == ("storefront", 42, 12)


def test_signals_are_rates_by_the_second() -> None:
    """Whatever the step of the plot; latencies stay as they are; what was silent is not drawn."""
    found = impact("storefront", "order-service", DURING, BEFORE, answers(**{"plot failed/s": "no"})).signals
    names = {signal.name: signal for signal in found}
    assert "failed/s" not in names
    step = ASKED["plot requests/s"].step_seconds
    assert step is not None
    assert names["requests/s"].samples[0].value == 42.4 / step
    assert [s.samples[0].value for n, s in names.items() if not n.endswith("/s")] == [42.4]

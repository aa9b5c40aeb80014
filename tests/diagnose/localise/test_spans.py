"""Spans as signals: what a service did itself, what was lost on the way, and visits that broke off."""

from __future__ import annotations

import pytest

from firstcause.diagnose.localise.localise import localise
from firstcause.diagnose.localise.signals import Alarm, Signals
from firstcause.diagnose.localise.spans import from_spans, growth
from firstcause.model.span import Span
from firstcause.testing.signals import span

GET, CALL, QUERY = "shop/GET", "shop/GET > shop/call", "shop/GET > shop/call > stock/query"
MAIL = "shop/GET > shop/mail"


def request(n: int, *, work: float = 0.01, wire: float = 0.002, query: float = 0.02, outcome: str = "ok") -> list[Span]:
    """A request to shop, which calls stock: `work` at shop before the call, then the way there and back, and the
    query itself."""
    t, name = float(n), str(n)
    called, back = t + work, t + work + wire + query
    return [
        span(name, GET, t, back, outcome=outcome),
        span(name, CALL, called, back),
        span(name, QUERY, called + wire / 2, back - wire / 2, outcome=outcome),
    ]


def traffic(*, count: int = 40, work: float = 0.01, wire: float = 0.002, query: float = 0.02) -> list[Span]:
    return [s for n in range(count) for s in request(n, work=work, wire=wire, query=query)]


def blamed(during: list[Span], before: list[Span] | None = None) -> tuple[str, str]:
    first = localise(from_spans(before or traffic(), during), Alarm()).candidates[0]
    return first.service, first.mechanism


@pytest.mark.parametrize(
    ("during", "cause"),
    [
        (traffic(work=0.4), ("shop", "latency")),
        (traffic(query=0.4), ("stock", "latency")),
        (traffic(wire=0.4), ("stock", "network")),
    ],
    ids=["work", "query", "wire"],
)
def test_time_is_told_apart_by_where_it_was_spent(during: list[Span], cause: tuple[str, str]) -> None:
    """The same delay for the user: in shop's own work, in stock's, or on the way between them."""
    assert blamed(during) == cause


def test_calls_at_once_are_counted_once() -> None:
    """A visit with two calls at the same time has worked itself when neither was under way."""
    both = [s for n in range(20) for s in (*request(n), span(str(n), MAIL, n + 0.01, n + 0.032))]
    (shop,) = (load for load in from_spans(both, both).loads if load.service == "shop")
    assert shop.own is not None
    assert sum(s.seconds for s in shop.own.during) == pytest.approx(20 * 0.01)


def test_a_call_that_left_no_span_at_its_callee_is_not_its_callers_own_work() -> None:
    """Spans get lost: the call is known by its name, and the callee is taken to have worked as usual."""
    lost = [s for s in traffic() if s.name != "query" or int(s.trace) % 4]
    assert localise(from_spans(traffic(), lost), Alarm()).candidates == ()


def test_failures_below_are_not_counted_again_above() -> None:
    """Stock fails and shop passes it on: shop has no failure of its own."""
    broken = [s for n in range(40) for s in request(n, outcome="failed")]
    assert blamed(broken) == ("stock", "errors")


def test_a_visit_that_stops_before_its_usual_call_broke_off_by_itself() -> None:
    """Shop answers at once, without asking stock as it always did."""
    short = [span(str(n), GET, n, n + 0.01) for n in range(40)]
    found = localise(from_spans(traffic(), short), Alarm())
    assert (found.candidates[0].service, found.candidates[0].mechanism) == ("shop", "exception")
    assert found.candidates[0].evidence[0] == "GET breaks off after GET: 40 times, 1.0 expected"


def wide(n: int, *steps: str, entry: str = "GET") -> list[Span]:
    """A request to shop by `entry`, with these calls one after another; each reaches the service of its name."""
    name, top = f"{entry}{n}", f"shop/{entry}"
    spans = [span(name, top, n, n + 0.1)]
    for i, step in enumerate(steps):
        at = n + 0.01 * (i + 1)
        spans += [
            span(name, f"{top} > shop/to-{step}", at, at + 0.01),
            span(name, f"{top} > shop/to-{step} > {step}/do", at + 0.001, at + 0.009),
        ]
    return spans


def test_a_callee_after_whose_calls_visits_break_off_everywhere_is_blamed() -> None:
    """Two operations of shop end after they asked prices, where both used to go on."""
    usual = [s for n in range(30) for e in ("GET", "PUT") for s in wide(n, "prices", "stock", entry=e)]
    short = [s for n in range(30) for e in ("GET", "PUT") for s in wide(n, "prices", entry=e)]
    assert blamed(short, usual) == ("prices", "exception")


def test_a_visit_that_breaks_off_in_one_place_alone_is_its_own_services_doing() -> None:
    """One operation ends after it asked prices; the other one goes on after the same call."""
    usual = [s for n in range(30) for e in ("GET", "PUT") for s in wide(n, "prices", "stock", entry=e)]
    short = [s for n in range(30) for s in (*wide(n, "prices"), *wide(n, "prices", "stock", entry="PUT"))]
    assert blamed(short, usual) == ("shop", "exception")


def test_more_requests_of_another_kind_are_no_breaks() -> None:
    """The mix of operations shifts, each one runs as before: nothing is found."""
    usual = [s for n in range(30) for s in (*wide(n, "prices", "stock"), *wide(n, "prices", entry="PUT"))]
    mixed = [s for n in range(90) for s in wide(n, "prices", entry="PUT")]
    assert localise(from_spans(usual, mixed), Alarm()).verdict == "inconclusive"


def test_growth_is_counted_in_requests() -> None:
    """Half as many requests since."""
    assert growth(from_spans(traffic(count=40), traffic(count=20)).loads) == {"shop": 0.5, "stock": 0.5}


def test_no_spans_are_no_signals() -> None:
    """Nothing was traced: nothing is said."""
    assert from_spans((), ()) == Signals(())

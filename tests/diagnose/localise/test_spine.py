"""The spine: own excess mass behind the alarm. Each test is one principle on a graph of three or four services."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstcause.diagnose.localise.localisation import Localisation
from firstcause.diagnose.localise.localise import localise
from firstcause.diagnose.localise.signals import Alarm, Counts, Edge, Load, Signals, Track
from firstcause.testing.signals import failing, load, track

SLOW = Alarm("edge", "latency")
FAILING = Alarm("edge", "errors")
CHAIN = (Edge("edge", "orders"), Edge("orders", "stock"))


def services(found: Localisation) -> list[str]:
    return [candidate.service for candidate in found.candidates]


def test_the_caller_that_only_waits_is_not_blamed() -> None:
    """All three are slower by what the last one adds: it alone is a candidate, and explains the whole alarm."""
    loads = (load("edge", 0.1, 0.6), load("orders", 0.06, 0.56), load("stock", 0.02, 0.52))
    found = localise(Signals(loads, CHAIN), SLOW)
    assert (services(found), found.verdict) == (["stock"], "cause")
    (stock,) = found.candidates
    assert (stock.mechanism, stock.unit, stock.share) == ("latency", "s", 1.0)
    assert stock.amount == pytest.approx(4 * 100 * 0.5)
    assert stock.evidence == ("adds 200 s of its own: 0.52 a request, 0.02 before",)


def test_a_caller_that_adds_more_than_it_waits_is_blamed_with_its_callee_in_sight() -> None:
    """Both got slower, the caller more: it comes first, and what its callee explains is told against it or not."""
    loads = (load("edge", 0.1, 1.0), load("orders", 0.06, 0.96), load("stock", 0.02, 0.12))
    found = localise(Signals(loads, CHAIN), SLOW)
    assert services(found) == ["orders", "stock"]
    assert found.candidates[0].against == ()


def test_the_longest_of_parallel_calls_is_blamed() -> None:
    """Two calls at once, both slower: the caller waits for the longer one, and nothing is left for the caller."""
    edges = (Edge("edge", "orders"), Edge("edge", "stock"))
    loads = (load("edge", 0.1, 0.9), load("orders", 0.05, 0.85), load("stock", 0.05, 0.35))
    found = localise(Signals(loads, edges), SLOW)
    assert services(found) == ["orders", "stock"]


def test_a_queue_that_nobody_waits_for_explains_no_more_than_its_caller_carries() -> None:
    """The consumer is far slower than anything else, but the alarm is a little slower, and by its own doing."""
    edges = (*CHAIN, Edge("orders", "mailer"))
    loads = (load("edge", 0.1, 0.3), load("orders", 0.06, 0.26), load("stock", 0.02, 0.22), load("mailer", 1.0, 1.4))
    found = localise(Signals(loads, edges), SLOW)
    assert services(found)[0] == "stock"


def test_more_traffic_alone_is_no_fault() -> None:
    """Ten times the requests at the same level: nothing differs, and the verdict says what would decide."""
    loads = tuple(Load(s, track(0.05, 0.05, then=1000)) for s in ("edge", "orders", "stock"))
    found = localise(Signals(loads, CHAIN), SLOW)
    assert found.verdict == "inconclusive"
    assert found.would_decide.startswith("edge is as it was before")


def test_a_busy_bystander_that_drifts_does_not_beat_a_quiet_service_that_broke() -> None:
    """As many seconds more: a tenth of its level for the one, tenfold for the other."""
    edges = (*CHAIN, Edge("edge", "search"))
    loads = (load("edge", 2.0, 2.3), load("orders", 0.06, 0.26), load("stock", 0.02, 0.22), load("search", 1.8, 2.0))
    assert services(localise(Signals(loads, edges), SLOW))[0] == "stock"


def test_a_service_that_reports_nothing_is_seen_by_its_callers_waiting() -> None:
    """The database has no metrics: what its caller waits for it is its own."""
    edges = (Edge("edge", "orders"), Edge("orders", "database", waited=track(0.01, 0.51)))
    found = localise(Signals((load("edge", 0.1, 0.6), load("orders", 0.06, 0.56)), edges), SLOW)
    assert services(found) == ["database"]


def test_an_unknown_edge_leaves_the_service_in_sight_but_last() -> None:
    """No path leads to the slow service: it is named after those with one, with that as the doubt."""
    loads = (load("edge", 0.1, 0.6), load("orders", 0.06, 0.5), load("stock", 0.02, 0.6))
    found = localise(Signals(loads, (Edge("edge", "orders"),)), SLOW)
    assert services(found) == ["orders", "edge", "stock"]
    assert found.candidates[-1].against == ("no known path leads from the alarm to it",)


def test_services_without_a_path_are_named_once_and_the_strangest_first() -> None:
    """Two services apart, one of them slower and failing: each is named once."""
    slow_and_failing = Load("stock", Track(failing(0.0, 0.5).before, tuple(Counts(100, 50, 90) for _ in range(4))))
    loads = (load("edge", 0.1, 0.6), load("mailer", 0.1, 0.15), slow_and_failing)
    assert services(localise(Signals(loads), Alarm("edge"))) == ["edge", "stock", "mailer"]


def test_without_an_alarm_every_service_is_watched() -> None:
    """Several entries, and nobody said which one hurts: the slow service is found behind its own entry."""
    edges = (Edge("edge", "orders"), Edge("admin", "stock"))
    loads = (load("edge", 0.1, 0.1), load("admin", 0.1, 0.6), load("orders", 0.05, 0.05), load("stock", 0.05, 0.55))
    found = localise(Signals(loads, edges), Alarm())
    assert (services(found), found.verdict) == (["stock"], "cause")


def test_failures_are_accounted_like_seconds() -> None:
    """Failures that the callee passes up are its own; the callers keep none."""
    loads = tuple(Load(s, failing(0.0, share)) for s, share in (("edge", 0.2), ("orders", 0.2), ("stock", 0.2)))
    found = localise(Signals(loads, CHAIN), FAILING)
    assert services(found) == ["stock"]
    assert (found.candidates[0].mechanism, found.candidates[0].unit) == ("errors", "failed requests")


def test_two_that_differ_equally_are_not_told_apart() -> None:
    """Two services broke in the same way: inconclusive, with both names."""
    edges = (Edge("edge", "orders"), Edge("edge", "stock"))
    loads = (load("edge", 0.1, 1.1), load("orders", 0.02, 0.52), load("stock", 0.02, 0.52))
    found = localise(Signals(loads, edges), SLOW)
    assert found.would_decide.startswith("orders and stock differ equally")


@pytest.mark.parametrize("late", [0, 1, 3])
def test_a_late_onset_does_not_move_the_blame(late: int) -> None:
    """Up to three of the ten steps before the alarm already hold the incident."""
    levels = (("edge", 0.1, 0.6), ("orders", 0.06, 0.56), ("stock", 0.02, 0.52))
    loads = tuple(load(s, a, b, late=late) for s, a, b in levels)
    found = localise(Signals(loads, CHAIN), SLOW)
    assert (services(found)[0], found.verdict) == ("stock", "cause")


@settings(deadline=None)  # a shared machine stalls
@given(st.permutations(["edge", "orders", "stock"]))
def test_names_carry_no_hint(names: list[str]) -> None:
    """Whatever the services are called, the one at the same place is blamed."""
    a, b, c = names
    loads = (load(a, 0.1, 0.6), load(b, 0.06, 0.56), load(c, 0.02, 0.52))
    found = localise(Signals(loads, (Edge(a, b), Edge(b, c))), Alarm(a, "latency"))
    assert services(found) == [c]


@settings(deadline=None)
@given(st.floats(0.01, 10), st.integers(1, 1000))
def test_units_of_time_and_traffic_change_nothing(scale: float, requests: int) -> None:
    """All levels times a factor, or all requests: the order stays."""
    levels = (("edge", 0.1, 1.0), ("orders", 0.06, 0.96), ("stock", 0.02, 0.12))
    loads = tuple(load(s, a * scale, b * scale, requests=requests) for s, a, b in levels)
    assert services(localise(Signals(loads, CHAIN), SLOW)) == ["orders", "stock"]


def test_a_circle_of_calls_ends() -> None:
    """Services that call one another are ranked like others."""
    loads = (load("edge", 0.1, 0.6), load("orders", 0.06, 0.56), load("stock", 0.02, 0.9))
    edges = (*CHAIN, Edge("stock", "orders"))
    assert localise(Signals(loads, edges), SLOW).verdict in ("cause", "inconclusive")

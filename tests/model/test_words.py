"""The few words of the vocabulary that compute something."""

from __future__ import annotations

import pytest

from firstcause.model.change import Change
from firstcause.model.fault import APP_FAULTS, FAULTS, NET_FAULTS, TLS_FAULTS, WARNINGS, family, slug
from firstcause.model.incident import Incident, Milestone, Milestones, Status
from firstcause.model.query import Matcher, Query
from firstcause.model.service import Endpoint, MitigationMode, Service, View
from firstcause.model.window import Window
from firstcause.testing.builders import change
from firstcause.testing.clock import START, moment
from firstcause.testing.world import SHOP

REACHED = Milestone(START, 1)
TEN = Window(START, moment(10))
OK = Matcher("outcome", "=", "ok")


@pytest.mark.parametrize(
    ("milestones", "status"),
    [
        (Milestones(), Status.OPEN),
        (Milestones(began=REACHED, diagnosed=REACHED), Status.OPEN),
        (Milestones(mitigated=REACHED), Status.MITIGATED),
        (Milestones(mitigated=REACHED, recovered=REACHED), Status.RECOVERED),
        (Milestones(resolved=REACHED), Status.RESOLVED),
    ],
)
def test_the_last_milestone_reached_is_the_status(milestones: Milestones, status: Status) -> None:
    """From the events alone."""
    assert Incident("1", milestones=milestones).status is status


@pytest.mark.parametrize(
    ("query", "promql"),
    [
        (Query("x_total", "increase", TEN), "sum (increase(x_total[10s]))"),
        (Query("x_total", "rate", TEN, (OK,), by=("a", "b")), 'sum by (a, b) (rate(x_total{outcome="ok"}[10s]))'),
        (Query("x_total", "increase", TEN, step_seconds=0.5), "sum (increase(x_total[500ms]))"),
        (
            Query("x_seconds", "quantile", TEN, quantile=0.99),
            "histogram_quantile(0.99, sum by (le) (increase(x_seconds_bucket[10s])))",
        ),
        (Query("x_total", "distinct", TEN, of="user"), "count (count by (user) (increase(x_total[10s]) > 0))"),
        (
            Query("x", "increase", TEN, (Matcher("path", "!=", 'a"b\\c'),)),
            'sum (increase(x{path!="a\\"b\\\\c"}[10s]))',
        ),
    ],
)
def test_a_query_reads_as_promql(query: Query, promql: str) -> None:
    """So that a reader can ask it again with the tools that they have."""
    assert query.promql() == promql


def test_a_window_has_an_excluded_start_and_an_included_end() -> None:
    """Two windows side by side count nothing twice."""
    assert (TEN.contains(START), TEN.contains(moment(10)), TEN.contains(moment(10.1))) == (False, True, False)
    assert Window.before(moment(10), 10) == TEN
    assert TEN.seconds == 10


@pytest.mark.parametrize(
    ("one", "title"),
    [
        (change(), "deploy r41 -> r42 of order-service"),
        (Change("c", "certificate", "billing-api", START), "certificate of billing-api"),
    ],
)
def test_a_change_has_a_title_as_a_person_would_say_it(one: Change, title: str) -> None:
    """With the releases where it names them."""
    assert one.title == title


@pytest.mark.parametrize(("host", "address"), [("shop.internal", "shop.internal:8443"), ("::1", "[::1]:8443")])
def test_an_address_has_brackets_around_ipv6(host: str, address: str) -> None:
    """RFC 3986 section 3.2.2."""
    assert Endpoint(host, 8443, "shop").address == address


def test_the_catalogue_answers_for_strangers_too() -> None:
    """Telemetry may name services and views that nobody configured; they are proposed for, never acted on."""
    assert SHOP.service("stranger") == Service("stranger")
    assert SHOP.service("stranger").mitigation is MitigationMode.PROPOSE
    assert SHOP.view("stranger") == View("stranger")


def test_the_catalogue_knows_who_calls_whom() -> None:
    """Callers by name, and where customers come in."""
    assert SHOP.declared_callers("billing-api") == ("order-service",)
    assert [s.name for s in SHOP.entries()] == ["storefront"]


def test_fault_codes_are_a_family_and_a_slug() -> None:
    """A code is never in two lists, and a warning is no fault."""
    assert (family("tls/incomplete-chain"), slug("tls/incomplete-chain")) == ("tls", "incomplete-chain")
    assert len(FAULTS) == len(TLS_FAULTS) + len(NET_FAULTS) + len(APP_FAULTS)
    assert not FAULTS & WARNINGS

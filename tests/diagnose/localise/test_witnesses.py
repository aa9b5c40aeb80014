"""Typed evidence beside the spine: resources, the network, and lines of logs, each against its own past."""

from __future__ import annotations

import pytest

from firstcause.diagnose.localise.localise import localise
from firstcause.diagnose.localise.logs import Line, log_oddities, template
from firstcause.diagnose.localise.signals import Alarm, Edge, Gauge, Signals
from firstcause.diagnose.localise.witnesses import network, oddities, resources
from firstcause.testing.signals import track


def cpu(service: str, before: tuple[float, ...], during: tuple[float, ...]) -> Gauge:
    return Gauge(service, "cpu", "millicores", before, during)


def test_cpu_beyond_all_of_its_past_is_told_with_its_past() -> None:
    """One service burns twenty times its processor: it is the cause, with the figures."""
    steady = cpu("orders", (10.0, 11.0, 10.0, 12.0), (11.0, 10.0, 12.0))
    burning = cpu("stock", (10.0, 11.0, 10.0, 12.0), (200.0, 210.0, 190.0))
    found = localise(Signals((), gauges=(steady, burning)), Alarm())
    assert [c.service for c in found.candidates] == ["stock"]
    assert found.candidates[0].evidence == ("cpu rose to 200 millicores (usually 11, seldom over 11)",)


@pytest.mark.parametrize(
    ("before", "during"),
    [
        ((10.0, 60.0, 10.0, 60.0, 10.0), (55.0, 60.0, 65.0)),
        ((10.0, 10.0, 10.0, 10.0), (10.0, 500.0, 10.0)),
        ((100.0, 100.0, 100.0), (105.0, 105.0, 105.0)),
        ((), (500.0, 500.0)),
    ],
    ids=["it often did so", "a blip", "a tick", "no past"],
)
def test_what_the_past_explains_or_cannot_judge_is_no_finding(
    before: tuple[float, ...], during: tuple[float, ...]
) -> None:
    """A service is compared with itself alone, and only where there is something to compare with."""
    assert list(resources([cpu("stock", before, during)])) == []


def test_a_slow_network_is_blamed_on_the_callee_that_all_its_callers_wait_for() -> None:
    """Both callers of stock lose time on the way to it, and on no other way."""
    slow, well = track(0.001, 0.2), track(0.001, 0.001)
    edges = (
        Edge("edge", "stock", wire=slow),
        Edge("orders", "stock", wire=slow),
        Edge("edge", "orders", wire=well),
        Edge("orders", "mailer", wire=well),
    )
    assert {finding.service for finding in network(edges)} == {"stock"}


def test_a_slow_network_is_blamed_on_the_caller_whose_calls_all_suffer() -> None:
    """Orders loses time with each of its callees, which their other callers do not."""
    slow, well = track(0.001, 0.2), track(0.001, 0.001)
    edges = (
        Edge("orders", "stock", wire=slow),
        Edge("orders", "mailer", wire=slow),
        Edge("edge", "stock", wire=well),
        Edge("edge", "mailer", wire=well),
    )
    assert {finding.service for finding in network(edges)} == {"orders"}


def errors(before: list[str], during: list[str], **growth: float) -> dict[str, str]:
    """Findings by service, from `service: text` lines of both windows."""
    past, now = ([Line(*line.split(": ", 1)) for line in lines] for lines in (before, during))
    return {f.service: f.text for f in oddities(log_oddities(past, now, growth)) if f.strength > 0}


def test_error_lines_that_are_new_speak_against_their_service() -> None:
    """Twenty of a kind that never was; more of the usual ones follow the traffic."""
    usual = ["orders: ERROR no such order 17"] * 5 + ["stock: INFO 3 pieces left"] * 5
    found = errors(usual, usual * 2 + ["stock: ERROR NullPointerException at Shelf"] * 20, stock=2.0, orders=2.0)
    assert found == {"stock": 'logs "ERROR NullPointerException at Shelf": 20 times, 0.0 expected'}


def test_a_line_that_stopped_while_requests_go_on_speaks_against_its_service() -> None:
    """The step that used to be logged is no longer reached."""
    before = ["stock: INFO reserve started", "stock: INFO reserve done"] * 20
    found = errors(before, ["stock: INFO reserve started"] * 20, stock=1.0)
    assert found == {"stock": 'no longer logs "INFO reserve done", which its past leads to expect 20 times'}


def test_a_warning_that_stopped_and_a_service_without_traffic_are_no_findings() -> None:
    """Fewer warnings are good news, and who is not called logs nothing."""
    assert errors(["stock: WARN low on paper"] * 20, ["stock: INFO fine"] * 20, stock=1.0) == {}
    assert errors(["stock: INFO reserve done"] * 20, [], stock=0.0) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10:00:01 INFO order 17 paid", "10:00:02 INFO order 18 paid"),
        ("GET /orders/4f1c-99 took=12ms city=Oslo", "GET /orders/aa01-13 took=9ms city=Bergen"),
        ("ids [1, 2, 3] read", "ids [7, 8] read"),
    ],
)
def test_lines_that_differ_by_their_values_share_a_template(one: str, other: str) -> None:
    """Numbers, identifiers and what follows "=" stand for one request."""
    assert template(one) == template(other)


def test_a_list_is_another_template_than_a_single_value() -> None:
    """Two statements of the program that differ only in the form of what they print are kept apart."""
    assert template("route: [1, 2]") != template("route: 1")

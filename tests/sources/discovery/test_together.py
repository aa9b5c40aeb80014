"""Several sources complete one another: what one says of a service is added to what another says."""

from __future__ import annotations

from dataclasses import replace

from firstcause.model.proposal import Proposal, ProposedPrometheus, ProposedService, ProposedView
from firstcause.model.service import Endpoint, Service, View
from firstcause.sources.discovery.together import together

COUNTED = Proposal(
    "http://prometheus",
    (ProposedService(Service("edge", depends_on=("orders",))), ProposedService(Service("orders"))),
    untold=("anything of the jobs node: they count no requests",),
    prometheus=ProposedPrometheus("http://prometheus", "otel-http"),
)
PROBED = Proposal(
    "prometheus.yml",
    (ProposedService(Service("orders", endpoints=(Endpoint("10.0.0.1", 8443, "orders.internal"),), views=("mtls",))),),
    (ProposedView(View("mtls", "ca.pem")),),
)
NUMBERED = Proposal(
    "http://other", (ProposedService(Service("10.0.0.1", endpoints=(Endpoint("10.0.0.1", 8443, ""),))),)
)
CALLERS = View("callers", "trust.pem")


def test_one_counts_the_requests_and_one_knows_the_endpoints() -> None:
    """One service, with calls, endpoints and views, and only what neither knew is said to be unknown."""
    proposal = together([PROBED, COUNTED])
    orders, edge = proposal.catalogue.services
    assert (orders.name, orders.endpoints[0].server_name, orders.views) == ("orders", "orders.internal", ("mtls",))
    assert edge.depends_on == ("orders",)
    assert proposal.origin == "prometheus.yml, http://prometheus"
    assert proposal.prometheus == COUNTED.prometheus
    assert proposal.unknown == (
        "who owns each service, and how important it is (owner, tier)",
        "anything of the jobs node: they count no requests",
    )


def test_an_address_known_by_number_alone_is_left_to_the_source_that_knows_its_name() -> None:
    """Otherwise it would be looked at under a name that its certificate never had."""
    assert [s.name for s in together([PROBED, NUMBERED]).catalogue.services] == ["orders"]
    assert [s.name for s in together([NUMBERED]).catalogue.services] == ["10.0.0.1"]


def test_who_calls_whom_is_kept_of_a_source_that_knows_addresses_by_number_alone() -> None:
    """A Prometheus whose blackbox targets are numbers: the modules know the names, and it knows the calls."""
    by_number = Endpoint("10.0.0.1", 8443, "10.0.0.1")
    counting = Proposal(
        "http://prometheus",
        (
            ProposedService(Service("orders", endpoints=(by_number,), depends_on=("billing",))),
            ProposedService(Service("billing", endpoints=(replace(by_number, port=9443),))),
        ),
    )
    found = {s.name: s for s in together([PROBED, counting]).catalogue.services}
    assert found["orders"].depends_on == ("billing",)
    assert [e.server_name for e in found["orders"].endpoints] == ["orders.internal"]
    assert [e.address for e in found["billing"].endpoints] == ["10.0.0.1:9443"]


def test_whoever_has_endpoints_and_no_view_is_looked_at_as_the_caller_that_the_user_named() -> None:
    """A module's own view stays, and a service without endpoints needs none."""
    services = together([PROBED, NUMBERED, COUNTED], CALLERS).catalogue.services
    assert {s.name: s.views for s in services} == {"orders": ("mtls",), "edge": ()}
    (numbered,) = together([NUMBERED], CALLERS).catalogue.services
    assert numbered.views == ("callers",)
    assert together([NUMBERED], CALLERS).catalogue.view("callers") == CALLERS

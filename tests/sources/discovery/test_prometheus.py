"""Services out of what a Prometheus scrapes: of a real one, and of answers that a real one might give."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from firstcause.model.proposal import Proposal, ProposedPrometheus
from firstcause.sources.discovery.find import Told, find
from firstcause.sources.discovery.prometheus import Seen, decode
from firstcause.sources.errors import DecodeError
from firstcause.sources.prometheus.errors import PrometheusError
from firstcause.sources.prometheus.wire import Target
from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there

if TYPE_CHECKING:
    from tests.sources.conftest import MetricsPage

DEADLINE = 30.0
needs_prometheus = pytest.mark.skipif(not prometheus_is_there(), reason="Debian's prometheus is not installed")
PAGE = """\
http_server_request_duration_seconds_count{service_name="shop/orders",http_response_status_code="200"} 7
http_server_request_duration_seconds_count{service_name="billing",http_response_status_code="200"} 7
http_client_request_duration_seconds_count{service_name="shop/orders",server_address="billing.internal"} 7
http_client_request_duration_seconds_count{service_name="shop/orders",server_address="api.bank.example"} 7
"""


def _until(found: Callable[[], Proposal], condition: Callable[[Proposal], object]) -> Proposal:
    """Wait for the real server to have scraped, with a deadline."""
    deadline, pause = time.monotonic() + DEADLINE, threading.Event()
    while not condition(proposal := found()):
        assert time.monotonic() < deadline
        pause.wait(0.1)
    return proposal


@needs_prometheus
def test_a_real_server_knows_services_calls_and_endpoints(page: MetricsPage, tmp_path: Path) -> None:
    """The preset is found by its series, services by their label, calls by the caller's, endpoints by the prober's."""
    page.text = PAGE
    with PrometheusServer(tmp_path, {}, interval_seconds=0.2) as server:
        (tmp_path / "prometheus.yml").write_text(
            f"""\
global: {{scrape_interval: 200ms, scrape_timeout: 200ms}}
scrape_configs:
  - job_name: apps
    static_configs: [{{targets: ["{page.instance}"]}}]
  - job_name: tls
    metrics_path: /probe
    params: {{module: [tls], target: ["orders.internal:8443"]}}
    static_configs: [{{targets: ["{page.instance}"]}}]
"""
        )
        httpx2.post(f"{server.url}/-/reload", trust_env=False).raise_for_status()
        proposal = _until(
            lambda: find(Told(prometheus=server.url)),
            lambda p: p.catalogue.service("orders").endpoints and p.prometheus and p.prometheus.preset,
        )
    assert proposal.prometheus == ProposedPrometheus(server.url, "otel-http")
    services = {s.name: s for s in proposal.catalogue}
    assert set(services) == {"orders", "billing"}
    assert services["orders"].depends_on == ("billing",)
    assert [e.address for e in services["orders"].endpoints] == ["orders.internal:8443"]
    assert services["orders"].metrics == ()
    assert "anything of the jobs apps: they count no requests" in proposal.unknown


@needs_prometheus
def test_a_server_without_a_known_family(page: MetricsPage, tmp_path: Path) -> None:
    """Jobs become services whose pages are scraped by firstcause itself; what is missing is told."""
    page.text = "my_requests_total 7\n"
    with PrometheusServer(tmp_path, {"orders": [page.instance]}, interval_seconds=0.2) as server:
        proposal = _until(lambda: find(Told(prometheus=server.url)), lambda p: p.services and not p.services[0].remarks)
    (orders,) = proposal.catalogue.services
    assert (orders.name, orders.metrics) == ("orders", (page.url,))
    assert proposal.prometheus == ProposedPrometheus(server.url, "")
    assert any("no known family of series" in sentence for sentence in proposal.unknown)


def test_a_server_that_is_none(page: MetricsPage) -> None:
    """Whatever answers there, it is explained."""
    with pytest.raises(PrometheusError):
        find(Told(prometheus=f"http://{page.instance}"))


def test_a_password_on_the_command_line_is_not_written_down() -> None:
    """It would stand in the file for everybody to read; nothing is asked."""
    with pytest.raises(DecodeError) as caught:
        find(Told(prometheus="http://me:hunter2@127.0.0.1:9/"))
    assert "hunter2" not in f"{caught.value}{caught.value.hint}"


def _target(url: str, **labels: str) -> Target:
    return Target(labels, url, True, "", 15.0)


def test_secrets_of_a_url_stay_where_they_are() -> None:
    """User, password and parameters of a scrape's URL are not written into a file."""
    target = _target("http://user:hunter2@a.internal:9100/m?key=hunter2", job="orders")
    (orders,) = decode(Seen("http://p", (target,))).catalogue.services
    assert orders.metrics == ("http://a.internal:9100/m",)


@pytest.mark.parametrize(
    ("asked", "addresses"),
    [
        ("https%3A%2F%2Fshop.example%2Fhealth", ["shop.example:443"]),
        ("10.0.0.7%3A8443", ["10.0.0.7:8443"]),
        ("http%3A%2F%2Fplain.example", []),
        ("%5B", None),
        ("", None),
    ],
)
def test_targets_of_a_prober(asked: str, addresses: list[str] | None) -> None:
    """URLs and addresses; a plain one is no endpoint; what names no host is nothing."""
    target = _target(f"http://127.0.0.1:9115/probe?module=x&target={asked}", job="blackbox")
    services = decode(Seen("http://p", (target,))).catalogue.services
    assert [[e.address for e in s.endpoints] for s in services] == ([] if addresses is None else [addresses])


def test_names_that_two_namespaces_share_stay_whole() -> None:
    """`a/api` and `b/api` are two services; a call to `api` could mean either, and is left out."""
    seen = Seen("http://p", (), "otel-http", ("a/api", "b/api", "b/web"), (("b/web", "api"), ("b/web", "a/api")))
    services = {s.name: s.depends_on for s in decode(seen).catalogue}
    assert services == {"a/api": (), "b/api": (), "web": ("a/api",)}

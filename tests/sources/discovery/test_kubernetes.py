"""From kubectl's list to services; what it cannot hold is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from firstcause.model.service import Endpoint
from firstcause.sources.discovery.kubernetes import decode
from firstcause.sources.errors import DecodeError


def _service(name: str, *ports: dict[str, Any], space: str = "shop", **metadata: Any) -> dict[str, Any]:
    spec = {"ports": list(ports), "selector": {"app": name}}
    return {"kind": "Service", "metadata": {"name": name, "namespace": space, **metadata}, "spec": spec}


def _deployment(name: str, **spec: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": name, "tier": "backend"}}}
    return {
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"template": template, **spec},
    }


INGRESS = {
    "kind": "Ingress",
    "metadata": {"name": "public", "namespace": "shop"},
    "spec": {
        "tls": [{"hosts": ["shop.example", "*.shop.example"], "secretName": "shop-tls"}],
        "rules": [{"host": "shop.example", "http": {"paths": [{"backend": {"service": {"name": "orders"}}}]}}],
    },
}


def _proposal(*items: object) -> Any:
    return decode(json.dumps({"kind": "List", "items": items}), "services.json")


@pytest.mark.parametrize(
    ("port", "tls"),
    [
        ({"port": 443}, True),
        ({"port": 8080, "name": "https-api"}, True),
        ({"port": 8080, "appProtocol": "kubernetes.io/wss"}, True),
        ({"port": 8080, "name": "http"}, False),
        ({"port": 443, "protocol": "UDP"}, False),
        ({"port": 99999, "name": "https"}, False),
        ({"port": None, "name": "https"}, False),
        ({"name": ["https"]}, False),
    ],
)
def test_ports_that_speak_tls(port: dict[str, Any], tls: bool) -> None:
    """By number, by name or by application protocol."""
    (service,) = _proposal(_service("orders", port)).catalogue.services
    assert bool(service.endpoints) is tls


def test_addresses_are_those_inside_the_cluster() -> None:
    """Name and namespace make the host, which is also the name that callers ask for."""
    (service,) = _proposal(_service("orders", {"port": 443}, labels={"team": "checkout"})).catalogue.services
    assert service.endpoints == (Endpoint("orders.shop.svc", 443, "orders.shop.svc"),)
    assert service.owner == "checkout"


def test_the_same_name_in_two_namespaces() -> None:
    """They are two services, and called so."""
    items = (_service("api", {"port": 443}), _service("api", {"port": 443}, space="billing"), _service("web"))
    assert [s.name for s in _proposal(*items).catalogue.services] == ["api.shop", "api.billing", "web"]


def test_an_ingress_is_an_endpoint_of_the_service_behind_it() -> None:
    """Customers see that certificate first; a wildcard names no host to look at."""
    proposal = _proposal(_service("orders", {"port": 443}), INGRESS)
    orders, public = proposal.services
    assert [e.address for e in orders.service.endpoints] == ["orders.shop.svc:443", "shop.example:443"]
    assert "shop.example is served by an ingress with the certificate in secret shop-tls" in orders.remarks
    assert public.service.endpoints == ()


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({}, "keeps 10 old revisions"),
        ({"revisionHistoryLimit": 3}, "keeps 3 old revisions"),
        ({"revisionHistoryLimit": 0}, "cannot be rolled back"),
    ],
)
def test_what_can_be_rolled_back(spec: dict[str, Any], told: str) -> None:
    """The Deployment behind a Service says how far back one can go; nothing is switched on by that."""
    (orders,) = _proposal(_service("orders", {"port": 443}), _deployment("orders", **spec)).services
    assert any(told in remark for remark in orders.remarks)
    assert orders.service.deployer == ""


def test_metrics_by_annotation() -> None:
    """The usual annotations name a page of metrics."""
    annotations = {"prometheus.io/scrape": "true", "prometheus.io/port": "9100", "prometheus.io/path": "/m"}
    (service,) = _proposal(_service("orders", annotations=annotations)).catalogue.services
    assert service.metrics == ("http://orders.shop.svc:9100/m",)


def test_a_single_object_is_a_list_of_one() -> None:
    """`kubectl get svc orders -o json` prints no list."""
    assert decode(json.dumps(_service("orders", {"port": 443})), "f").catalogue.services[0].name == "orders"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"items": 7}', '{"items": [null, {"kind": "Pod"}]}', "[" * 100_000]
)
def test_what_is_no_list_of_services(text: str) -> None:
    """The hint is the command that makes one."""
    with pytest.raises(DecodeError) as caught:
        decode(text, "services.json")
    assert "kubectl get svc,ing,deploy" in caught.value.hint
    assert str(caught.value).startswith("services.json: ")

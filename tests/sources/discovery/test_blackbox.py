"""From the files of a blackbox_exporter, as teams have them, to endpoints and views."""

from __future__ import annotations

import pytest

from firstcause.model.service import Endpoint, View
from firstcause.sources.discovery.blackbox import decode
from firstcause.sources.errors import DecodeError

PROMETHEUS = """\
scrape_configs:
  - job_name: prometheus
    static_configs: [{targets: ["localhost:9090"]}]
  - job_name: tls
    metrics_path: /probe
    params: {module: [mtls]}
    static_configs:
      - targets: ["orders.internal:8443", "10.0.0.7:8443"]
        labels: {service: order-service}
      - targets: ["[2001:db8::1]:443"]
    relabel_configs: &usual
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__param_target], target_label: instance}
      - {target_label: __address__, replacement: "127.0.0.1:9115"}
  - job_name: web
    metrics_path: /probe
    params: {module: [http_2xx]}
    static_configs: [{targets: ["https://shop.example/health?x=1", "http://plain.example", "not a host", 7]}]
    relabel_configs: *usual
"""
BLACKBOX = """\
modules:
  mtls:
    prober: tcp
    tcp:
      tls: true
      tls_config:
        ca_file: ca.pem
        cert_file: /etc/probe.pem
        key_file: /etc/probe.key
        server_name: order-service.internal
        min_version: TLS12
  http_2xx:
    prober: http
    http: {tls_config: {insecure_skip_verify: true}}
  unused: {prober: icmp}
"""
FILES = {"/etc/prometheus/prometheus.yml": PROMETHEUS, "/etc/blackbox/blackbox.yml": BLACKBOX}


def _remarks(files: dict[str, str]) -> str:
    proposal = decode(files)
    return "\n".join((*proposal.unknown, *(r for s in proposal.services for r in s.remarks)))


def test_targets_become_endpoints() -> None:
    """By the service that a label names, else by host; the module's server name is what is asked for."""
    orders, address, shop, plain = decode(FILES).catalogue.services[:4]
    assert (orders.name, orders.views) == ("order-service", ("mtls",))
    assert [e.address for e in orders.endpoints] == ["orders.internal:8443", "10.0.0.7:8443"]
    assert {e.server_name for e in orders.endpoints} == {"order-service.internal"}
    assert address.endpoints[0].address == "[2001:db8::1]:443"
    assert shop.endpoints == (Endpoint("shop.example", 443, "shop.example", protocol="http"),)
    assert (plain.name, plain.endpoints) == ("plain", ())


def test_modules_become_views() -> None:
    """Only those that a target uses; relative files lie beside blackbox.yml."""
    mtls, http = decode(FILES).views
    assert mtls.view == View("mtls", "/etc/blackbox/ca.pem", "/etc/probe.pem", "/etc/probe.key", "TLSv1.2")
    assert http.view == View("http_2xx")
    assert "verifies nothing" in http.remarks[0]


def test_without_the_modules_one_is_told_what_is_missing() -> None:
    """Targets are known, but not as whom to look at them."""
    files = {"prometheus.yml": PROMETHEUS}
    assert "give blackbox.yml as well" in _remarks(files)
    assert decode(files).catalogue.views == ()


def test_what_is_discovered_elsewhere_is_told() -> None:
    """A file cannot say which targets Kubernetes will name."""
    job = "scrape_configs: [{job_name: k8s, metrics_path: /probe, kubernetes_sd_configs: [{role: service}]}]"
    assert "the targets that job k8s finds by kubernetes_sd_configs" in _remarks({"p.yml": job})


RULES = {
    "{source_labels: [__address__], target_label: __param_target, replacement: 'https://$1/health'}": "a.example:443",
    "{source_labels: [host], target_label: __param_target}": "b.example:443",
    "{source_labels: [host, port], separator: ':', target_label: __param_target}": "b.example:8443",
}


@pytest.mark.parametrize(("rule", "address"), RULES.items())
def test_rules_that_copy_are_followed(rule: str, address: str) -> None:
    """The target is what the exporter is asked for in the end, whichever label it came from."""
    group = "{targets: [a.example], labels: {host: b.example, port: 8443}}"
    job = f"{{job_name: j, metrics_path: /probe, static_configs: [{group}], relabel_configs: [{rule}]}}"
    (service,) = decode({"p.yml": f"scrape_configs: [{job}]"}).catalogue.services
    assert service.endpoints[0].address == address


def test_rules_that_compute_are_told() -> None:
    """A stranger's regular expression is not run; somebody has to look."""
    rule = "{source_labels: [__address__], regex: '(a+)+b', target_label: __param_target}"
    job = f"{{job_name: j, metrics_path: /probe, static_configs: [{{targets: [a.b]}}], relabel_configs: [{rule}]}}"
    assert "is not followed here" in _remarks({"p.yml": f"scrape_configs: [{job}]"})


@pytest.mark.parametrize(
    "text", ["", "- a", "scrape_configs: {}", "scrape_configs: [1, [], {job_name: x}]", "modules: 7"]
)
def test_a_file_without_blackbox_jobs(text: str) -> None:
    """It says which files would help."""
    with pytest.raises(DecodeError) as caught:
        decode({"p.yml": text})
    assert "blackbox.yml" in caught.value.hint

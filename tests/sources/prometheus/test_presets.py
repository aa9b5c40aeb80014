"""Which convention a server's metrics follow."""

from __future__ import annotations

import pytest

from firstcause.sources.prometheus.presets.catalogue import PRESETS, preset_for, preset_named


@pytest.mark.parametrize(
    ("names", "preset"),
    [
        ({"http_server_request_duration_seconds_count", "up"}, "otel-http"),
        ({"http_server_duration_milliseconds_count", "up"}, "otel-http"),
        ({"http_server_duration_count"}, "otel-http"),
        ({"http_server_request_duration_seconds_count", "release_info"}, "firstcause"),
        ({"http_server_request_duration_seconds_count", "tls_handshake_failures_total"}, "firstcause"),
        ({"istio_requests_total", "up"}, "istio"),
        ({"istio_requests_total", "http_server_request_duration_seconds_count"}, "otel-http"),
        ({"nginx_ingress_controller_requests"}, "ingress-nginx"),
    ],
)
def test_a_convention_is_known_by_its_metrics(names: set[str], preset: str) -> None:
    """The services' own words come before what a mesh or an ingress sees of them."""
    found = preset_for(names)
    assert found is not None
    assert found.name == preset


@pytest.mark.parametrize("names", [set(), {"up", "node_cpu_seconds_total"}, {"tls_handshake_failures_total"}])
def test_no_convention_is_none(names: set[str]) -> None:
    """Metrics of other kinds tell nothing about requests."""
    assert preset_for(names) is None


def test_every_preset_is_found_by_its_name() -> None:
    """Names are those of the configuration, each once."""
    assert [preset_named(preset.name) for preset in PRESETS] == list(PRESETS)

"""Alive, ready, and what we measure of ourselves."""

from __future__ import annotations

import httpx2
from prometheus_client.parser import text_string_to_metric_families


def test_alive(client: httpx2.Client) -> None:
    """Who answers is alive, ready or not."""
    assert client.get("/healthz").json() == {"alive": True}


def test_ready(client: httpx2.Client) -> None:
    """Ready tells the engine's health too."""
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "reasons": [], "health": {"pending_effects": 0}}


def test_not_ready(client: httpx2.Client, reasons: list[str]) -> None:
    """Not ready is a 503 with every reason."""
    reasons.append("no contact can be paged")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["no contact can be paged"])


def test_requests_are_counted_by_route(client: httpx2.Client) -> None:
    """Routes are counted as templates; what a client makes up becomes no label."""
    for path in ("/api/v1/incidents/i1", "/api/v1/incidents/i2", "/made-up", "/made-up-too"):
        client.get(path)
    client.request("BREW", "/healthz")
    families = text_string_to_metric_families(client.get("/metrics").text)
    counted = {
        (s.labels["method"], s.labels["route"], s.labels["status"]): s.value
        for family in families
        for s in family.samples
        if s.name == "firstcause_http_request_duration_seconds_count"
    }
    assert counted == {
        ("GET", "/api/v1/incidents/{incident}", "200"): 1,
        ("GET", "/api/v1/incidents/{incident}", "404"): 1,
        ("GET", "other", "404"): 2,
        ("other", "/healthz", "405"): 1,
    }

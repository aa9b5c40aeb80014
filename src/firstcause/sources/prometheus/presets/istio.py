"""Istio's standard metrics: what the sidecars count. The callee's side tells what was served, the caller's what was
called. Durations are in milliseconds."""

from __future__ import annotations

from typing import Final

from firstcause.sources.prometheus.preset import Failing, Kept, Preset

# A call that reached nobody has the workload "unknown"; the name of the service is known even then.
CALLEE: Final = ("destination_service_name", "destination_canonical_service", "destination_workload", "destination_app")
SERVED: Final = ("destination_workload", "destination_canonical_service", "destination_app", "destination_service_name")
CALLER: Final = ("source_workload", "source_canonical_service", "source_app")
DURATION: Final = "istio_request_duration_milliseconds"
# Envoy writes 0 where the connection ended before any answer.
FAILED: Final = Failing("response_code", "5..|0")

ISTIO: Final = Preset(
    "istio",
    served=(
        Kept(
            "istio_requests_total",
            {"service": SERVED, "caller": CALLER},
            histogram=DURATION,
            unit_seconds=0.001,
            conditions=('reporter="destination"',),
            failing=FAILED,
        ),
    ),
    called=(
        Kept(
            "istio_requests_total",
            {"service": CALLER, "callee": CALLEE, "reason": ("response_flags",)},
            histogram=DURATION,
            unit_seconds=0.001,
            conditions=('reporter="source"',),
            failing=FAILED,
        ),
    ),
    unknown={"handshakes": "Istio's response flag UF does not tell a failed handshake from a refused connection"},
)

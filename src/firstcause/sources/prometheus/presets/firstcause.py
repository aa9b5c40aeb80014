"""Our own names, as `model/telemetry` has them: services that say `outcome` themselves, such as the drill's fleet."""

from __future__ import annotations

from typing import Final

from firstcause.model.telemetry import CLIENT_DURATION, HANDSHAKE_FAILURES, SERVER_DURATION
from firstcause.sources.prometheus.preset import Kept, Preset

SERVICE: Final = ("service", "exported_service")

FIRSTCAUSE: Final = Preset(
    "firstcause",
    served=(
        Kept(
            f"{SERVER_DURATION}_count",
            {"service": SERVICE, "caller": ("caller",), "outcome": ("outcome",)},
            histogram=SERVER_DURATION,
            outcome="outcome",
        ),
    ),
    called=(
        Kept(
            f"{CLIENT_DURATION}_count",
            {"service": SERVICE, "callee": ("callee",), "outcome": ("outcome",)},
            histogram=CLIENT_DURATION,
            outcome="outcome",
        ),
    ),
    handshakes=(
        Kept(HANDSHAKE_FAILURES, {"service": SERVICE, "peer": ("peer",), "reason": ("reason",), "side": ("side",)}),
    ),
    signs=(HANDSHAKE_FAILURES, "release_info"),  # OpenTelemetry's durations have the same name
)

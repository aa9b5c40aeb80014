"""A preset of the team's own making, from the few lines of `[sources.prometheus.queries]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstcause.sources.prometheus.preset import Failing, Kept, Preset

OWN: Final = "own queries"
_UNIT_SECONDS: Final[Mapping[str, float]] = {"s": 1.0, "ms": 0.001}


def own_preset(
    *,
    requests: str,
    failed: tuple[str, str],
    service: str,
    latency: str = "",
    latency_unit: str = "s",
    calls: str = "",
    calls_failed: tuple[str, str] = ("", ""),
    caller: str = "",
    callee: str = "",
    handshakes: str = "",
    reason: str = "",
) -> Preset:
    """`requests`, `calls` and `handshakes` are counters, `latency` a histogram without `_bucket`; `failed` is the label
    and the regular expression of a failure; the others are names of labels. "" is what the team does not have."""
    between = {"service": (caller,), "callee": (callee,)}
    missing = {name: f"[sources.prometheus.queries] has no {name}" for name in ("calls", "handshakes")}
    return Preset(
        OWN,
        served=(
            Kept(
                requests,
                {"service": (service,)},
                histogram=latency,
                unit_seconds=_UNIT_SECONDS[latency_unit],
                failing=Failing(*failed),
            ),
        ),
        called=(Kept(calls, between, failing=Failing(*calls_failed)),) if calls else (),
        handshakes=(
            (
                Kept(
                    handshakes, {"service": (caller,), "peer": (callee,), "reason": (reason,)}, fixed={"side": "client"}
                ),
            )
            if handshakes
            else ()
        ),
        unknown=missing,
    )

"""All presets, and which of them a server's metrics follow."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from firstcause.sources.prometheus.preset import Preset
from firstcause.sources.prometheus.presets.firstcause import FIRSTCAUSE
from firstcause.sources.prometheus.presets.ingress_nginx import INGRESS_NGINX
from firstcause.sources.prometheus.presets.istio import ISTIO
from firstcause.sources.prometheus.presets.otel_http import OTEL_HTTP

# The services' own words before what a mesh sees of them, and that before what an ingress sees.
PRESETS: Final = (FIRSTCAUSE, OTEL_HTTP, ISTIO, INGRESS_NGINX)


def preset_for(names: Collection[str]) -> Preset | None:
    """The preset whose metrics are among these names, the best first; None where no convention is followed."""
    known = frozenset(names)
    return next((preset for preset in PRESETS if preset.recognised(known)), None)


def preset_named(name: str) -> Preset:
    """The preset of this name. KeyError for any other."""
    return {preset.name: preset for preset in PRESETS}[name]

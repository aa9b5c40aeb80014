"""Does the Prometheus answer, and does it hold what its preset reads?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from firstcause.app import metrics_preset, metrics_server
from firstcause.checkup.outcome import Checked, broken, works
from firstcause.config.prometheus import PrometheusSettings
from firstcause.config.schema import Config
from firstcause.sources.prometheus.api import PrometheusApi
from firstcause.sources.prometheus.errors import PrometheusError
from firstcause.sources.prometheus.preset import Kept, Preset

KIND = "prometheus"
RECENTLY = "5m"


def check(config: Config) -> list[Checked]:
    """A line for the server, and one for each kind of thing that it should count; none without a server."""
    if config.prometheus is None:
        return []
    with closing(metrics_server(config.prometheus)) as api:
        try:
            told = f"version {api.version()}, {sum(t.up for t in api.targets())} targets up"
            return [works(KIND, api.url, told), *_series(api, config.prometheus)]
        except PrometheusError as error:
            return [broken(KIND, api.url, str(error), error.hint or "is this the URL of the server, seen from here?")]


def _series(api: PrometheusApi, settings: PrometheusSettings) -> Iterator[Checked]:
    preset = metrics_preset(settings)
    yield _kind(api, preset, "requests served", preset.served, needed=True)
    for what, kept in (("calls between services", preset.called), ("failed handshakes", preset.handshakes)):
        if kept:
            yield _kind(api, preset, what, kept, needed=False)


def _kind(api: PrometheusApi, preset: Preset, what: str, kept: tuple[Kept, ...], *, needed: bool) -> Checked:
    """Failed handshakes may be absent because nothing fails; requests must be there."""
    name = f"{what} ({preset.name})"
    found = next((one for one in kept if api.series_exist(one.selector)), None)
    if found is not None:
        return works(KIND, name, found.count)
    told = f"none of {', '.join(one.count for one in kept)} within {RECENTLY}"
    if needed:
        return broken(KIND, name, told, "see [sources.prometheus] preset and where: `firstcause init` finds the preset")
    return works(KIND, name, f"{told}: counted from traces and probes alone")

"""Looks for services where it is told to: at addresses, in files, at a Prometheus. The decoders say what that means.

It knows files, their bounds, the lane and the API; it names what it could not read.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firstcause.model.handshake import Look
from firstcause.model.proposal import Proposal
from firstcause.model.service import Endpoint, View
from firstcause.sources.discovery import addresses, backstage, blackbox, kubernetes, prometheus
from firstcause.sources.discovery.together import together
from firstcause.sources.errors import DecodeError
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.prometheus.api import PrometheusApi, Server
from firstcause.sources.prometheus.preset import Kept, Preset
from firstcause.sources.prometheus.presets.catalogue import preset_for

MAX_BYTES: Final = 64 * 1024 * 1024
LOOK_SECONDS: Final = 5.0
RECENT_SECONDS: Final = 3600.0  # a service that served nobody for an hour is still a service


@dataclass(frozen=True, slots=True)
class Told:
    """Where to look, and as whom. At least one source is given."""

    addresses: Sequence[Endpoint] = ()
    blackbox: Sequence[Path] = ()
    prometheus: str = ""
    login: Mapping[str, str] = field(default_factory=dict)  # to that server, as it will stand in the configuration
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)  # the same, with the secrets themselves
    kubernetes: Path | None = None
    backstage: Path | None = None
    view: View | None = None


def find(told: Told) -> Proposal:
    """What all of them together know. Raises PrometheusError, DecodeError."""
    proposals = [
        *([_at_addresses(told.addresses, told.view)] if told.addresses else []),
        *([blackbox.decode({str(f.absolute()): _text(f) for f in told.blackbox})] if told.blackbox else []),
        *([_in_prometheus(told)] if told.prometheus else []),
        *([kubernetes.decode(_text(told.kubernetes), str(told.kubernetes))] if told.kubernetes else []),
        *([backstage.decode(_text(told.backstage), str(told.backstage))] if told.backstage else []),
    ]
    return together(proposals, told.view)


def _at_addresses(endpoints: Sequence[Endpoint], view: View | None) -> Proposal:
    """Takes one look at each endpoint, all at once."""
    looks = [Look("", endpoint, view or View("system"), LOOK_SECONDS) for endpoint in endpoints]
    with DeepLane() as lane:
        seen = lane.look_all(looks)
    found = [addresses.introduction(look.endpoint, one) for look, (_, one) in zip(looks, seen, strict=True)]
    return addresses.from_introductions(found, view)


def _in_prometheus(told: Told) -> Proposal:
    """In what a server scrapes."""
    if "@" in told.prometheus.partition("://")[2].partition("/")[0]:
        hint = "name them apart: --prometheus-login user=NAME --prometheus-login password=env:VARIABLE"
        raise DecodeError("a URL with credentials would be written into the file with them", hint=hint)
    with closing(PrometheusApi(_server(told))) as api:
        preset = preset_for(api.metric_names())
        services, calls = _counted(api, preset, time.time()) if preset else ((), ())
        seen = prometheus.Seen(api.url, api.targets(), preset.name if preset else "", services, calls)
    return prometheus.decode(seen, tuple(told.login.items()))


def _server(told: Told) -> Server:
    said = told.credentials
    return Server(
        told.prometheus,
        token=said.get("token", ""),
        user=said.get("user", ""),
        password=said.get("password", ""),
        ca=said.get("ca", ""),
        client_cert=said.get("client_cert", ""),
        client_key=said.get("client_key", ""),
    )


def _counted(api: PrometheusApi, preset: Preset, now: float) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Services whose requests are counted, and who calls whom."""
    services: set[str] = set()
    for kept in preset.served:
        services.update(_values(api, kept, "service", now)[1])
    calls: set[tuple[str, str]] = set()
    for kept in preset.called:
        caller, callee = (_values(api, kept, role, now)[0] for role in ("service", "callee"))
        if caller and callee:
            pairs = api.instant(f"count by ({caller}, {callee}) ({kept.selector})", now)
            calls.update((one.labels.get(caller, ""), one.labels.get(callee, "")) for one in pairs)
    return tuple(sorted(services)), tuple(sorted(calls))


def _values(api: PrometheusApi, kept: Kept, role: str, now: float) -> tuple[str, list[str]]:
    """The first of the labels with this role that has values, and they."""
    for label in kept.labels.get(role, ()):
        values = [value for value in api.label_values(label, kept.selector, now - RECENT_SECONDS, now) if value]
        if values:
            return label, values
    return "", []


def missing_files(proposal: Proposal) -> frozenset[str]:
    """Paths that views name and that are not on this machine."""
    named = {path for v in proposal.views for path in (v.view.trust, v.view.client_cert, v.view.client_key) if path}
    return frozenset(path for path in named if not Path(path).is_file())


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise DecodeError(f"{file} cannot be read: {error.strerror}", hint="name a file that you may read") from None
    if len(content) > MAX_BYTES:
        raise DecodeError(f"{file}: longer than {MAX_BYTES} bytes", hint="leave out what is not meant")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DecodeError(f"{file}: not a text in UTF-8", hint="save the file in UTF-8") from None

"""Who watches what, and what nobody watches: by service, as each caller, by the kind of fault. Pure.

It reads the catalogue and which means the configuration has; whether they work, `firstcause check` finds out. For
every gap it gives the very lines of `firstcause.toml` that would close it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstcause.model.service import Catalogue, MitigationMode, Service, View

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Concern(StrEnum):
    """A kind of fault, or of knowledge without which a fault is not explained."""

    SERVER_CERTIFICATE = "server certificate"
    CLIENT_CERTIFICATE = "client certificate"
    EXPIRY = "coming end of certificates"
    TRUST = "trust"
    VERSIONS = "versions"
    AVAILABILITY = "availability"
    ERRORS = "application errors"
    LATENCY = "latency"
    CHANGES = "changes known"
    LOGS = "logs read"
    ROLLBACK = "rollback possible"


@dataclass(frozen=True, slots=True)
class Means:
    """What the configuration has beyond the catalogue; `deployers` by name."""

    prometheus: bool = False
    changes: bool = False
    announces: bool = True  # whether tickets tell of a certificate before it ends
    deployers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `firstcause.toml`, and the table in which it stands."""

    table: str
    text: str


@dataclass(frozen=True, slots=True)
class Watched:
    """One cell. `by` is who watches; empty: nobody, and `lines` of the configuration would change that."""

    service: str
    tier: int
    concern: Concern
    caller: str  # as whom one looks, or at which endpoint; "": it makes no difference
    by: str
    lines: tuple[Line, ...] = ()


def coverage(catalogue: Catalogue, means: Means) -> tuple[Watched, ...]:
    """Every service and concern, the most important services first."""
    services = sorted(catalogue, key=lambda s: (s.tier, s.name))
    return tuple(cell for service in services for cell in coverage_of(service, catalogue, means))


def coverage_of(
    service: Service, catalogue: Catalogue, means: Means, callers: Sequence[str] = (), endpoints: Sequence[str] = ()
) -> tuple[Watched, ...]:
    """Every concern of one service; as these callers and at these endpoints (`host:port`) too, declared or not."""
    return (
        *_handshakes(service, catalogue),
        _announced(service, means),
        *_endpoints(service, endpoints),
        *_callers(service, catalogue, callers),
        *_traffic(service, means),
        *_knowledge(service, means),
    )


def gaps(cells: Iterable[Watched]) -> tuple[Watched, ...]:
    """What nobody watches."""
    return tuple(cell for cell in cells if not cell.by)


def what(cell: Watched) -> str:
    """What a cell is about: `trust of billing-api`."""
    return f"{cell.concern.value} of {cell.caller}" if cell.caller else cell.concern.value


def _announced(service: Service, means: Means) -> Watched:
    """Whether somebody hears of a certificate's end before its callers do."""
    lines = (*_look(service), *(() if means.announces else (Line("detect", 'expiry_horizon = "21d"'),)))
    return _cell(service, Concern.EXPIRY, "tickets" if service.endpoints and means.announces else "", lines)


def _endpoints(service: Service, addresses: Sequence[str]) -> Iterator[Watched]:
    """Endpoints that somebody asks after: those that the catalogue lacks, nobody looks at."""
    known = {endpoint.address for endpoint in service.endpoints}
    views = ", ".join(service.views) or "system"
    for address in dict.fromkeys(addresses):
        line = Line(
            _service_table(service), f'endpoints = [{{ address = {json.dumps(address)}, server_name = "HOST" }}]'
        )
        yield _cell(service, Concern.AVAILABILITY, f"probe as {views}" if address in known else "", (line,), address)


def _handshakes(service: Service, catalogue: Catalogue) -> Iterator[Watched]:
    """What any look sees of the server's own side."""
    views = [catalogue.view(name) for name in service.views] or [View("system")]
    probe = f"probe as {', '.join(v.name for v in views)}" if service.endpoints else ""
    for concern in (Concern.SERVER_CERTIFICATE, Concern.AVAILABILITY):
        yield _cell(service, concern, probe, _look(service))
    limited = [v.name for v in views if v.min_version or v.max_version] if service.endpoints else []
    versions = f"probe as {', '.join(limited)}" if limited else ""
    wanted = _as_caller(service, service.views[0] if service.views else "a-caller", 'min_version = "TLSv1.2"')
    yield _cell(service, Concern.VERSIONS, versions, wanted)


def _callers(service: Service, catalogue: Catalogue, others: Sequence[str]) -> Iterator[Watched]:
    """What only a look as that very caller sees: its trust, and its client certificate."""
    for caller in tuple(dict.fromkeys((*catalogue.declared_callers(service.name), *others))) or ("",):
        name = caller or (service.views[0] if service.views else "a-caller")
        view = catalogue.view(name)
        by = f"probe as {name}" if service.endpoints and name in service.views else ""
        trust = _as_caller(service, name, 'trust = "ca.pem"')
        yield _cell(service, Concern.TRUST, by if view.trust else "", trust, caller)
        pair = _as_caller(service, name, 'client_cert = "client.pem"', 'client_key = "client.key"')
        yield _cell(service, Concern.CLIENT_CERTIFICATE, by if view.client_cert else "", pair, caller)


def _look(service: Service) -> tuple[Line, ...]:
    """What makes a look possible at all."""
    line = Line(_service_table(service), 'endpoints = [{ address = "HOST:443", server_name = "HOST" }]')
    return () if service.endpoints else (line,)


def _as_caller(service: Service, name: str, *keys: str) -> tuple[Line, ...]:
    """What makes a look as that caller, with these keys in its view."""
    views = (*service.views, name)
    named = Line(_service_table(service), f"views = {json.dumps(views, ensure_ascii=False)}")
    lines = (Line(f"view.{_key(name)}", key) for key in keys)
    return (*lines, *(() if name in service.views else (named,)), *_look(service))


def _traffic(service: Service, means: Means) -> Iterator[Watched]:
    """Its own metrics, scraped by us or asked of a Prometheus."""
    sources = [*(["its metrics"] if service.metrics else []), *(["Prometheus"] if means.prometheus else [])]
    line = Line(_service_table(service), 'metrics = ["http://HOST:9100/metrics"]')
    for concern in (Concern.ERRORS, Concern.LATENCY):
        yield _cell(service, concern, " and ".join(sources), (line,))


def _knowledge(service: Service, means: Means) -> Iterator[Watched]:
    """What explains a fault, and what undoes it."""
    changes = "change events" if means.changes else ""
    yield _cell(service, Concern.CHANGES, changes, (Line("sources.changes", 'file = "changes.ndjson"'),))
    log = Line(_service_table(service), 'logs = ["file:/var/log/SERVICE.log"]')
    yield _cell(service, Concern.LOGS, ", ".join(map(str, service.logs)), (log,))
    wanted = service.deployer and service.mitigation is not MitigationMode.OFF
    rollback = f"deployer {service.deployer}, mitigation {service.mitigation.value}" if wanted else ""
    yield _cell(service, Concern.ROLLBACK, rollback, tuple(_rollback(service, means)))


def _rollback(service: Service, means: Means) -> Iterator[Line]:
    """What is missing for a rollback to be proposed."""
    name = service.deployer or (means.deployers[0] if means.deployers else "ours")
    if not means.deployers:
        yield Line(f"deployer.{_key(name)}", 'current = ["COMMAND", "{service}"]')
        yield Line(f"deployer.{_key(name)}", 'rollback = ["COMMAND", "{service}", "{release}"]')
    if not service.deployer:
        yield Line(_service_table(service), f"deployer = {json.dumps(name, ensure_ascii=False)}")
    if service.mitigation is MitigationMode.OFF:
        yield Line(_service_table(service), 'mitigation = "propose"')


def _service_table(service: Service) -> str:
    return f"service.{_key(service.name)}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _cell(service: Service, concern: Concern, by: str, lines: tuple[Line, ...], caller: str = "") -> Watched:
    return Watched(service.name, service.tier, concern, caller, by, () if by else lines)

"""The catalogue: `[service.NAME]` and `[view.NAME]`.

It knows that names must exist and that calls go one way; whether an endpoint answers is not its affair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from firstcause.config.logs import log_places
from firstcause.config.table import Table, near
from firstcause.model.fault import FAULTS, family
from firstcause.model.service import STARTTLS, VERSIONS, Catalogue, Endpoint, MitigationMode, Objective, Service, View

_ADDRESS = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>[0-9]{1,5})")
_PROTOCOLS = ("", "http", *STARTTLS)
_VERSIONS = ("", *VERSIONS)


ACTING = (MitigationMode.APPROVE, MitigationMode.AUTOMATIC)


def catalogue(top: Table) -> Catalogue:
    """All services and views; names that a service uses must exist."""
    views = tuple(_view(name, table) for name, table in top.tables("view"))
    found = tuple(_service(name, table) for name, table in top.tables("service"))
    known = {s.name for s in found}
    for service in found:
        _check_names(top, service, "depends_on", service.depends_on, known)
        _check_names(top, service, "views", service.views, {v.name for v in views})
    _check_circle(top, found)
    return Catalogue(found, views)


def check_deployers(top: Table, services: Catalogue, known: set[str]) -> None:
    """A service's deployer must exist, nothing can be rolled back without one, nor automatically for no fault."""
    for service in services:
        if service.mitigation in ACTING and not service.deployer:
            where = ("service", service.name, "mitigation")
            message = f"{service.mitigation.value!r} needs a deployer, and {service.name} has none"
            raise top.source.error(where, message, 'name one, as in deployer = "kubectl"')
        if service.deployer and service.deployer not in known:
            where = ("service", service.name, "deployer")
            raise top.source.error(where, f"there is no [deployer.{service.deployer}]", near(service.deployer, known))
        if service.mitigation is MitigationMode.AUTOMATIC and not service.automatic_for:
            where = ("service", service.name, "automatic_for")
            message = "'automatic' needs the faults for which nobody is asked, and there are none"
            raise top.source.error(where, message, 'as in automatic_for = ["tls/incomplete-chain"], or ["tls/*"]')


def _check_names(top: Table, service: Service, key: str, names: tuple[str, ...], known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise top.source.error(("service", service.name, key), f"{name!r} is not described here", near(name, known))


def _check_circle(top: Table, services: tuple[Service, ...]) -> None:
    """Calls go one way: from where customers come in, to what is called last. In a circle there is no such end."""
    calls = {s.name: s.depends_on for s in services}
    for service in services:
        circle = _path_to(service.name, service.name, calls)
        if circle:
            message = f"the dependencies go round in a circle: {' -> '.join(circle)}"
            hint = "a service depends on those that it calls: leave out the one that is only called back"
            raise top.source.error(("service", service.name, "depends_on"), message, hint)


def _path_to(goal: str, start: str, calls: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The way from `start` back to `goal` along the calls; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for callee in calls[way[-1]]:
            if callee == goal:
                return (*way, goal)
            if callee not in seen:
                seen.add(callee)
                ways.append((*way, callee))
    return ()


def _service(name: str, table: Table) -> Service:
    objective = table.table("objective")
    service = Service(
        name=name,
        owner=table.text("owner"),
        tier=table.whole("tier", 3, least=1),
        endpoints=tuple(_endpoint(row) for row in table.rows("endpoints")),
        depends_on=table.texts("depends_on"),
        runbook=table.text("runbook"),
        objective=_objective(objective),
        views=table.texts("views"),
        metrics_name=table.text("metrics_name"),
        metrics=_urls(table, "metrics"),
        logs=log_places(table),
        deployer=table.text("deployer"),
        mitigation=table.choice("mitigation", MitigationMode, MitigationMode.PROPOSE),
        load=table.boolean("load", False),
        pipeline=_pipeline(table),
        automatic_for=_faults(table, "automatic_for"),
    )
    objective.done()
    table.done()
    return service


def _pipeline(table: Table) -> tuple[str, ...]:
    """One file or several, as paths from the configuration's folder; they may be written later."""
    if isinstance(table.values.get("pipeline"), list):
        return tuple(str((table.source.path.parent / one).absolute()) for one in table.texts("pipeline") if one)
    one = table.file("pipeline", must_exist=False)
    return (one,) if one else ()


def _objective(table: Table) -> Objective:
    default = Objective()
    return Objective(
        table.number("latency_seconds", default.latency_seconds),
        table.share("success", default.success),
        table.share("on_time", default.on_time),
    )


def _endpoint(row: Table) -> Endpoint:
    address, name = row.text("address"), row.text("server_name")
    alpn, protocol = row.texts("alpn"), _one_of(row, "protocol", _PROTOCOLS)
    certificate = row.file("certificate", must_exist=False)  # it is on its way, or was lost: a look will tell
    row.done()
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise row.error("address", f"expected host:port, found {address!r}", 'as in "127.0.0.1:8443" or "[::1]:8443"')
    host = found["v6"] or found["host"]
    return Endpoint(host, int(found["port"]), name or host, alpn, protocol, certificate)


def _urls(table: Table, key: str) -> tuple[str, ...]:
    urls = table.texts(key)
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise table.error(key, f"expected a URL, found {url!r}", 'as in "http://127.0.0.1:9100/metrics"')
    return urls


def _view(name: str, table: Table) -> View:
    view = View(
        name,
        trust=table.file("trust"),
        # A caller whose certificate is not mounted is what a view is there to find: no reason to refuse the file.
        client_cert=table.file("client_cert", must_exist=False),
        client_key=table.file("client_key", must_exist=False),
        min_version=_one_of(table, "min_version", _VERSIONS),
        max_version=_one_of(table, "max_version", _VERSIONS),
        strict=table.boolean("strict", False),
    )
    table.done()
    if bool(view.client_cert) != bool(view.client_key):
        missing = "client_key" if view.client_cert else "client_cert"
        hint = "both are files in PEM; they may be the same file"
        raise table.error(missing, "a client certificate and its key belong together: this one is missing", hint)
    return view


def _one_of(table: Table, key: str, known: tuple[str, ...]) -> str:
    """One of these words, the first of which is the empty default."""
    value = table.text(key)
    if value not in known:
        raise table.error(key, f"expected one of {', '.join(known[1:])}, found {value!r}", near(value, known[1:]))
    return value


def _faults(table: Table, key: str) -> tuple[str, ...]:
    """Fault codes, or families of them as in "tls/*"."""
    codes = table.texts(key)
    known = FAULTS | {f"{family(code)}/*" for code in FAULTS}
    for code in codes:
        if code not in known:
            hint = near(code, known) if get_close_matches(code, known) else 'as in "tls/incomplete-chain", or "tls/*"'
            raise table.error(key, f"there is no fault {code!r}", hint)
    return codes

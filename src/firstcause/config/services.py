"""The catalogue: `[service.NAME]` and `[view.NAME]`."""

from __future__ import annotations

import re

from firstcause.config.table import Table
from firstcause.model.service import Catalogue, Endpoint, MitigationMode, Objective, Service, View

_ADDRESS = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:\[\]]+)):(?P<port>\d{1,5})")
_VERSIONS = ("", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")


def catalogue(top: Table) -> Catalogue:
    """All services and views; names that a service uses must exist."""
    views = tuple(_view(name, table) for name, table in top.tables("view"))
    found = tuple(_service(name, table) for name, table in top.tables("service"))
    known = {s.name for s in found}
    for service in found:
        _check_names(top, service, "depends_on", service.depends_on, known)
        _check_names(top, service, "views", service.views, {v.name for v in views})
    return Catalogue(found, views)


def check_deployers(top: Table, services: Catalogue, known: set[str]) -> None:
    """A service's deployer must exist."""
    for service in services:
        if service.deployer and service.deployer not in known:
            where = ("service", service.name, "deployer")
            raise top.source.error(where, f"there is no [deployer.{service.deployer}]", _listed(known))


def _check_names(top: Table, service: Service, key: str, names: tuple[str, ...], known: set[str]) -> None:
    for name in names:
        if name not in known:
            raise top.source.error(("service", service.name, key), f"{name!r} is not described here", _listed(known))


def _listed(known: set[str]) -> str:
    return "known: " + (", ".join(sorted(known)) or "none")


def _service(name: str, table: Table) -> Service:
    objective = table.table("objective")
    service = Service(
        name=name,
        owner=table.text("owner"),
        tier=table.whole("tier", 3),
        endpoints=tuple(_endpoint(row) for row in table.rows("endpoints")),
        depends_on=table.texts("depends_on"),
        runbook=table.text("runbook"),
        objective=Objective(objective.number("latency_seconds", 0.25), objective.share("success", 0.999)),
        views=table.texts("views"),
        metrics=table.texts("metrics"),
        deployer=table.text("deployer"),
        mitigation=table.choice("mitigation", MitigationMode, MitigationMode.PROPOSE),
    )
    objective.done()
    table.done()
    return service


def _endpoint(row: Table) -> Endpoint:
    address = row.text("address")
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["port"]) < 65536:
        raise row.error("address", f"expected host:port, found {address!r}", 'as in "127.0.0.1:8443" or "[::1]:8443"')
    host = found["v6"] or found["host"]
    endpoint = Endpoint(
        host, int(found["port"]), row.text("server_name", host), row.texts("alpn"), row.text("protocol")
    )
    row.done()
    return endpoint


def _view(name: str, table: Table) -> View:
    view = View(
        name,
        trust=table.file("trust"),
        client_cert=table.file("client_cert"),
        client_key=table.file("client_key"),
        min_version=_version(table, "min_version"),
        max_version=_version(table, "max_version"),
    )
    if bool(view.client_cert) != bool(view.client_key):
        raise table.error("client_cert", "a client certificate and its key belong together: one is missing")
    table.done()
    return view


def _version(table: Table, key: str) -> str:
    value = table.text(key)
    if value not in _VERSIONS:
        raise table.error(key, f"expected one of {', '.join(_VERSIONS[1:])}, found {value!r}")
    return value

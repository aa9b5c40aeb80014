"""`[exporter]` and `[exporter.module.NAME]`: what `/probe` looks at beyond the catalogue, and how."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import ip_address
from typing import Final

from firstcause.config.table import Table, near
from firstcause.exporter.policy import BUILT_IN, ExporterPolicy, Module, Prober, TargetPattern
from firstcause.model.service import Catalogue

_PATTERN: Final = re.compile(
    r"(?:\[(?P<v6>[^\]]+)\]|(?P<host>(?:\*\.)?[A-Za-z0-9_-][A-Za-z0-9_.-]*)):(?P<port>[0-9]{1,5}|\*)"
)
_EXAMPLE: Final = 'as in "orders.internal:443", "*.internal:443" or "10.0.0.7:*"'


def exporter(top: Table, catalogue: Catalogue) -> ExporterPolicy:
    """The modules, built-in ones among them, and the targets; a module's view must exist."""
    table, default = top.table("exporter"), ExporterPolicy()
    views = {view.name for view in catalogue.views} | {"system"}
    own = {name: _module(name, row, views) for name, row in table.tables("module")}
    policy = ExporterPolicy(
        modules={**BUILT_IN, **own},
        targets=tuple(_pattern(table, written) for written in table.texts("targets")),
        timeout_offset=table.duration("timeout_offset", default.timeout_offset, zero=True),
    )
    table.done()
    return policy


def _module(name: str, table: Table, views: Collection[str]) -> Module:
    default = Module(name)
    module = Module(
        name,
        prober=table.choice("prober", Prober, default.prober),
        timeout=table.duration("timeout", default.timeout),
        tls=table.boolean("tls", default.tls),
        server_name=table.text("server_name"),
        view=table.text("view"),
        valid_status_codes=table.wholes("valid_status_codes", least=100, most=999, hint="as in [200, 301]"),
    )
    table.done()
    if module.view and module.view not in views:
        raise table.error("view", f"there is no [view.{module.view}]", near(module.view, views))
    if module.prober is Prober.HTTP and not module.tls:
        raise table.error("tls", "HTTP without TLS has no handshake to look at", 'prober = "tcp" tries the connection')
    if module.prober is Prober.TCP and module.valid_status_codes:
        raise table.error("valid_status_codes", "only HTTP has status codes", 'as in prober = "http"')
    return module


def _pattern(table: Table, written: str) -> TargetPattern:
    found = _PATTERN.fullmatch(written)
    if found is None:
        raise table.error("targets", f"expected host:port, found {written!r}", _EXAMPLE)
    port = 0 if found["port"] == "*" else int(found["port"])
    if port > 65535 or found["port"].strip("0") == "":
        raise table.error("targets", f"{found['port']} is no port", _EXAMPLE)
    return TargetPattern(_host(table, found["v6"] or found["host"], written), port)


def _host(table: Table, host: str, written: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        if ":" in host or "[" in written:
            raise table.error("targets", f"[{host}] is no IPv6 address", 'as in "[::1]:8443"') from None
        return host.lower()

"""`[sources.prometheus]`: which server is asked for metrics, as whom, and under which names it keeps them.

It knows the keys and their bounds. What a preset stands for, the room of sources knows; their names are a contract.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from firstcause.config.secrets import secret
from firstcause.config.table import Table

_METRIC: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_FAILED: Final = re.compile(r'(?P<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*=~\s*"(?P<pattern>[^"\\\n]*)"')
_CONDITION: Final = r'[a-zA-Z_][a-zA-Z0-9_]*\s*(?:=|!=|=~|!~)\s*"[^"\\\n]*"'
_CONDITIONS: Final = re.compile(rf"{_CONDITION}(?:\s*,\s*{_CONDITION})*")
_UNITS: Final = ("s", "ms")


class PresetName(StrEnum):
    """The conventions that are known by name."""

    OTEL_HTTP = "otel-http"
    ISTIO = "istio"
    INGRESS_NGINX = "ingress-nginx"
    FIRSTCAUSE = "firstcause"


@dataclass(frozen=True, slots=True)
class OwnQueries:
    """`[sources.prometheus.queries]`: metrics and labels by name; "" for what the team does not have. `failed` and
    `calls_failed` are a label and a regular expression of its values."""

    requests: str
    failed: tuple[str, str]
    service: str
    latency: str = ""
    latency_unit: str = "s"
    calls: str = ""
    calls_failed: tuple[str, str] = ("", "")
    caller: str = ""
    callee: str = ""
    handshakes: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PrometheusSettings:
    """One server. `resolution` None: it is learned from the server."""

    url: str
    preset: PresetName = PresetName.OTEL_HTTP
    queries: OwnQueries | None = None
    where: str = ""
    token: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    client_cert: str = ""
    client_key: str = ""
    timeout: timedelta = timedelta(seconds=5)
    resolution: timedelta | None = None


def prometheus(sources: Table, environment: Mapping[str, str]) -> PrometheusSettings | None:
    """The server that is asked; None where there is none."""
    if not sources.has("prometheus"):
        sources.table("prometheus")
        return None
    table = sources.table("prometheus")
    default = PrometheusSettings("")
    settings = PrometheusSettings(
        url=_url(table),
        preset=table.choice("preset", PresetName, default.preset),
        queries=_queries(table),
        where=_where(table),
        token=secret(table, "token", environment),
        user=table.text("user"),
        password=secret(table, "password", environment),
        ca=table.file("ca"),
        client_cert=table.file("client_cert"),
        client_key=table.file("client_key"),
        timeout=table.duration("timeout", default.timeout),
        resolution=table.duration("resolution", timedelta()) or None,
    )
    table.done()
    _check(table, settings)
    return settings


def _url(table: Table) -> str:
    url = table.text("url")
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        # The URL is not shown: it holds a password, or half of one.
        raise table.error("url", "a URL with credentials would be printed with them", "use user and password")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise table.error("url", f"expected the URL of a server, found {url!r}", 'as in "http://127.0.0.1:9090"')
    return url


def _where(table: Table) -> str:
    where = table.text("where")
    if where and not _CONDITIONS.fullmatch(where):
        raise table.error("where", f"expected conditions on labels, found {where!r}", "as in 'namespace=\"shop\"'")
    return where


def _check(table: Table, settings: PrometheusSettings) -> None:
    if settings.queries and table.has("preset"):
        hint = "leave out preset, or [sources.prometheus.queries]"
        raise table.error("preset", "own queries take the place of a preset, and here are both", hint)
    if settings.token and settings.user:
        raise table.error("token", "a token and a user: only one of them can be sent", "leave out one of them")
    if bool(settings.user) != bool(settings.password):
        missing = "password" if settings.user else "user"
        raise table.error(missing, "user and password belong together: this one is missing", f'as in {missing} = "..."')
    if bool(settings.client_cert) != bool(settings.client_key):
        missing = "client_key" if settings.client_cert else "client_cert"
        hint = "both are files in PEM; they may be the same file"
        raise table.error(missing, "a client certificate and its key belong together: this one is missing", hint)


def _queries(table: Table) -> OwnQueries | None:
    """Own queries, where the table is there; what one of them needs must be there too."""
    given, below = table.has("queries"), table.table("queries")
    found = OwnQueries(
        requests=_named(below, "requests", _METRIC, "http_requests_total", needed=given),
        failed=_failed(below, "failed", needed=given),
        service=_named(below, "service", _LABEL, "service", needed=given),
        latency=_named(below, "latency", _METRIC, "http_request_duration_seconds"),
        latency_unit=_unit(below),
        calls=_named(below, "calls", _METRIC, "http_client_requests_total"),
        calls_failed=_failed(below, "calls_failed", needed=below.has("calls")),
        caller=_named(below, "caller", _LABEL, "service", needed=below.has("calls") or below.has("handshakes")),
        callee=_named(below, "callee", _LABEL, "target", needed=below.has("calls") or below.has("handshakes")),
        handshakes=_named(below, "handshakes", _METRIC, "tls_errors_total"),
        reason=_named(below, "reason", _LABEL, "error", needed=below.has("handshakes")),
    )
    below.done()
    return found if given else None


def _named(table: Table, key: str, shape: re.Pattern[str], example: str, *, needed: bool = False) -> str:
    name = table.text(key)
    if not name and needed:
        raise table.error(key, "own queries need this one", f'as in {key} = "{example}"')
    if name and not shape.fullmatch(name):
        raise table.error(key, f"expected a name as Prometheus has them, found {name!r}", f'as in "{example}"')
    return name


def _failed(table: Table, key: str, *, needed: bool) -> tuple[str, str]:
    """A label and a regular expression: it is turned round to tell what succeeded, so it is one condition."""
    text, hint = table.text(key), f"as in {key} = 'code=~\"5..\"'"
    if not text and needed:
        raise table.error(key, "own queries need this one", hint)
    found = _FAILED.fullmatch(text)
    if text and (found is None or not _compiles(found["pattern"])):
        raise table.error(key, f"expected a label and a regular expression, found {text!r}", hint)
    return (found["label"], found["pattern"]) if found else ("", "")


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _unit(table: Table) -> str:
    unit = table.text("latency_unit", "s")
    if unit not in _UNITS:
        raise table.error("latency_unit", f"expected one of {', '.join(_UNITS)}, found {unit!r}", 'as in "ms"')
    return unit

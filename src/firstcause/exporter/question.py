"""From what Prometheus asks to the look that answers it: which endpoint, by which name, as which caller, how long.

What the catalogue says of an endpoint holds here too, unless the module says otherwise. Nothing is probed that the
configuration does not name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import get_close_matches
from typing import Final

from firstcause.exporter.errors import ProbeQuestionError, TargetRefusedError
from firstcause.exporter.policy import DEFAULT_MODULE, ExporterPolicy, Module, Prober
from firstcause.exporter.target import Target, normal_host, parse
from firstcause.model.handshake import Look
from firstcause.model.service import Catalogue, Endpoint, Service, View

LONGEST_LOOK: Final = timedelta(seconds=60)
HTTP_1: Final = "http/1.1"
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,253}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of `/probe`, as they stand in the URL; and how long the scrape may take, where that is told."""

    target: str
    module: str = ""
    view: str = ""
    hostname: str = ""
    scrape_timeout: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """The look to take, and the module by which it is read."""

    look: Look
    module: Module


def question(asked: Asked, catalogue: Catalogue, policy: ExporterPolicy) -> Question:
    """What to look at. Raises ProbeQuestionError, TargetRefusedError."""
    module = _module(asked.module or DEFAULT_MODULE, policy)
    target = parse(asked.target, module.prober)
    service, endpoint = _admitted(target, asked.target, catalogue, policy)
    look = Look(
        service.name if service else "",
        _as_the_module_has_it(endpoint, module, _hostname(asked.hostname)),
        _view(asked.view or module.view, service, catalogue),
        _seconds(asked.scrape_timeout, module, policy).total_seconds(),
        path=target.path if module.prober is Prober.HTTP else "/",
        awaits_answer=module.prober is Prober.HTTP,
        tls=module.tls,
    )
    return Question(look, module)


def _module(name: str, policy: ExporterPolicy) -> Module:
    found = policy.modules.get(name)
    if found is None:
        raise ProbeQuestionError(f"there is no module {name[:100]!r}", hint=_known(name, policy.modules))
    return found


def _admitted(
    target: Target, written: str, catalogue: Catalogue, policy: ExporterPolicy
) -> tuple[Service | None, Endpoint]:
    for service in catalogue:
        for endpoint in service.endpoints:
            if (normal_host(endpoint.host), endpoint.port) == (target.host, target.port):
                return service, endpoint
    if any(pattern.covers(target.host, target.port) for pattern in policy.targets):
        return None, Endpoint(target.host, target.port, target.host)
    raise TargetRefusedError(
        f"{written[:200]!r} is neither an endpoint of the catalogue nor in [exporter] targets",
        hint="add it to endpoints in a [service.NAME], or to targets in [exporter]",
    )


def _as_the_module_has_it(endpoint: Endpoint, module: Module, hostname: str) -> Endpoint:
    """blackbox_exporter's `hostname` is a name to ask for, where the module has none."""
    named = replace(endpoint, server_name=module.server_name or hostname or endpoint.server_name)
    if module.prober is not Prober.HTTP:
        return named
    # Our request is HTTP/1.1: where the server may choose, h2 is not offered.
    alpn = (HTTP_1,) if HTTP_1 in endpoint.alpn else endpoint.alpn
    return replace(named, protocol="http", alpn=alpn)


def _hostname(written: str) -> str:
    if written and not _HOST_NAME.fullmatch(written):
        raise ProbeQuestionError(f"hostname is no host name: {written[:100]!r}", hint="as in orders.internal")
    return written


def _view(name: str, service: Service | None, catalogue: Catalogue) -> View:
    """As whom: as asked, else as the first caller of the service, else by the system's own trust."""
    known = {v.name for v in catalogue.views} | {"system"}
    if name and name not in known:
        raise ProbeQuestionError(f"there is no view {name[:100]!r}", hint=_known(name, known))
    return catalogue.view(name or next(iter(service.views if service else ()), "system"))


def _seconds(header: str, module: Module, policy: ExporterPolicy) -> timedelta:
    """The module's timeout, or less where the scrape ends sooner."""
    most = min(module.timeout, LONGEST_LOOK)
    if not header:
        return most
    try:
        seconds = float(header)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds <= 0:
        problem = f"X-Prometheus-Scrape-Timeout-Seconds is no length of time: {header[:40]!r}"
        raise ProbeQuestionError(problem, hint="as in 10")
    scrape = timedelta(seconds=min(seconds, LONGEST_LOOK.total_seconds() * 2))
    left = scrape - policy.timeout_offset
    # A scrape that is shorter than the offset still leaves something for both.
    return min(most, left if left > timedelta() else scrape / 2)


def _known(name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, sorted(names), 1)
    return f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(sorted(names))

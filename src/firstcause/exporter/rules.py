"""Alert rules for Prometheus, one group for each service of the catalogue, over what `/probe` tells.

They match by the labels that the exporter itself gives, so that they work whatever the scrape job is called and
however it relabels. `service` and `reason` stand on each alert as labels: whoever takes it in knows the fault by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from firstcause.exporter.families import SERVICE, VIEW
from firstcause.exporter.promql import duration, escaped, matcher
from firstcause.model.service import Catalogue, Service

CRITICAL_TIER: Final = 2  # up to it, a failing handshake is somebody's call at night
CONFIRMED: Final = 2  # looks in a row
EXPIRY: Final = "tls/expires-soon"
NOT_EXPIRY: Final = f'reason!="{EXPIRY}"'
OWN: Final = f"reason, {SERVICE}, {VIEW}"
TARGET: Final = f"{SERVICE}, {VIEW}, target, server_name"
REASON: Final = "{{ $labels.reason }}"


@dataclass(frozen=True, slots=True)
class AlertRule:
    """One rule, as Prometheus' rule files have it. `hold` is its `for`."""

    alert: str
    expr: str
    hold: timedelta
    labels: dict[str, str]
    annotations: dict[str, str]


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one service."""

    name: str
    rules: tuple[AlertRule, ...]


def rule_groups(catalogue: Catalogue, window: timedelta, horizon: timedelta) -> tuple[RuleGroup, ...]:
    """For every service with endpoints. Two looks within `window` confirm a fault; `horizon` is for expiry, and nought
    for none."""
    watched = (service for service in catalogue if service.endpoints)
    return tuple(RuleGroup(f"firstcause {s.name}", tuple(_rules(s, window, horizon))) for s in watched)


def _rules(service: Service, window: timedelta, horizon: timedelta) -> Iterator[AlertRule]:
    yield _failing(service, window)
    if horizon:
        yield _expiring(service, horizon)
    yield _warned(service)
    yield from (_unseen(service, endpoint.address, window) for endpoint in service.endpoints)


def _failing(service: Service, window: timedelta) -> AlertRule:
    """Once the last looks have all failed, whatever each of them named: a fault that changes its name is still one."""
    seen, within = matcher(SERVICE, service.name), duration(window)
    expr = (
        f"probe_failure_info{seen}"
        f" and ignoring ({OWN}) max_over_time(probe_success[{within}]) == 0"
        f" and ignoring ({OWN}) count_over_time(probe_success[{within}]) >= {CONFIRMED}"
    )
    severity = "critical" if service.tier <= CRITICAL_TIER else "warning"
    text = f"{REASON}: the handshake with {{{{ $labels.instance }}}} fails"
    return AlertRule("TlsHandshakeFailing", expr, timedelta(), _labels(service, severity), _told(service, text, REASON))


def _expiring(service: Service, horizon: timedelta) -> AlertRule:
    """By the first certificate that ends, of a chain that nobody trusts too."""
    seen = matcher(SERVICE, service.name)
    seconds = int(horizon.total_seconds())
    expr = f"probe_ssl_earliest_cert_expiry - time() < {seconds} and ignoring ({TARGET}) probe_target_info{seen}"
    # A rule's own labels are not among the $labels of its templates.
    labels = _labels(service, "warning") | {"reason": EXPIRY}
    text = "a certificate of {{ $labels.instance }} ends in {{ $value | humanizeDuration }}"
    return AlertRule("TlsCertificateExpiresSoon", expr, timedelta(minutes=10), labels, _told(service, text, EXPIRY))


def _warned(service: Service) -> AlertRule:
    """What the handshake survives: order, staple, suites, slowness. Expiry has a rule of its own."""
    expr = "probe_warning_info" + matcher(SERVICE, service.name, NOT_EXPIRY)
    text = f"{REASON} at {{{{ $labels.instance }}}}: the handshake works, and deserves attention"
    return AlertRule(
        "TlsHandshakeWarning", expr, timedelta(minutes=30), _labels(service, "warning"), _told(service, text, REASON)
    )


def _unseen(service: Service, address: str, window: timedelta) -> AlertRule:
    """Nobody looks: the exporter is down, refuses, or is not scraped. It is no fault of the service's, and has none."""
    seen = matcher(SERVICE, service.name, f'target="{escaped(address)}"')
    expr = f"absent_over_time(probe_target_info{seen}[{duration(window)}])"
    text = "nobody looks at {{ $labels.target }}: firstcause is down, refuses the target, or is not scraped"
    labels = _labels(service, "warning") | {"instance": _plain(address)}
    return AlertRule("TlsEndpointUnseen", expr, 3 * window, labels, _told(service, text))


def _labels(service: Service, severity: str) -> dict[str, str]:
    said = {"severity": severity, "service": service.name, "tier": str(service.tier), "owner": service.owner}
    return {key: _plain(value) for key, value in said.items() if value}


def _told(service: Service, text: str, fault: str = "") -> dict[str, str]:
    """The fault and how to read more of it, where there is one; the runbook, as a link where it is one."""
    annotations = {"summary": f"{_plain(service.name)}: {text}"}
    if service.runbook:
        link = service.runbook.startswith(("http://", "https://"))
        annotations["runbook_url" if link else "runbook"] = _plain(service.runbook)
    if fault:
        annotations |= {"fault": fault, "explain": f"firstcause explain {fault}"}
    return annotations


def _plain(text: str) -> str:
    """Values are templates to Prometheus; ours are meant to the letter."""
    return "".join(f"{{{{ {json.dumps(part)} }}}}" if part == "{{" else part for part in _around_braces(text))


def _around_braces(text: str) -> Iterator[str]:
    head, *rest = text.split("{{")
    yield head
    for part in rest:
        yield "{{"
        yield part

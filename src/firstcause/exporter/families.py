"""One finished look as metrics: blackbox_exporter's names, types and meanings, and a few of our own.

Labels are bounded: `reason` is a fault code, and the service's and the view's names are the configuration's. What a
certificate says of itself is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from firstcause.exporter.policy import Module, Prober
from firstcause.exporter.suites import standard_name
from firstcause.exporter.verdict import Verdict, verdict
from firstcause.model.handshake import CertificateSummary, HandshakeObserved, Look
from firstcause.model.looks import Taken

LONGEST_LABEL: Final = 1000
SERVICE, VIEW = "firstcause_service", "firstcause_view"  # `service` may be a label of the job's own


@dataclass(frozen=True, slots=True)
class Probed:
    """A look with what was asked for; `age_seconds` tells how long ago it was begun."""

    look: Look
    module: Module
    taken: Taken
    age_seconds: float

    def collect(self) -> Iterable[Metric]:
        """As `prometheus_client` asks a collector."""
        return families(self)


def families(probed: Probed) -> Iterator[Metric]:
    """Everything that is told of it."""
    seen, judged = probed.taken.observed, verdict(probed.module, probed.taken.observed)
    yield gauge("probe_success", "Whether the probe succeeded.", float(judged.success))
    yield gauge("probe_duration_seconds", "How long the look took.", probed.taken.seconds)
    yield from _address(seen)
    yield gauge("probe_failed_due_to_regex", "Always 0: no text is matched.", 0.0)
    if probed.module.prober is Prober.HTTP:
        yield from _http(seen)
    yield from _tls(seen)
    yield from _own(probed, seen, judged)


def gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    """A gauge without labels."""
    return GaugeMetricFamily(name, documentation, value=value)


def labelled(name: str, documentation: str, *rows: dict[str, str], value: float = 1.0) -> GaugeMetricFamily:
    """A gauge with one value for each row of labels."""
    family = GaugeMetricFamily(name, documentation)
    for row in rows:
        family.add_sample(name, {key: text[:LONGEST_LABEL] for key, text in row.items()}, value)
    return family


def _address(seen: HandshakeObserved) -> Iterator[Metric]:
    yield gauge(
        "probe_dns_lookup_time_seconds", "How long the name took to resolve.", seen.timing.resolve_seconds or 0.0
    )
    address = seen.observed.address
    yield gauge("probe_ip_protocol", "4, 6, or 0 for none.", float(ip_address(address).version) if address else 0.0)
    hashed = float(_fnv_1a(ip_address(address).packed)) if address else 0.0
    yield gauge("probe_ip_addr_hash", "FNV-1a of the address, to see that it changes.", hashed)


def _fnv_1a(data: bytes) -> int:
    """In 32 bits, as blackbox_exporter has it (the IETF's draft-eastlake-fnv)."""
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def _http(seen: HandshakeObserved) -> Iterator[Metric]:
    answer, shaken = seen.observed.http, seen.timing.handshake_seconds is not None
    yield gauge("probe_http_status_code", "Of the answer to our HEAD request; 0: none.", answer.status if answer else 0)
    yield gauge("probe_http_version", "The answer's version of HTTP.", float(answer.version) if answer else 0.0)
    yield gauge("probe_http_ssl", "Whether the request went over TLS.", float(shaken))
    yield gauge("probe_http_redirects", "Always 0: redirects are not followed.", 0.0)
    phases = GaugeMetricFamily("probe_http_duration_seconds", "How long each phase took.", labels=["phase"])
    for phase, seconds in _phases(seen).items():
        phases.add_metric([phase], seconds)
    yield phases


def _phases(seen: HandshakeObserved) -> dict[str, float]:
    timing = seen.timing
    resolve = timing.resolve_seconds or 0.0
    return {
        "resolve": resolve,
        "connect": max(0.0, (timing.connect_seconds or 0.0) - resolve),
        "tls": timing.handshake_seconds or 0.0,
        "processing": timing.answer_seconds or 0.0,
        "transfer": 0.0,  # the answer to HEAD has no body
    }


def _tls(seen: HandshakeObserved) -> Iterator[Metric]:
    wire = seen.observed
    if wire.version:
        version = {"version": wire.version.replace("TLSv1", "TLS 1") + (".0" if wire.version == "TLSv1" else "")}
        yield labelled("probe_tls_version_info", "The version agreed on.", version)
    if wire.cipher:
        yield labelled("probe_tls_cipher_info", "The suite agreed on.", {"cipher": standard_name(wire.cipher)})
    if not wire.chain:
        return
    earliest = min(certificate.not_after for certificate in wire.chain)
    yield gauge(
        "probe_ssl_earliest_cert_expiry",
        "When the first certificate of the chain as sent ends; told of a chain that is not trusted too.",
        _unix(earliest),
    )
    if wire.accepted_until is not None:
        yield gauge(
            "probe_ssl_last_chain_expiry_timestamp_seconds",
            "When the path into trust ends, its anchor included.",
            _unix(wire.accepted_until),
        )
    yield labelled("probe_ssl_last_chain_info", "The leaf certificate.", _leaf(wire.chain[0]))


def _leaf(leaf: CertificateSummary) -> dict[str, str]:
    return {
        "fingerprint_sha256": leaf.sha256,
        "issuer": leaf.issuer,
        "serialnumber": leaf.serial.zfill(len(leaf.serial) + len(leaf.serial) % 2),  # whole octets
        "subject": leaf.subject,
        "subjectalternative": ",".join(name for name in leaf.names if not _is_address(name)),
    }


def _own(probed: Probed, seen: HandshakeObserved, judged: Verdict) -> Iterator[Metric]:
    whose = {SERVICE: probed.look.service, VIEW: probed.look.view.name}
    target = {**whose, "target": seen.target, "server_name": seen.server_name}
    yield labelled("probe_target_info", "What was looked at, and as whom.", target)
    yield gauge("probe_look_age_seconds", "How long ago the look was begun that this tells of.", probed.age_seconds)
    failures = () if judged.success else ({**whose, "reason": judged.reason},)
    yield labelled("probe_failure_info", "Why the probe failed: a fault code.", *failures)
    warned = ({**whose, "reason": code} for code in dict.fromkeys(w.code for w in seen.warnings))
    yield labelled("probe_warning_info", "What deserves attention although the handshake works.", *warned)
    ends = ({**whose, "certificate": _role(depth)} for depth in range(len(seen.observed.chain)))
    family = GaugeMetricFamily("probe_certificate_expiry_timestamp_seconds", "When each certificate as sent ends.")
    for row, certificate in zip(ends, seen.observed.chain, strict=True):
        family.add_sample(family.name, row, _unix(certificate.not_after))
    yield family


def _role(depth: int) -> str:
    return f"sent {depth + 1}" if depth else "leaf"


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _unix(at: datetime) -> float:
    return at.timestamp()

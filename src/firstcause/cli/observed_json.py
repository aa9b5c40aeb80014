"""One observed handshake as the object of the contract, for `probe` and `sweep`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from firstcause.model.handshake import CertificateSummary, HandshakeFailure, HandshakeObserved


def observed_json(observed: HandshakeObserved, observed_at: datetime) -> dict[str, object]:
    """The object of the contract. What the handshake did not reach is null."""
    return {
        "target": observed.target,
        "server_name": observed.server_name,
        "observed_at": _time(observed_at),
        "outcome": observed.outcome.value,
        "failure": _failure_json(observed.failure) if observed.failure else None,
        "alternatives": list(observed.alternatives),
        "warnings": [asdict(warning) for warning in observed.warnings],
        "observed": _observed_json(observed),
        "timing": {
            "connect_seconds": observed.timing.connect_seconds,
            "handshake_seconds": observed.timing.handshake_seconds,
        },
        "hellos": observed.hellos,
        "addresses": [asdict(one) | {"code": one.code or None} for one in observed.addresses],
    }


def _failure_json(failure: HandshakeFailure) -> dict[str, object]:
    return {
        "code": failure.code,
        "phase": failure.phase.value,
        "detected_by": failure.detected_by,
        "alert": asdict(failure.alert) if failure.alert else None,
        "detail": {
            "expected": failure.detail.expected,
            "presented": list(failure.detail.presented),
            "certificate": failure.detail.certificate or None,
        },
        "explanation": failure.explanation,
    }


def _observed_json(observed: HandshakeObserved) -> dict[str, object]:
    seen = observed.observed
    request = seen.client_certificate
    return {
        "version": seen.version or None,
        "cipher": seen.cipher or None,
        "group": seen.group or None,
        "alpn": seen.alpn or None,
        "chain": [_certificate_json(c) for c in seen.chain],
        "client_certificate": {
            "requested": request.requested,
            "acceptable_issuers": list(request.acceptable_issuers),
        },
        "ocsp_staple": seen.ocsp_staple,
        "first_bytes": seen.first_bytes,
    }


def _certificate_json(certificate: CertificateSummary) -> dict[str, object]:
    # Field by field: `asdict` copies every date deeply, which took longer than all the rest of an answer.
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "not_before": _time(certificate.not_before),
        "not_after": _time(certificate.not_after),
        "serial": certificate.serial,
        "sha256": certificate.sha256,
        "names": list(certificate.names),
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""`firstcause probe`: what a person reads, what a machine reads, and the exit codes."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from firstcause.cli import probe as command
from firstcause.cli.observed_json import observed_json
from firstcause.cli.observed_text import observed_text
from firstcause.cli.probe import SYSTEM_TRUST, exit_code, parse_target
from firstcause.model.handshake import (
    Alert,
    CertificateSummary,
    ClientCertificateRequest,
    Detail,
    HandshakeFailure,
    HandshakeObserved,
    HandshakeWarning,
    Observed,
    Outcome,
    Phase,
    Timing,
)

AT = datetime(2025, 11, 7, 4, 58, 41, tzinfo=UTC)
LEAF = CertificateSummary(
    "CN=order-service",
    "CN=Internal Issuing CA",
    datetime(2025, 11, 7, 3, tzinfo=UTC),
    datetime(2026, 2, 5, 3, tzinfo=UTC),
    "1f",
    "ab" * 32,
    ("order-service.internal",),
)
HEALTHY = HandshakeObserved(
    "order-service",
    "127.0.0.1:8443",
    "order-service.internal",
    "billing-api",
    Outcome.HEALTHY,
    warnings=(HandshakeWarning("tls/expires-soon", "'order-service' expires in 5 days."),),
    observed=Observed("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", "h2"),
    timing=Timing(0.0004, 0.0031),
)
FAULTY = replace(
    HEALTHY,
    outcome=Outcome.FAULTY,
    failure=HandshakeFailure(
        "tls/incomplete-chain",
        Phase.CERTIFICATE_VERIFY,
        "local",
        Detail("issuer 'Internal Issuing CA'", ("CN=order-service",), "leaf"),
        "The server sends its leaf only; its issuer 'Internal Issuing CA' is neither sent nor trusted by this caller.",
    ),
    alternatives=("tls/unknown-ca",),
    warnings=(),
    observed=Observed("TLSv1.3", chain=(LEAF,), client_certificate=ClientCertificateRequest(True, ("CN=Root",))),
)
UNOBSERVED = replace(FAULTY, outcome=Outcome.UNOBSERVED)

GOLDEN = """\
127.0.0.1:8443 asked as order-service.internal: faulty
TLS handshake failure: incomplete certificate chain (tls/incomplete-chain)
  The server sends its leaf only; its issuer 'Internal Issuing CA' is neither sent nor trusted by this caller.

  expected   issuer 'Internal Issuing CA'
  presented  CN=order-service
  meant is   the leaf
  noticed    by our side, phase certificate_verify
  or else    tls/unknown-ca

  the chain as sent
  └─ CN=order-service  (2025-11-07 to 2026-02-05)
     └─ CN=Internal Issuing CA  (not sent)

  check first
    1. Count the certificates sent: openssl s_client -connect HOST:PORT -servername NAME -showcerts </dev/null
    2. Does the leaf's issuer equal the subject of the next certificate
    3. Compare the bundle with the one of the previous release
  safe to do: Serve the full chain, leaf first: put back the previous bundle and reload.
  judged by the system's trust store; --trust FILE, or --as VIEW, judges as your callers do"""


def test_a_person_reads() -> None:
    """What is wrong, both sides, the chain, the first checks, and what is safe."""
    assert observed_text(FAULTY, judged_by=SYSTEM_TRUST) == GOLDEN


def test_a_healthy_endpoint_reads_short() -> None:
    """What was agreed on, how fast, and what deserves attention."""
    assert observed_text(HEALTHY).splitlines() == [
        "127.0.0.1:8443 asked as order-service.internal: healthy",
        "  TLSv1.3, TLS_AES_128_GCM_SHA256, x25519, h2; handshake in 3.1 ms",
        "  warning    tls/expires-soon: 'order-service' expires in 5 days.",
    ]


def test_a_machine_reads() -> None:
    """The object of the contract, field by field."""
    assert observed_json(FAULTY, AT) == {
        "target": "127.0.0.1:8443",
        "server_name": "order-service.internal",
        "observed_at": "2025-11-07T04:58:41Z",
        "outcome": "faulty",
        "failure": {
            "code": "tls/incomplete-chain",
            "phase": "certificate_verify",
            "detected_by": "local",
            "alert": None,
            "detail": {
                "expected": "issuer 'Internal Issuing CA'",
                "presented": ["CN=order-service"],
                "certificate": "leaf",
            },
            "explanation": "The server sends its leaf only; its issuer 'Internal Issuing CA' is neither sent nor "
            "trusted by this caller.",
        },
        "alternatives": ["tls/unknown-ca"],
        "warnings": [],
        "observed": {
            "version": "TLSv1.3",
            "cipher": None,
            "group": None,
            "alpn": None,
            "chain": [
                {
                    "subject": "CN=order-service",
                    "issuer": "CN=Internal Issuing CA",
                    "not_before": "2025-11-07T03:00:00Z",
                    "not_after": "2026-02-05T03:00:00Z",
                    "serial": "1f",
                    "sha256": "ab" * 32,
                    "names": ["order-service.internal"],
                }
            ],
            "client_certificate": {"requested": True, "acceptable_issuers": ["CN=Root"]},
            "ocsp_staple": None,
            "first_bytes": None,
        },
        "timing": {"connect_seconds": 0.0004, "handshake_seconds": 0.0031},
        "hellos": 0,
        "addresses": [],
    }


def test_an_alert_is_told_with_its_direction() -> None:
    """Direction before cause."""
    assert FAULTY.failure is not None
    failure = replace(FAULTY.failure, alert=Alert(116, "certificate_required", "received"), detected_by="peer")
    assert "by the peer, phase certificate_verify, alert certificate_required (116) received" in observed_text(
        replace(FAULTY, failure=failure)
    )


@pytest.mark.parametrize(
    ("observed", "expect", "code"),
    [
        ([HEALTHY], "", 0),
        ([HEALTHY, FAULTY], "", 1),
        ([HEALTHY, UNOBSERVED], "", 3),
        ([FAULTY, UNOBSERVED], "", 1),
        ([FAULTY], "tls/incomplete-chain", 0),
        ([FAULTY], "tls/unknown-ca", 1),
        ([HEALTHY], "tls/incomplete-chain", 1),
        ([UNOBSERVED], "tls/incomplete-chain", 3),
    ],
)
def test_exit_codes(observed: list[HandshakeObserved], expect: str, code: int) -> None:
    """0 well or as expected, 1 a fault or another one, 3 could not observe."""
    assert exit_code(observed, expect) == code


def test_targets() -> None:
    """Names, addresses with brackets, and what is no target."""
    assert parse_target("order.internal:443").server_name == "order.internal"
    assert parse_target("[::1]:8443").host == "::1"
    for wrong in ("order.internal", ":443", "order.internal:0", "order.internal:https"):
        with pytest.raises(typer.BadParameter):
            parse_target(wrong)


def test_the_command_against_a_closed_port() -> None:
    """The whole command: one object on one line, and exit code 1 for a fault."""
    app = typer.Typer()
    command.register(app)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = CliRunner().invoke(app, [f"127.0.0.1:{port}", "--format", "json"])
    assert result.exit_code == 1, result.output
    assert json.loads(result.stdout)["failure"]["code"] == "net/connection-refused"

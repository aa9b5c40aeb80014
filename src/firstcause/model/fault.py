"""Fault codes: the one name that a fault has in alert, page, hypothesis, runbook, RCA, search and action.

This file knows which codes exist (they are a contract: added to, never renamed). What a code means, and how to
recognise it in a handshake, is told by the room `tls`.
"""

from __future__ import annotations

from typing import Final

TLS_FAULTS: Final = tuple(
    "tls/" + name
    for name in (
        "certificate-expired",
        "certificate-not-yet-valid",
        "clock-skew",
        "name-mismatch",
        "unknown-ca",
        "incomplete-chain",
        "self-signed",
        "wrong-key-usage",
        "invalid-ca",
        "name-constraint",
        "certificate-revoked",
        "revocation-unavailable",
        "weak-key-or-signature",
        "pin-mismatch",
        "certificate-malformed",
        "client-certificate-missing",
        "client-certificate-rejected",
        "client-certificate-expired",
        "no-shared-version",
        "no-shared-cipher",
        "no-shared-group",
        "no-shared-alpn",
        "unrecognized-name",
        "renegotiation-refused",
        "downgrade-detected",
        "psk-or-ticket",
        "fips-restriction",
        "plaintext-client",
        "plaintext-server",
        "malformed-record",
        "decrypt-error",
        "connection-reset",
        "peer-closed",
        "handshake-timeout",
        "key-mismatch",
        "local-configuration",
        "peer-internal-error",
    )
)
NET_FAULTS: Final = ("net/connection-refused", "net/connect-timeout", "net/name-resolution")
APP_FAULTS: Final = ("app/latency", "app/errors", "app/unavailable")
FAULTS: Final = frozenset(TLS_FAULTS + NET_FAULTS + APP_FAULTS)

# Faults that the drill can play: `firstcause drill name-mismatch` rehearses one.
REHEARSED: Final = frozenset(
    {
        "tls/incomplete-chain",
        "tls/certificate-expired",
        "tls/unknown-ca",
        "tls/name-mismatch",
        "tls/client-certificate-missing",
        "tls/client-certificate-expired",
        "tls/no-shared-version",
        "tls/plaintext-server",
        "tls/handshake-timeout",
        "net/connection-refused",
        "app/latency",
        "app/errors",
    }
)

WARNINGS: Final = frozenset(
    "tls/" + name
    for name in (
        "expires-soon",
        "wrong-chain-order",
        "long-chain",
        "staple-missing",
        "staple-stale",
        "slow-handshake",
        "weak-but-accepted",
        "served-differs",  # the endpoint serves another certificate than the file says from which it is to serve
    )
)

# Warnings that become tickets: somebody has to do something before it becomes a fault.
UPKEEP: Final = ("tls/expires-soon", "tls/served-differs")


def family(code: str) -> str:
    """The part before the slash: `tls`, `net` or `app`."""
    return code.partition("/")[0]


def slug(code: str) -> str:
    """The part after the slash, as used in file names: `incomplete-chain`."""
    return code.partition("/")[2]

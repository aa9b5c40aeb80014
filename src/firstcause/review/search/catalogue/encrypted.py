"""Faults of TLS and its certificates, by our codes. Where one is told finely, the handshake in general is its kin."""

from __future__ import annotations

from typing import Final

from firstcause.review.search.catalogue.concept import Concept, concept

_RFC: Final = "RFC 8446 section 6.2, RFC 5280, and the texts of firstcause.tls.explain"

CONCEPTS: Final[tuple[Concept, ...]] = (
    concept(
        "tls-handshake",
        "tls",
        "tls handshake 4, handshake 2.2, tls 1.6, certificate trust 2.2, certificate chain 2, certificate 1.3,"
        "tls die 2.2, tls wrong 3.8, tls config 3.8, certificate config 3.4, certificate wrong 2.4",
        _RFC,
        "certificate-expired certificate-chain certificate-name client-certificate tls-negotiation certificate-trust",
        "decrypt-error malformed-record handshake-timeout peer-internal-error local-configuration connection-reset"
        " peer-closed plaintext-client plaintext-server psk-or-ticket key-mismatch",
    ),
    concept(
        "certificate-expired",
        "tls",
        "certificate expire 4.5, tls expire 3.2, certificate 1.4, certificate stale 3, expire 0.8",
        _RFC,
        "tls-handshake client-certificate token-expired",
        "certificate-expired certificate-not-yet-valid expires-soon client-certificate-expired served-differs",
    ),
    concept(
        "certificate-chain",
        "tls",
        "certificate chain 4, tls chain 3, chain 1.2",
        _RFC,
        "tls-handshake certificate-trust",
        "incomplete-chain wrong-chain-order long-chain",
    ),
    concept(
        "certificate-trust",
        "tls",
        "certificate trust 3.8, tls trust 3, trust 1",
        _RFC,
        "tls-handshake certificate-chain",
        "unknown-ca self-signed invalid-ca name-constraint wrong-key-usage certificate-revoked pin-mismatch"
        " revocation-unavailable weak-key-or-signature certificate-malformed",
    ),
    concept(
        "certificate-name",
        "tls",
        "certificate name-differs 4, tls name-differs 4, name-differs 2",
        _RFC,
        "tls-handshake",
        "name-mismatch unrecognized-name",
    ),
    concept(
        "client-certificate",
        "tls",
        "certificate auth 2",
        _RFC,
        "tls-handshake",
        "client-certificate-missing client-certificate-rejected",
    ),
    concept(
        "tls-negotiation",
        "tls",
        "cipher 2.2, tls cipher 3.5",
        _RFC,
        "tls-handshake",
        "no-shared-version no-shared-cipher no-shared-group no-shared-alpn downgrade-detected renegotiation-refused"
        " fips-restriction",
    ),
)

"""Load balancers of clouds, and stunnel: fields of connection logs, and what a tunnel says of its two ends."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
# https://cloud.google.com/load-balancing/docs/https/https-logging-monitoring
BALANCERS: Final = PhraseBook(
    "balancer",
    re.compile(
        r"\bFailed:\w+|\bClientCert[A-Z]\w+|\bUnmappedConnectionError|\bclient_cert_\w+"
        r"|ClientTLSNegotiationError|\bbackend_ssl_\w+|tls_(?:certificate|protocol)_error"
        r"|\bTargetTLSNegotiationError"
    ),
    phrases(
        (Symptom.EXPIRED, r"ClientCertExpired|client_cert_(?:chain_)?(?:invalid_)?expired"),
        (Symptom.NOT_YET_VALID, r"ClientCertNotYetValid|client_cert_\w*not_yet_valid"),
        (Symptom.REVOKED, r"ClientCertCRLHit|client_cert_\w*revoked"),
        (Symptom.REVOCATION_UNKNOWN, r"ClientCertCRLProcessingError"),
        (
            Symptom.NO_CERTIFICATE,
            r"client_cert_not_provided|ClientCertificateMissing|ClientCert(?:Missing"
            r"|NotProvided)",
        ),
        (Symptom.WRONG_USAGE, r"ClientCertPurpose\w+|ClientCertExtendedKeyUsage\w*|client_cert_\w*eku"),
        (
            Symptom.CHAIN_TOO_LONG,
            r"ClientCertMax\w+Exceeded|client_cert_chain_(?:exceeded|max)\w+|client_cert_exceeded_size",
        ),
        (Symptom.WEAK, r"ClientCertTypeUnsupported|client_cert_\w*(?:unsupported|invalid)_\w*(?:key|signature)\w*"),
        (Symptom.MALFORMED_CERTIFICATE, r"ClientCertInvalid\b|client_cert_unable_to_parse"),
        (
            Symptom.NO_ISSUER,
            r"ClientCert(?:Untrusted|Rejected)|client_cert_(?:chain_)?(?:validation_failed|untrusted|not_trusted)\w*",
        ),
        (Symptom.NOT_VERIFIED, r"tls_certificate_error"),
        (Symptom.NEGOTIATION, r"ClientTLSNegotiationError"),
        (
            Symptom.UNTOLD,
            r"backend_ssl_\w+|tls_protocol_error|TargetTLSNegotiationError|Failed:\w*TLS\w*"
            r"|UnmappedConnectionError|ClientTLSNegotiationError|client_cert_\w+",
        ),
    ),
    proxy=re.compile(r"backend_ssl|backend_|TargetTLS"),
    role="server",
)
STUNNEL: Final = PhraseBook(
    "stunnel",
    re.compile(r"\bLOG\d\[\w*\]|stunnel|CERT: |Rejected by (?:CERT|OCSP)|Peer suddenly disconnected"),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"CERT: Subject checks failed|CERT: No matching (?:host|IP)|CERT: .{0,40}(?:host"
            r"|IP) .{0,40}(?:mismatch|not match)",
        ),
        (Symptom.OTHER_KEY, r"CERT: (?:Certificate|Public key) not found in local repository"),
        (Symptom.UNKNOWN_KEY, r"PSK identity not found|no key found for PSK"),
        (Symptom.REVOKED, r"OCSP: .{0,20}revoked|certificate revoked"),
        (Symptom.CLOSED, r"Peer suddenly disconnected"),
        (
            Symptom.TIMED_OUT,
            r"ssl_start: .{0,40}TIMEOUT|TIMEOUT(?:busy|connect).{0,40}(?:SSL|TLS)|(?:SSL|TLS)_(?:accept"
            r"|connect).{0,40}TIMEOUT",
        ),
        (Symptom.NOT_VERIFIED, r"Rejected by CERT|CERT: (?:Pre-)?[Vv]erification error"),
    ),
    server=re.compile(r"SSL_accept|TLS accepted"),
    client=re.compile(r"SSL_connect|TLS connected"),
    inner=library.read,
)

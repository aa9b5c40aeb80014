"""Go's crypto/tls and crypto/x509, as every Go program prints them.

remote error: tls: unknown certificate authority
http: TLS handshake error from 10.0.0.1:5: tls: client didn't provide a certificate
tls: failed to verify certificate: x509: certificate signed by unknown authority
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "go",
    re.compile(
        r"\b(?:tls|x509): |TLS handshake error from|net/http: TLS handshake|HTTP response to HTTPS client"
        r"|HTTP request to an HTTPS server|transport: authentication handshake failed"
        r"|missing selected ALPN property|failed to load system roots"
    ),
    phrases(
        (
            Symptom.INVALID_CA,
            r"parent certificate cannot sign this kind"
            r"|is not authorized to sign other certificates",
        ),
        (Symptom.INVALID_CA, r"too many intermediates for path length constraint"),
        (Symptom.OTHER_ISSUER_KEY, r"unknown authority \(possibly because of .*verification (?:error|failure)"),
        (Symptom.WEAK, r"insecure algorithm|cannot verify signature: (?:algorithm unimplemented|insecure)"),
        (Symptom.NO_ISSUER, r"signed by unknown authority"),
        (Symptom.EXPIRED, r"has expired or is not yet valid: .{0,60} is after "),
        (Symptom.NOT_YET_VALID, r"has expired or is not yet valid: .{0,60} is before "),
        (Symptom.EXPIRED, r"certificate has expired or is not yet valid"),
        (
            Symptom.WRONG_NAME,
            r"certificate is (?:not )?valid for .{0,300}(?:, not |but wanted to match)|doesn't contain any IP SANs"
            r"|relies on legacy Common Name|certificate is not valid for any names|does not match any of DNSNames"
            r"|CN .{0,80}not (?:in )?allowed"
            r"|x509: cannot validate certificate for",
        ),
        (
            Symptom.CONSTRAINED_NAME,
            r"not authorized to sign for this name|issuer has name constraints|not permitted by",
        ),
        (Symptom.WRONG_USAGE, r"incompatible key usage"),
        (Symptom.REVOKED, r"certificate (?:has been |is |was )revoked"),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"unhandled critical extension|x509: (?:malformed|invalid|negative serial|unsupported|trailing data"
            r"|RSA modulus)|failed to parse certificate"
            r"|asn1: (?:syntax|structure) error|received empty certificates message",
        ),
        (Symptom.KEY_PAIR, r"private key (?:type )?does not match public key"),
        (
            Symptom.FILES,
            r"failed to find any PEM data|no certificates configured|failed to find certificate PEM"
            r"|failed to load system roots|cannot load key pair"
            r"|failed to find PEM block|failed to parse private key|neither Certificates"
            r"|found a certificate rather than a key",
        ),
        (Symptom.NO_CERTIFICATE, r"client didn't provide a certificate"),
        (Symptom.NO_CIPHER, r"no cipher suite supported by both|unconfigured cipher suite"),
        (
            Symptom.NO_GROUP,
            r"no ECDHE curve supported by both|no key exchanges? supported|unsupported (?:elliptic )?curve",
        ),
        (Symptom.NO_SIGNATURE_ALGORITHM, r"doesn't support any of the certificate's signature algorithms"),
        (
            Symptom.NO_PROTOCOL,
            r"unsupported application protocols|unadvertised ALPN|no ALPN protocol"
            r"|missing selected ALPN property",
        ),
        (
            Symptom.UNKNOWN_NAME,
            r"strict SNI enabled|no certificate available for|No certificate found for domain"
            r"|no serving certificate available|unrecognized name: "
            r"|no SNI provided|unknown server name|certificate is not allowed for server name",
        ),
        (
            Symptom.OTHER_VERSION,
            r"unsupported(?:,)? (?:maximum )?(?:protocol )?version|only unsupported versions"
            r"|unsupported SSLv2 handshake"
            r"|no supported versions satisfy",
        ),
        (Symptom.DOWNGRADE, r"downgrade attempt detected|client using inappropriate protocol fallback"),
        (Symptom.PLAIN_HTTP, r"client sent an HTTP request to an HTTPS server"),
        (
            Symptom.NOT_TLS,
            r"server does not support TLS|server refused TLS"
            r"|first record does not look like a TLS handshake|server gave HTTP response to HTTPS client",
        ),
        (Symptom.BAD_FRAMING, r"oversized record|unsupported record|handshake message of length|unexpected message"),
        (Symptom.BAD_PROOF, r"invalid signature by the|invalid (?:server|client) finished|incorrect verify data"),
        (Symptom.BAD_RECORD, r"local error: tls: bad record MAC"),
        (
            Symptom.TIMED_OUT,
            r"TLS handshake timeout|TLS handshake error from \S+: .*i/o timeout|handshake.*deadline exceeded",
        ),
        (Symptom.RESET, r"TLS handshake error from \S+: .*reset by peer|handshake failed: .*reset by peer"),
        (Symptom.CLOSED, r"TLS handshake error from \S+: (?:unexpected )?EOF|handshake failed: (?:unexpected )?EOF"),
        (Symptom.NO_ISSUER, r"x509: certificate is not trusted"),
        (Symptom.FIPS, r"FIPS"),
    ),
    heard=re.compile(r"remote error: tls: (?P<alert>[A-Za-z][A-Za-z ]{3,50}[a-z])"),
    sent=re.compile(r"local error: tls: (?P<alert>[A-Za-z][A-Za-z ]{3,50}[a-zC])"),
    proxy=re.compile(r"reverse_?proxy|httputil/proxy|Internal Server Error.{0,3} caused by"),
    server=re.compile(
        r"TLS handshake error from|verify client certificate|\btls: client |http: TLS handshake error"
        r"|rejected connection|failed TLS handshake: (?:remote|conn)"
        r"|does not match any of DNSNames|server: client sent"
    ),
    client=re.compile(
        r'\b(?:Get|Post|Put|Head|Delete|Patch) "|failed to verify certificate|\bdial tcp|\btls: server |desc = '
        r"|net/http: TLS handshake timeout|server gave HTTP response"
    ),
)
read = BOOK.read

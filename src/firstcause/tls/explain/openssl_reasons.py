"""OpenSSL's reasons (sslerr.h, x509err.h, pemerr.h), as symptoms: what the library found by itself.

Reasons that report an alert of the peer are no symptoms; they are read by `openssl`. Numbers are listed only where a
log may show them without their text, as processes do that never loaded the strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.words import Symptom

_REASONS: Final[Mapping[Symptom, tuple[str, ...]]] = MappingProxyType(
    {
        Symptom.NOT_VERIFIED: ("certificate verify failed",),
        Symptom.NO_CERTIFICATE: (
            "peer did not return a certificate",
            "no certificates returned",
            "peer did not return certificate",
        ),
        Symptom.OTHER_VERSION: (
            "unsupported protocol",
            "no protocols available",
            "unsupported ssl version",
            "unknown ssl version",
            "wrong ssl version",
            "version too low",
            "version too high",
            "bad protocol version number",
            "bad legacy version",
        ),
        Symptom.NO_CIPHER: (
            "no shared cipher",
            "required cipher missing",
            "unknown cipher returned",
            "wrong cipher returned",
            "insufficient security",
            "no certificate set",
        ),
        Symptom.NO_GROUP: (
            "no suitable key share",
            "no suitable groups",
            "no shared groups",
            "missing supported groups extension",
            "bad key share",
            "wrong curve",
            "unsupported elliptic curve",
            "missing tmp ecdh key",
            "missing tmp dh key",
            "unable to find ecdh parameters",
        ),
        Symptom.NO_SIGNATURE_ALGORITHM: (
            "no suitable signature algorithm",
            "no shared signature algorithms",
            "missing sigalgs extension",
            "wrong signature type",
            "no suitable digest algorithm",
            "signature algorithms error",
        ),
        Symptom.LEGACY_SIGNATURE: ("legacy sigalg disallowed or unsupported",),
        Symptom.NO_PROTOCOL: ("no application protocol",),
        Symptom.UNKNOWN_NAME: ("callback failed", "clienthello tlsext", "cert cb error"),
        Symptom.RENEGOTIATION: (
            "unsafe legacy renegotiation disabled",
            "no renegotiation",
            "renegotiation mismatch",
            "renegotiation encoding err",
            "scsv received when renegotiating",
        ),
        Symptom.DOWNGRADE: ("inappropriate fallback",),
        Symptom.UNKNOWN_KEY: (
            "psk identity not found",
            "bad psk identity",
            "bad psk",
            "psk no client cb",
            "psk no server cb",
            "binder does not verify",
            "missing psk kex modes extension",
        ),
        Symptom.FIPS: ("tls1.3 reached in fips mode", "inconsistent extms", "disabled for fips", "fips mode"),
        Symptom.WEAK: ("ee key too small", "ca key too small", "ca md too weak", "dh key too small"),
        Symptom.MALFORMED_CERTIFICATE: ("cert length mismatch", "unknown certificate type", "bad ecc cert"),
        Symptom.WRONG_USAGE: ("ecc cert not for signing", "signature for non signing certificate"),
        Symptom.REVOCATION_UNKNOWN: ("invalid status response", "unsupported status type", "ocsp callback failure"),
        Symptom.PLAIN_HTTP: ("http request", "https proxy request"),
        Symptom.NOT_TLS: ("wrong version number", "unknown protocol", "not tls"),
        Symptom.BAD_FRAMING: (
            "packet length too long",
            "data length too long",
            "encrypted length too long",
            "excessive message size",
            "bad extension",
            "bad packet",
            "bad packet length",
            "bad length",
            "bad handshake length",
            "bad record type",
            "bad change cipher spec",
            "length mismatch",
            "length too short",
            "length too long",
            "ext length mismatch",
            "record length mismatch",
            "record too small",
            "unexpected message",
            "unexpected record",
            "unsolicited extension",
            "extra data in message",
            "ccs received early",
            "invalid ccs message",
            "got a fin before a ccs",
            "parse tlsext",
            "serverhello tlsext",
            "not on record boundary",
            "mixed handshake and non handshake data",
            "app data in handshake",
            "fragmented client hello",
            "invalid alert",
            "bad ecpoint",
            "tls invalid ecpointformat list",
            "decode error",
        ),
        Symptom.BAD_RECORD: (
            "decryption failed or bad record mac",
            "decryption failed",
            "bad record mac",
            "block cipher pad is wrong",
            "bad decrypt",
        ),
        Symptom.BAD_PROOF: (
            "bad signature",
            "provider signature failure",
            "digest check failed",
            "wrong signature length",
            "wrong signature size",
            "bad digest length",
            "data between ccs and finished",
        ),
        Symptom.CLOSED: ("unexpected eof while reading",),
        Symptom.TIMED_OUT: ("read timeout expired",),
        Symptom.KEY_PAIR: ("key values mismatch", "private key mismatch", "key type mismatch"),
        Symptom.FILES: (
            "no certificate assigned",
            "no private key assigned",
            "no ciphers available",
            "no cipher match",
            "library has no ciphers",
            "ssl library has no ciphers",
            "no start line",
            "bad end line",
            "bad base64 decode",
            "pem lib",
            "bad password read",
            "bad pass phrase",
            "no certificate or crl found",
            "no such file",
            "system lib",
            "ca cert not loaded",
            "null ssl ctx",
            "unable to load certificate",
        ),
        Symptom.OWN_ERROR: ("library bug", "internal error", "malloc failure", "bad data returned by callback"),
        Symptom.UNTOLD: ("ssl handshake failure", "record layer failure", "ssl lib"),
    }
)
REASONS: Final[Mapping[str, Symptom]] = MappingProxyType({r: s for s, all_ in _REASONS.items() for r in all_})
"""Reason in lower case -> symptom."""

NOT_OF_THE_HANDSHAKE: Final = frozenset(
    {
        "application data after close notify",
        "protocol is shutdown",
        "shutdown while in init",
        "ssl session id context uninitialized",
        "uninitialized",
        "bad write retry",
        "bio not set",
        "read bio not set",
    }
)
"""Reasons that are read, and tell of no failed handshake."""

NUMBERS: Final[Mapping[int, str]] = MappingProxyType(
    {
        110: "bad extension",
        118: "no suitable signature algorithm",
        134: "certificate verify failed",
        156: "http request",
        176: "no certificates returned",
        191: "no protocols available",
        193: "no shared cipher",
        198: "packet length too long",
        199: "peer did not return a certificate",
        207: "protocol is shutdown",
        235: "no application protocol",
        252: "unknown protocol",
        258: "unsupported protocol",
        267: "wrong version number",
        281: "decryption failed or bad record mac",
        291: "application data after close notify",
        294: "unexpected eof while reading",
        338: "unsafe legacy renegotiation disabled",
        373: "inappropriate fallback",
    }
)
"""Numbers of the SSL library's reasons. From 1000 on, a reason is an alert that the peer sent: 1000 + its number."""

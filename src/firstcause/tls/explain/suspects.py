"""The rules' tables: for each symptom and each alert, the faults that it may mean, by who says so.

Weights are chances (0-1), best first; what is missing to 1 is what we do not know. They come from what the libraries
map to one alert or text (RFC 8446 section 6.2; OpenSSL's ssl_x509err2alert), and from faults made on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.words import Side, Symptom

Suspects = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`by_client` when the client says so (or hears the alert), `by_server` when the server does; () is never."""

    by_client: Suspects = ()
    by_server: Suspects = ()


def _row(client: str, server: str) -> Row:
    return Row(_suspects(client), _suspects(server))


def _suspects(text: str) -> Suspects:
    """ "unknown-ca .55, incomplete-chain .42": the family is `tls/` where none is written."""
    pairs = (part.split() for part in text.split(",") if part.strip())
    return tuple((code if "/" in code else f"tls/{code}", float(weight)) for code, weight in pairs)


_NO_CIPHER: Final = "no-shared-cipher .9, no-shared-version .04, local-configuration .03"
_NO_GROUP: Final = "no-shared-group .9, malformed-record .04"
_REVOCATION: Final = "revocation-unavailable .92, certificate-revoked .03"
_WIRE_END: Final = ", handshake-timeout .05, peer-internal-error .05"

SYMPTOMS: Final[Mapping[Symptom, Row]] = MappingProxyType(
    {
        Symptom.EXPIRED: _row(
            "certificate-expired .87, clock-skew .1, certificate-not-yet-valid .01",
            "client-certificate-expired .87, clock-skew .08, client-certificate-rejected .03",
        ),
        Symptom.OUT_OF_DATE: _row(
            "certificate-expired .72, certificate-not-yet-valid .15, clock-skew .1",
            "client-certificate-expired .72, certificate-not-yet-valid .13, clock-skew .08",
        ),
        Symptom.NOT_YET_VALID: _row(
            "certificate-not-yet-valid .84, clock-skew .15",
            "certificate-not-yet-valid .72, clock-skew .15, client-certificate-rejected .1",
        ),
        Symptom.WRONG_NAME: _row(
            "name-mismatch .93, unrecognized-name .03", "name-mismatch .5, client-certificate-rejected .45"
        ),
        Symptom.NO_ISSUER: _row(
            "unknown-ca .56, incomplete-chain .41, self-signed .01",
            "client-certificate-rejected .94, incomplete-chain .03",
        ),
        Symptom.NO_TOP_ISSUER: _row(
            "unknown-ca .52, incomplete-chain .4, certificate-expired .03", "client-certificate-rejected .94"
        ),
        Symptom.LEAF_ALONE: _row(
            "incomplete-chain .7, unknown-ca .27", "client-certificate-rejected .92, incomplete-chain .05"
        ),
        Symptom.SELF_SIGNED_LEAF: _row(
            "self-signed .94, unknown-ca .03", "client-certificate-rejected .8, self-signed .17"
        ),
        Symptom.SELF_SIGNED_ROOT: _row("unknown-ca .94, self-signed .03", "client-certificate-rejected .95"),
        # What PKIX and browsers say alike of an unknown authority, a forgotten intermediate, a certificate of its own.
        Symptom.NO_PATH: _row(
            "unknown-ca .52, incomplete-chain .22, self-signed .16, certificate-expired .03, invalid-ca .02",
            "client-certificate-rejected .93",
        ),
        Symptom.UNTRUSTED: _row(
            "unknown-ca .6, wrong-key-usage .2, incomplete-chain .1, self-signed .05",
            "client-certificate-rejected .72, client-certificate-expired .16, wrong-key-usage .04,"
            "certificate-not-yet-valid .03",
        ),
        Symptom.WRONG_USAGE: _row("wrong-key-usage .95", "wrong-key-usage .92, client-certificate-rejected .05"),
        Symptom.INVALID_CA: _row("invalid-ca .95", "invalid-ca .6, client-certificate-rejected .35"),
        Symptom.CHAIN_TOO_LONG: _row(
            "unknown-ca .45, local-configuration .3, invalid-ca .15", "client-certificate-rejected .9"
        ),
        Symptom.CONSTRAINED_NAME: _row("name-constraint .95", "name-constraint .65, client-certificate-rejected .3"),
        Symptom.REVOKED: _row("certificate-revoked .95", "certificate-revoked .75, client-certificate-rejected .22"),
        Symptom.REVOCATION_UNKNOWN: _row(_REVOCATION, _REVOCATION),
        Symptom.WEAK: _row(
            "weak-key-or-signature .92, no-shared-group .03, fips-restriction .03",
            "weak-key-or-signature .82, client-certificate-rejected .12",
        ),
        # An authority that was rotated under the same subject signs with another key: that reads as a bad signature.
        Symptom.BAD_SIGNATURE: _row(
            "certificate-malformed .48, unknown-ca .46",
            "client-certificate-rejected .55, certificate-malformed .4",
        ),
        Symptom.MALFORMED_CERTIFICATE: _row(
            "certificate-malformed .88, unknown-ca .05", "certificate-malformed .6, client-certificate-rejected .35"
        ),
        Symptom.OTHER_KEY: _row("pin-mismatch .95", "pin-mismatch .6, client-certificate-rejected .35"),
        Symptom.NOT_VERIFIED: _row(
            "unknown-ca .3, certificate-expired .17, incomplete-chain .16, name-mismatch .11, self-signed .11,"
            "certificate-not-yet-valid .04, wrong-key-usage .03, invalid-ca .02, certificate-revoked .02",
            "client-certificate-rejected .62, client-certificate-expired .2, wrong-key-usage .05,"
            "certificate-not-yet-valid .04, certificate-revoked .04",
        ),
        Symptom.OTHER_ISSUER_KEY: _row(
            "unknown-ca .78, certificate-malformed .18", "client-certificate-rejected .8, certificate-malformed .15"
        ),
        # Only a TLS 1.3 server can refuse so late, and only what the client then sends: its certificate. A client that
        # does so was not let to negotiate again.
        Symptom.LATE_REFUSAL: _row(
            "client-certificate-missing .66, client-certificate-rejected .24", "renegotiation-refused .93"
        ),
        Symptom.NO_CERTIFICATE: _row("client-certificate-missing .9", "client-certificate-missing .96"),
        Symptom.CLIENT_REFUSED: _row("client-certificate-rejected .85, client-certificate-expired .1", ""),
        Symptom.NEGOTIATION: _row(
            "no-shared-cipher .44, no-shared-version .36, unrecognized-name .08",
            "no-shared-cipher .5, no-shared-version .4",
        ),
        Symptom.OTHER_VERSION: _row("no-shared-version .94", "no-shared-version .93, plaintext-client .02"),
        Symptom.NO_CIPHER: _row(_NO_CIPHER, _NO_CIPHER),
        Symptom.NO_GROUP: _row(_NO_GROUP, _NO_GROUP),
        # Clients that are bound to TLS 1.1 offer only signatures with SHA-1, which OpenSSL 3 does not count any more.
        Symptom.NO_SIGNATURE_ALGORITHM: _row(
            "no-shared-version .5, no-shared-group .4, weak-key-or-signature .05",
            "no-shared-version .52, no-shared-group .38, no-shared-cipher .04",
        ),
        Symptom.LEGACY_SIGNATURE: _row(
            "no-shared-version .5, no-shared-group .27, weak-key-or-signature .18",
            "no-shared-version .45, no-shared-group .35, weak-key-or-signature .15",
        ),
        Symptom.NO_PROTOCOL: _row("no-shared-alpn .95", "no-shared-alpn .95"),
        Symptom.UNKNOWN_NAME: _row("", "unrecognized-name .78, local-configuration .1, peer-internal-error .05"),
        Symptom.RENEGOTIATION: _row("renegotiation-refused .95", "renegotiation-refused .95"),
        Symptom.DOWNGRADE: _row("downgrade-detected .95", "downgrade-detected .95"),
        Symptom.UNKNOWN_KEY: _row("psk-or-ticket .95", "psk-or-ticket .95"),
        Symptom.FIPS: _row("fips-restriction .85, local-configuration .1", "fips-restriction .85"),
        Symptom.PLAIN_HTTP: _row("", "plaintext-client .97"),
        Symptom.TLS_REFUSED: _row("plaintext-server .95", "plaintext-server .95"),
        Symptom.NOT_TLS: _row(
            "plaintext-server .86, no-shared-version .07, malformed-record .05",
            "plaintext-client .5, no-shared-version .28, malformed-record .17",
        ),
        Symptom.BAD_FRAMING: _row(
            "malformed-record .55, plaintext-server .36, no-shared-version .03",
            "malformed-record .68, plaintext-client .2, no-shared-group .03",
        ),
        # A client that distrusts a TLS 1.3 server sends its alert in the clear, where only OpenSSL expects one.
        Symptom.BAD_RECORD: _row(
            "decrypt-error .9, psk-or-ticket .04", "decrypt-error .68, unknown-ca .2, psk-or-ticket .04"
        ),
        Symptom.BAD_PROOF: _row(
            "key-mismatch .48, decrypt-error .44, psk-or-ticket .04",
            "decrypt-error .62, key-mismatch .2, psk-or-ticket .1",
        ),
        Symptom.RESET: _row("connection-reset .87" + _WIRE_END, "connection-reset .87" + _WIRE_END),
        Symptom.CLOSED: _row(
            "peer-closed .7, client-certificate-missing .05, unrecognized-name .05, no-shared-version .03" + _WIRE_END,
            "peer-closed .74, name-mismatch .1, unknown-ca .05, certificate-expired .02",
        ),
        Symptom.TIMED_OUT: _row("handshake-timeout .93", "handshake-timeout .9, peer-closed .05"),
        Symptom.KEY_PAIR: _row("key-mismatch .95", "key-mismatch .95"),
        Symptom.FILES: _row("local-configuration .92, key-mismatch .04", "local-configuration .92, key-mismatch .04"),
        Symptom.OWN_ERROR: _row(
            "peer-internal-error .4, local-configuration .35", "peer-internal-error .4, local-configuration .35"
        ),
        Symptom.UNTOLD: _row(
            "no-shared-cipher .14, client-certificate-missing .13, no-shared-version .12, unknown-ca .1,"
            "plaintext-server .1, no-shared-group .08, peer-closed .08, unrecognized-name .06, name-mismatch .05",
            "unknown-ca .15, no-shared-cipher .13, no-shared-version .13, client-certificate-missing .12,"
            "client-certificate-rejected .1, peer-closed .09, plaintext-client .07, unrecognized-name .06,"
            "no-shared-group .06, malformed-record .05",
        ),
    }
)

# An alert by who *received* it: the client hears of its own certificate or hello, the server of its certificate.
_MALFORMED: Final = "malformed-record .75, no-shared-version .06, plaintext-server .05"
_MALFORMED_HEARD: Final = "malformed-record .8, plaintext-client .06"
_NEGOTIATED: Final = "no-shared-cipher .32, no-shared-group .2, no-shared-version .12"

ALERTS: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "unexpected_message": _row(_MALFORMED, _MALFORMED_HEARD),
        "bad_record_mac": _row(
            "decrypt-error .72, unknown-ca .08, psk-or-ticket .08, key-mismatch .05", "decrypt-error .85"
        ),
        "decryption_failed": _row("decrypt-error .85", "decrypt-error .85"),
        "record_overflow": _row(_MALFORMED, _MALFORMED_HEARD),
        "decompression_failure": _row(_MALFORMED, _MALFORMED_HEARD),
        "handshake_failure": _row(
            "no-shared-cipher .3, client-certificate-missing .24, no-shared-group .16, no-shared-version .09,"
            "unrecognized-name .06, client-certificate-rejected .05, renegotiation-refused .02, psk-or-ticket .02",
            "renegotiation-refused .27, no-shared-cipher .22, no-shared-group .14, unknown-ca .1, "
            "weak-key-or-signature .08,"
            "name-mismatch .06",
        ),
        "no_certificate": _row("client-certificate-missing .8", "client-certificate-missing .9"),
        "bad_certificate": _row(
            "client-certificate-rejected .55, client-certificate-missing .16, client-certificate-expired .08,"
            "certificate-not-yet-valid .06, weak-key-or-signature .03",
            "name-mismatch .36, certificate-not-yet-valid .2, unknown-ca .14, weak-key-or-signature .08,"
            "certificate-malformed .07, certificate-expired .05, incomplete-chain .04",
        ),
        "unsupported_certificate": _row(
            "wrong-key-usage .72, client-certificate-rejected .2", "wrong-key-usage .82, weak-key-or-signature .08"
        ),
        "certificate_revoked": _row(
            "certificate-revoked .72, client-certificate-rejected .22", "certificate-revoked .93"
        ),
        "certificate_expired": _row(
            "client-certificate-expired .82, clock-skew .07, revocation-unavailable .05,certificate-not-yet-valid .03",
            "certificate-expired .8, clock-skew .07, revocation-unavailable .07, certificate-not-yet-valid .03",
        ),
        "certificate_unknown": _row(
            "client-certificate-rejected .66, client-certificate-expired .06, client-certificate-missing .05,"
            "name-constraint .05",
            "unknown-ca .32, name-constraint .16, name-mismatch .14, incomplete-chain .12, pin-mismatch .06,"
            "revocation-unavailable .05, certificate-expired .05",
        ),
        "illegal_parameter": _row(
            "no-shared-group .42, malformed-record .32, downgrade-detected .1, psk-or-ticket .04",
            "no-shared-group .36, malformed-record .36, downgrade-detected .15",
        ),
        "unknown_ca": _row(
            "client-certificate-rejected .92, incomplete-chain .03",
            "unknown-ca .5, incomplete-chain .28, self-signed .14, invalid-ca .04",
        ),
        "access_denied": _row("client-certificate-rejected .82", "client-certificate-rejected .3, unknown-ca .2"),
        "decode_error": _row(_MALFORMED, _MALFORMED_HEARD),
        "decrypt_error": _row(
            "decrypt-error .4, key-mismatch .25, psk-or-ticket .18, client-certificate-rejected .1",
            "key-mismatch .36, decrypt-error .34, unknown-ca .14, certificate-malformed .1",
        ),
        "export_restriction": _row(_NEGOTIATED, _NEGOTIATED),
        "protocol_version": _row("no-shared-version .94", "no-shared-version .9, plaintext-client .03"),
        "insufficient_security": _row(
            "no-shared-cipher .6, weak-key-or-signature .16, fips-restriction .16",
            "weak-key-or-signature .5, no-shared-cipher .3, fips-restriction .15",
        ),
        "internal_error": _row(
            "peer-internal-error .62, unrecognized-name .2, client-certificate-rejected .05, local-configuration .03",
            "peer-internal-error .7, unknown-ca .08",
        ),
        "inappropriate_fallback": _row("downgrade-detected .95", "downgrade-detected .9"),
        "no_renegotiation": _row("renegotiation-refused .93", "renegotiation-refused .93"),
        "missing_extension": _row("no-shared-group .7, malformed-record .2", "no-shared-group .4, malformed-record .4"),
        "unsupported_extension": _row("malformed-record .6, no-shared-alpn .1", "malformed-record .7"),
        "unrecognized_name": _row("unrecognized-name .95", "unrecognized-name .8"),
        "bad_certificate_status_response": _row("revocation-unavailable .9", "revocation-unavailable .93"),
        "unknown_psk_identity": _row("psk-or-ticket .95", "psk-or-ticket .95"),
        "certificate_required": _row("client-certificate-missing .96", "client-certificate-missing .9"),
        "no_application_protocol": _row("no-shared-alpn .95", "no-shared-alpn .9"),
    }
)
UNKNOWN_ALERT: Final = Row(_suspects("peer-internal-error .3"), _suspects("peer-internal-error .3"))

BEFORE_TLS: Final[Mapping[Symptom, str]] = MappingProxyType(
    {
        Symptom.REFUSED: "net/connection-refused",
        Symptom.UNREACHABLE: "net/connect-timeout",
        Symptom.UNRESOLVED: "net/name-resolution",
    }
)

# Faults that lie in the certificate itself; whose it is, follows from who judges it.
IN_THE_CERTIFICATE: Final = frozenset(
    f"tls/{name}"
    for name in (
        "certificate-expired",
        "certificate-not-yet-valid",
        "self-signed",
        "invalid-ca",
        "name-constraint",
        "certificate-revoked",
        "weak-key-or-signature",
        "certificate-malformed",
        "incomplete-chain",
        "wrong-key-usage",
    )
)
ALWAYS_AT_FAULT: Final[Mapping[str, Side]] = MappingProxyType(
    {
        "tls/client-certificate-missing": "client",
        "tls/client-certificate-rejected": "client",
        "tls/client-certificate-expired": "client",
        "tls/plaintext-client": "client",
    }
)

"""s2n-tls and the AWS Common Runtime above it (s2n_errno.c, aws-c-io's error table).

negotiation failed with error Certificate is untrusted (Error encountered in .../s2n_x509_validator.c:721)
aws-c-io: AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE, TLS (SSL) negotiation failed
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "s2n",
    re.compile(r"\bS2N_ERR_\w+|\bs2n_\w+|AWS_IO_TLS_\w+|\baws-c-io\b|\[tls-handler\]|tls-handler \["),
    phrases(
        (Symptom.EXPIRED, r"S2N_ERR_CERT_EXPIRED|Certificate is expired|certificate has expired"),
        (Symptom.NOT_YET_VALID, r"S2N_ERR_CERT_NOT_YET_VALID|Certificate is not yet valid"),
        (Symptom.REVOKED, r"S2N_ERR_CERT_REVOKED|Certificate has been revoked"),
        (
            Symptom.REVOCATION_UNKNOWN,
            r"S2N_ERR_(?:CRL|INVALID_OCSP|OCSP)\w*|CRL .{0,40}(?:expired|not yet|invalid)"
            r"|OCSP response is invalid",
        ),
        (Symptom.WRONG_NAME, r"S2N_ERR_CERT_INVALID_HOSTNAME|hostname .{0,40}(?:not match|mismatch|invalid)"),
        (Symptom.INVALID_CA, r"S2N_ERR_CERT_(?:MAX_CHAIN_DEPTH|INTENT_INVALID|ISSUER)\w*|chain depth"),
        (Symptom.NO_PATH, r"S2N_ERR_CERT_UNTRUSTED|Certificate is untrusted"),
        (
            Symptom.NO_CERTIFICATE,
            r"S2N_ERR_MISSING_CLIENT_CERT|Client (?:certificate|cert) .{0,20}(?:missing"
            r"|required)",
        ),
        (
            Symptom.OTHER_VERSION,
            r"S2N_ERR_(?:PROTOCOL_VERSION_UNSUPPORTED|UNKNOWN_PROTOCOL_VERSION)"
            r"|protocol version is not supported",
        ),
        (Symptom.NO_CIPHER, r"S2N_ERR_CIPHER_NOT_SUPPORTED|Cipher is not supported"),
        (
            Symptom.NO_GROUP,
            r"S2N_ERR_(?:ECDHE_UNSUPPORTED_CURVE|BAD_KEY_SHARE|INVALID_SUPPORTED_GROUP"
            r"|NO_SUPPORTED_GROUP)\w*|Unsupported EC curve|Bad key share",
        ),
        (
            Symptom.NO_SIGNATURE_ALGORITHM,
            r"S2N_ERR_(?:INVALID|EMPTY|NO_VALID)_SIGNATURE_(?:SCHEME|ALGORITHM)"
            r"|(?:Invalid|No valid) signature (?:scheme|algorithm)",
        ),
        (Symptom.NO_PROTOCOL, r"S2N_ERR_NO_APPLICATION_PROTOCOL|No supported application protocol"),
        (
            Symptom.DOWNGRADE,
            r"S2N_ERR_(?:FALLBACK_DETECTED|PROTOCOL_DOWNGRADE_DETECTED)|fallback detected"
            r"|downgrade detected",
        ),
        (
            Symptom.WEAK,
            r"S2N_ERR_(?:DH_TOO_SMALL|SECURITY_POLICY_INCOMPATIBLE_CERT|CERT_UNHANDLED_KEY)"
            r"|parameters are too small",
        ),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"S2N_ERR_(?:CERT_INVALID|DECODE_CERTIFICATE|CERT_TYPE_UNSUPPORTED"
            r"|CERT_UNHANDLED_CRITICAL_EXTENSION)|error decoding certificate|Certificate is invalid",
        ),
        (Symptom.BAD_PROOF, r"S2N_ERR_(?:VERIFY_SIGNATURE|BAD_MESSAGE_FINISHED)|error verifying signature"),
        (Symptom.BAD_RECORD, r"S2N_ERR_(?:DECRYPT|CBC_VERIFY)\b|error decrypting data"),
        (Symptom.UNKNOWN_KEY, r"S2N_ERR_\w*(?:TICKET|PSK)\w*"),
        (Symptom.KEY_PAIR, r"S2N_ERR_KEY_MISMATCH|public and private key do not match"),
        (
            Symptom.FILES,
            r"S2N_ERR_(?:INVALID_PEM|DECODE_PRIVATE_KEY|NO_CERTIFICATE_IN_PEM|X509_TRUST_STORE)"
            r"|AWS_IO_(?:FILE_VALIDATION|TLS_INVALID_CERTIFICATE_STATE|TLS_CTX)\w*",
        ),
        (Symptom.TIMED_OUT, r"AWS_IO_TLS_NEGOTIATION_TIMEOUT|negotiation timed? ?out"),
        (Symptom.BAD_FRAMING, r"S2N_ERR_(?:BAD_MESSAGE|HANDSHAKE_STATE)|Bad message encountered"),
        (Symptom.CLOSED, r"S2N_ERR_CLOSED|connection is closed"),
        (Symptom.RESET, r"S2N_ERR_IO\b|underlying I/O operation failed"),
        (
            Symptom.UNTOLD,
            r"S2N_ERR_ALERT\b|TLS alert received|AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE"
            r"|negotiation failed",
        ),
    ),
    server=re.compile(r"server mode|S2N_ERR_MISSING_CLIENT|\baccept"),
    client=re.compile(r"aws-c-|\[?tls-handler|Failed to connect"),
    inner=library.read,
)
read = BOOK.read

""".NET's SslStream and what stands above it: sentences, policy errors and chain status flags.

    The remote certificate is invalid because of errors in the certificate chain: PartialChain
    Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'.

On Windows its inner exceptions speak Schannel's words, on Linux OpenSSL's.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library, schannel
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom


def _below(line: str) -> Reading | None:
    return schannel.read(line) or library.read(line)


BOOK: Final = PhraseBook(
    "dotnet",
    re.compile(
        r"The remote certificate (?:is invalid|was rejected|was not provided)|RemoteCertificate(?:ChainErrors"
        r"|NameMismatch|NotAvailable)"
        r"|System\.Security\.Authentication|\bSecurity\.Authentication\.AuthenticationException"
        r"|The SSL connection could not be established"
        r"|remote party (?:has closed|sent a TLS alert)|transport stream\b|Cannot determine the frame size"
        r"|unexpected packet format"
        r"|X509ChainStatusFlags|SslPolicyErrors|trust relationship for the SSL/TLS secure channel"
        r"|Could not create SSL/TLS secure channel"
        r"|The underlying connection was closed|Interop\+OpenSsl|Interop\+AppleCrypto|SslStream"
        r"|HttpsConnectionMiddleware"
        r"|Failed to authenticate HTTPS connection|\bSystem\.Net\.Security\b"
    ),
    phrases(
        (Symptom.WRONG_NAME, r"RemoteCertificateNameMismatch(?!.*(?:NotTimeValid|Revoked))"),
        (
            Symptom.NO_CERTIFICATE,
            r"RemoteCertificateNotAvailable|certificate was not provided|did not (?:provide"
            r"|supply) a certificate",
        ),
        (Symptom.REVOKED, r"\bRevoked\b"),
        (Symptom.EXPIRED, r"NotTimeValid|NotTimeNested"),
        (Symptom.WRONG_USAGE, r"NotValidForUsage"),
        (Symptom.INVALID_CA, r"InvalidBasicConstraints|InvalidPolicyConstraints"),
        (
            Symptom.CONSTRAINED_NAME,
            r"HasNot(?:Permitted|Supported|Defined)NameConstraint|HasExcludedNameConstraint|InvalidNameConstraints",
        ),
        (Symptom.WEAK, r"HasWeakSignature"),
        (Symptom.BAD_SIGNATURE, r"NotSignatureValid"),
        (Symptom.MALFORMED_CERTIFICATE, r"HasNotSupportedCriticalExtension|InvalidExtension|\bCyclic\b"),
        (Symptom.LEAF_ALONE, r"PartialChain"),
        (Symptom.SELF_SIGNED_ROOT, r"UntrustedRoot|ExplicitDistrust"),
        (Symptom.REVOCATION_UNKNOWN, r"RevocationStatusUnknown|OfflineRevocation|NoIssuanceChainPolicy"),
        (
            Symptom.NOT_TLS,
            r"Cannot determine the frame size|unexpected packet format|corrupted frame",
        ),
        (
            Symptom.CLOSED,
            r"closed the transport stream|unexpected EOF|0 bytes from the transport|response ended prematurely"
            r"|unexpected error occurred on a receive",
        ),
        (
            Symptom.RESET,
            r"forcibly closed|Connection reset by peer|SocketException \((?:10054|104)\)"
            r"|unexpected error occurred on a send",
        ),
        (Symptom.TIMED_OUT, r"(?:handshake|authentication) .{0,40}timed out|did not respond .{0,60}handshake"),
        (Symptom.REFUSED, r"actively refused"),
        (
            Symptom.NOT_VERIFIED,
            r"according to the validation procedure|ValidationCallback|RemoteCertificateChainErrors"
            r"|trust relationship for the SSL/TLS"
            r"|remote certificate (?:is invalid|was rejected)",
        ),
        (
            Symptom.UNTOLD,
            r"SSL connection could not be established|AuthenticationException"
            r"|create SSL/TLS secure channel|authenticate HTTPS connection",
        ),
    ),
    heard=re.compile(r"sent a TLS alert: '?(?P<alert>\w{2,40})"),
    client=re.compile(
        r"SSL connection could not be established|HttpRequestException|RemoteCertificateNameMismatch|WebException"
        r"|SSL/TLS secure channel"
    ),
    server=re.compile(
        r"HttpsConnectionMiddleware|Failed to authenticate HTTPS|certificate was not provided"
        r"|AuthenticateAsServer"
    ),
    inner=_below,
)
read = BOOK.read

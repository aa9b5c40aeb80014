"""rustls, as its errors print themselves: sentences of today, and the debug form of its values.

invalid peer certificate: UnknownIssuer
received fatal alert: HandshakeFailure
peer is incompatible: NoCipherSuitesInCommon
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "rustls",
    re.compile(
        r"invalid (?:peer )?certificate|received fatal alert|AlertReceived\(|received corrupt message"
        r"|InvalidMessage\("
        r"|cannot decrypt peer's message|peer is incompatible|PeerIncompatible|peer misbehaved"
        r"|peer sent no certificates"
        r"|NoCertificatesPresented|InvalidCertificate\(|peer doesn't support any known protocol"
        r"|tls handshake eof|rustls"
        r"|received unexpected (?:handshake )?message|invalid peer certificate|UnsupportedCertVersion"
        r"|CertNotValidForName|\bwebpki\b|os error \d+|\bcause: operation timed out"
    ),
    phrases(
        (Symptom.EXPIRED, r"certificate expired|certificate: Expired|\(Expired|CertExpired|ExpiredContext"),
        (Symptom.NOT_YET_VALID, r"certificate not valid yet|NotValidYet|CertNotValidYet|NotValidYetContext"),
        (Symptom.WRONG_NAME, r"not valid for (?:name|any names)|NotValidForName|CertNotValidForName"),
        (Symptom.REVOKED, r"certificate: Revoked|InvalidCertificate\(Revoked|CertRevoked"),
        (Symptom.REVOCATION_UNKNOWN, r"UnknownRevocationStatus|ExpiredRevocationList|CrlExpired"),
        (Symptom.WRONG_USAGE, r"InvalidPurpose|RequiredEkuNotFound|does not allow extended key usage"),
        (
            Symptom.INVALID_CA,
            r"EndEntityUsedAsCa|CaUsedAsEndEntity|PathLenConstraintViolated|CaUsedAsEndEntityCert"
            r"|used as (?:a )?(?:CA|end.entity)",
        ),
        (Symptom.CONSTRAINED_NAME, r"NameConstraintViolation"),
        (
            Symptom.WEAK,
            r"UnsupportedSignatureAlgorithm|unsupported signature algorithm"
            r"|UnsupportedCertificateSignatureAlgorithm",
        ),
        (Symptom.OTHER_ISSUER_KEY, r"BadSignature|InvalidSignatureForPublicKey"),
        (Symptom.NO_ISSUER, r"UnknownIssuer"),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"certificate: (?:BadEncoding|BadDer)|BadDer|UnhandledCriticalExtension|UnsupportedCriticalExtension"
            r"|UnsupportedCertVersion|\(BadEncoding",
        ),
        (Symptom.NOT_VERIFIED, r"ApplicationVerificationFailure"),
        (Symptom.NO_CERTIFICATE, r"peer sent no certificates|NoCertificatesPresented"),
        (Symptom.NO_CIPHER, r"NoCipherSuitesInCommon|no (?:usable )?cipher ?suites? in common"),
        (Symptom.NO_GROUP, r"NoKxGroupsInCommon|NoEcPointFormatsInCommon|no (?:kx|key exchange) groups? in common"),
        (Symptom.NO_SIGNATURE_ALGORITHM, r"NoSignatureSchemesInCommon|NoCertificateRequestSignatureSchemesInCommon"),
        (
            Symptom.OTHER_VERSION,
            r"DoesNotSupportTls1[23]|Tls1[23]NotOffered|SupportedVersionsExtensionRequired|DoesNotSupportTls12Or13",
        ),
        (Symptom.RENEGOTIATION, r"ExtendedMasterSecretExtensionRequired.*renegotiation|renegotiation"),
        (Symptom.NO_PROTOCOL, r"peer doesn't support any known protocol|NoApplicationProtocol"),
        (Symptom.DOWNGRADE, r"AttemptedDowngradeToTls12|downgrade to TLS1\.2"),
        (Symptom.NOT_TLS, r"InvalidContentType|UnknownProtocolVersion"),
        (
            Symptom.BAD_FRAMING,
            r"received corrupt message|InvalidMessage\("
            r"|received unexpected (?:handshake )?message",
        ),
        (Symptom.BAD_RECORD, r"cannot decrypt peer's message|DecryptError\b(?!.*AlertReceived)"),
        (Symptom.BAD_PROOF, r"SignedKxWithWrongAlgorithm|IncorrectFinished|SignedHandshakeWithUnadvertisedSigScheme"),
        (Symptom.CLOSED, r"tls handshake eof"),
        (Symptom.RESET, r"client error \(Connect\)?.*reset by peer|cause: Connection reset by peer \(os error 104\)"),
        (Symptom.TIMED_OUT, r"\bcause: operation timed out|TLS handshake timed? ?out"),
    ),
    heard=re.compile(r"(?:received fatal alert: |AlertReceived\()(?P<alert>[A-Za-z][A-Za-z0-9 ]{3,40})"),
    client=re.compile(r"client error \(Connect\)|error sending request|error trying to connect|reqwest|hyper"),
    server=re.compile(
        r"accept\b|server connection|inbound:server|peer sent no certificates"
        r"|NoCertificatesPresented|client .{0,40}disconnected"
    ),
)
read = BOOK.read

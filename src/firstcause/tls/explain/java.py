"""Java's JSSE, its PKIX validator, and the libraries above it (Netty, Apache HttpClient, OkHttp, Kafka).

javax.net.ssl.SSLHandshakeException: PKIX path building failed: ...SunCertPathBuilderException: unable to find valid
certification path to requested target
javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure
io.netty.handler.ssl.NotSslRecordException: not an SSL/TLS record: 474554202f...
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom

# "GET ", "POST", "HEAD", "PUT ", "OPTI": what begins so is an HTTP request.
_HTTP_HEX: Final = r"not an SSL/TLS record: (?:47455420|504f5354|48454144|50555420|4f505449|44454c45)"
BOOK: Final = PhraseBook(
    "java",
    re.compile(
        r"\b(?:javax?\.(?:net\.ssl|security|crypto)|sun\.security|io\.netty\.handler\.ssl|org\.apache\.kafka|okhttp3"
        r"|org\.apache\.http|java\.io\.EOFException|java\.net\.Socket)\b|SSL(?:Handshake|Protocol"
        r"|PeerUnverified|Key)?Exception"
        r"|CertPath\w*Exception|ValidatorException|Certificate(?:Expired|NotYetValid|Revoked)?Exception"
        r"|PKIX path|Ssl(?:Authentication|HandshakeTimeout)\w*|NotSslRecordException|BadPaddingException|AEADBadTag"
        r"|SSL handshake failed\)|due to: SSL handshake failed|SSL handshake failed caused by|BEA-09\d{4}"
        r"|PSQLException|PSKException|PrematureCloseException|Firewall blocking Kafka TLS traffic"
        r"|Failed ALPN negotiation|Received fatal alert: |General (?:SSLEngine|OpenSslEngine) problem"
        r"|javax\.net\.ssl|DiagnosticTrustManager"
        r"|does not identify a key entry|on an https channel|plaintext http traffic"
    ),
    phrases(
        (Symptom.EXPIRED, r"CertificateExpiredException|NotAfter: "),
        (Symptom.NOT_YET_VALID, r"CertificateNotYetValidException|NotBefore: "),
        (Symptom.OUT_OF_DATE, r"validity check failed|timestamp check failed"),
        (
            Symptom.WRONG_NAME,
            r"No subject alternative (?:DNS |IP )?(?:names?|address)|No name matching"
            r"|doesn't match any of the subject"
            r"|Hostname .{1,200} not verified|Certificate for <.{1,200}> doesn't match|HostnameVerifier"
            r"|could not be verified by hostnameverifier|BEA-09096[0-9]|[Hh]ostname verification failed"
            r"|hostname in certificate didn't match",
        ),
        (
            Symptom.OTHER_KEY,
            r"Certificate pinning failure|\bpin(?:ned|ning)? .{0,40}(?:mismatch"
            r"|verification failed|failure)",
        ),
        (Symptom.REVOKED, r"Certificate has been revoked|CertificateRevokedException"),
        (Symptom.REVOCATION_UNKNOWN, r"revocation status|does not specify OCSP|unable to check revocation"),
        (Symptom.WRONG_USAGE, r"Extended key usage does not permit|KeyUsage does not allow (?:digital|key)"),
        (
            Symptom.INVALID_CA,
            r"CA key usage check failed|basic constraints check failed|not a CA certificate|path length",
        ),
        (Symptom.CONSTRAINED_NAME, r"name constraints"),
        (
            Symptom.WEAK,
            r"do(?:es)? not conform to algorithm constraints|Algorithm constraints check failed"
            r"|algorithm check failed"
            r"|certificate key .{0,30}too (?:small|short)|DH ServerKeyExchange does not comply",
        ),
        (Symptom.OTHER_ISSUER_KEY, r"signature check failed|does not verify with|Signature does not match"),
        (
            Symptom.NO_ISSUER,
            r"do(?:es)? not chain with any of the trust anchors|trust anchor for certification path not found",
        ),
        (
            Symptom.FILES,
            r"trustAnchors parameter must be non-empty|keystore|password was incorrect|toDerInputStream"
            r"|no key ?manager|does not identify a key entry|Cannot recover key|Failed to load SSL"
            r"|No available certificate or key corresponds",
        ),
        (Symptom.NOT_VERIFIED, r"PKIX path (?:building|validation) failed|unable to find valid certification path"),
        (
            Symptom.NO_CERTIFICATE,
            r"Empty (?:client |server )?certificate chain|null cert chain"
            r"|peer not authenticated",
        ),
        (Symptom.NO_CIPHER, r"no cipher suites in common|no negotiable cipher suite|NO_CIPHER"),
        (
            Symptom.NO_SIGNATURE_ALGORITHM,
            r"No (?:supported|preferred) (?:CertificateVerify )?signature algorithm|signature_algorithms",
        ),
        (Symptom.NO_GROUP, r"no (?:supported|common) (?:named )?groups?|No available .{0,20}key share|key_share"),
        (
            Symptom.OTHER_VERSION,
            r"No appropriate protocol|SSLv2Hello is (?:not enabled|disabled)|is not enabled or (?:not )?supported"
            r"|selected protocol version \S+ is not accepted|are not accepted by (?:server|client) preferences"
            r"|protocol version .{0,40}not (?:supported|enabled)|Server chose \S+, but that protocol version",
        ),
        (
            Symptom.NO_PROTOCOL,
            r"None of the ALPN protocols|No matching ALPN|no (?:negotiable )?application protocol"
            r"|Failed ALPN negotiation|No matching application layer protocol"
            r"|No applicable application protocol",
        ),
        (
            Symptom.UNKNOWN_NAME,
            r"Unrecognized server name indication|unrecognized_name|No certificate available for SNI",
        ),
        (Symptom.RENEGOTIATION, r"[Rr]enegotiation (?:denied|is not|rejected)|Unsafe renegotiation"),
        (Symptom.PLAIN_HTTP, _HTTP_HEX + r"|plaintext http traffic on an https"),
        (
            Symptom.SELF_SIGNED_ROOT,
            r"failed to establish trust with (?:server|client).{0,900}(?:self-issued"
            r"|not trusted in this ssl context)",
        ),
        (
            Symptom.NO_PATH,
            r"failed to establish trust with|was not trusted causing SSL handshake failure"
            r"|Unable to construct a valid chain",
        ),
        (
            Symptom.NOT_TLS,
            r"(?:Unsupported or u|U)nrecognized SSL message|plaintext connection"
            r"|not an SSL/TLS record",
        ),
        (
            Symptom.BAD_FRAMING,
            r"Unrecognized record version|Bad input record size|unexpected end of handshake data"
            r"|Invalid handshake|bad record length|Unexpected handshake message",
        ),
        (Symptom.BAD_RECORD, r"BadPaddingException|Tag mismatch|Insufficient buffer remaining for AEAD|AEADBadTag"),
        (Symptom.BAD_PROOF, r"Invalid .{0,30}signature|CertificateVerify.{0,30}(?:invalid|failed)|verify_data"),
        (Symptom.TIMED_OUT, r"handshake timed out|SslHandshakeTimeoutException|during handshake.{0,40}timed out"),
        (
            Symptom.CLOSED,
            r"(?:terminated|closed connection during) (?:the )?handshake|SSL peer shut down incorrectly"
            r"|peer closed connection"
            r"|closed during handshake|(?:SSL\w*Exception|handshake).{0,40}Connection closed by peer"
            r"|while SSL handshake in progress|terminated during authentication\. This may"
            r"|clos(?:ed|ing) inbound before receiving peer's close_notify",
        ),
        (Symptom.RESET, r"SSL\w*Exception: .*(?:Connection reset|Broken pipe)"),
        (Symptom.UNTOLD, r"SSL handshake failed|SSLHandshakeException|General (?:SSLEngine|OpenSslEngine) problem"),
    ),
    heard=re.compile(r"(?:Received|received) fatal alert: (?P<alert>[a-z_]{4,40})"),
    sent=re.compile(r"(?:fatal|Fatal) \((?P<alert>[A-Z_]{4,40})\)"),
    client=re.compile(
        r"PKIX path|requested target|\[(?:Producer|Consumer|AdminClient)|Connection to node|server chose|HttpClient"
        r"|okhttp|No subject alternative|No name matching|is not accepted by client|SSLSocketImpl\.startHandshake"
        r"|failed to establish trust with server"
        r"|conscrypt\.\w*Socket|TlsClientProtocol|reactor\.netty\.http\.client|HttpClient\b|certificate_required"
        r"|handshake alert: +unrecognized|not verified by"
    ),
    server=re.compile(
        r"[Ee]mpty client certificate|null cert chain|no cipher suites in common|\[SocketServer|\bacceptor\b"
        r"|[Cc]lient requested protocol|TLS client authentication"
        r"|NotSslRecordException: not an SSL/TLS record: (?!48545450)|failed to establish trust with client"
        r"|TlsServerProtocol|accepted by server preferences|HttpServerTransport|on an https channel"
        r"|No certificate available for SNI|NioEndpoint"
        r"|\bserver$"
    ),
)


def read(line: str) -> Reading | None:
    """The book's reading. A PKIX failure for want of a path is the commonest: an authority that is not known here."""
    found = BOOK.read(line)
    if found and found.symptom is Symptom.NOT_VERIFIED and "unable to find valid certification path" in line:
        return Reading(found.stack, Symptom.NO_PATH, found.alert, found.role)
    return found

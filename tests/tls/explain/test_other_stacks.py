"""Stacks without a grammar deeper than their sentences: what each prints, and what it means.

The lines are made here, from the libraries' sources and documents: no recorded line stands here.
"""

from __future__ import annotations

import pytest

from firstcause.tls.explain.explain import explain

GO_SERVER = "2026/11/24 10:00:00 http: TLS handshake error from 10.0.0.7:51812: "
JAVA = "javax.net.ssl.SSLHandshakeException: "
NET = "System.Security.Authentication.AuthenticationException: "
GRPC = "SSL_ERROR_SSL: error:{}:SSL routines:OPENSSL_internal:{}"
APACHE = "[Tue Nov 24 10:00:00 2026] [ssl:error] [pid 7:tid 9] [client 10.0.0.7:5] "

GO = {
    "tls: failed to verify certificate: x509: certificate signed by unknown authority": "tls/unknown-ca",
    'Get "https://a/": x509: certificate is valid for b.internal, not a.internal': "tls/name-mismatch",
    "x509: cannot validate certificate for 10.0.0.7 because it doesn't contain any IP SANs": "tls/name-mismatch",
    "x509: certificate relies on legacy Common Name field, use SANs instead": "tls/name-mismatch",
    "x509: certificate has expired or is not yet valid: current time 2026-11-24T10:00:00Z is after 2026-11-01T00:00Z": (
        "tls/certificate-expired"
    ),
    "x509: certificate has expired or is not yet valid: current time 2026-11-24T10:00:00Z is before 2026-12-01T00Z": (
        "tls/certificate-not-yet-valid"
    ),
    "x509: certificate is not authorized to sign other certificates": "tls/invalid-ca",
    "x509: too many intermediates for path length constraint": "tls/invalid-ca",
    "x509: a root or intermediate certificate is not authorized to sign for this name: x": "tls/name-constraint",
    'Get "https://a/": tls: failed to verify certificate: x509: certificate specifies an incompatible key usage': (
        "tls/wrong-key-usage"
    ),
    "x509: cannot verify signature: insecure algorithm SHA1-RSA": "tls/weak-key-or-signature",
    "x509: unhandled critical extension": "tls/certificate-malformed",
    'Get "https://a/": remote error: tls: certificate required': "tls/client-certificate-missing",
    'Get "https://a/": remote error: tls: unknown certificate authority': "tls/client-certificate-rejected",
    GO_SERVER + "remote error: tls: unknown certificate authority": "tls/unknown-ca",
    GO_SERVER + "remote error: tls: expired certificate": "tls/certificate-expired",
    GO_SERVER + "tls: client offered only unsupported versions: [302 301]": "tls/no-shared-version",
    GO_SERVER + "tls: no ECDHE curve supported by both client and server": "tls/no-shared-group",
    GO_SERVER + "tls: first record does not look like a TLS handshake": "tls/plaintext-client",
    GO_SERVER + "EOF": "tls/peer-closed",
    GO_SERVER + "read tcp 10.0.0.1:443->10.0.0.7:5: read: connection reset by peer": "tls/connection-reset",
    GO_SERVER + "read tcp 10.0.0.1:443->10.0.0.7:5: i/o timeout": "tls/handshake-timeout",
    GO_SERVER + "tls: failed to verify client certificate: x509: certificate signed by unknown authority": (
        "tls/client-certificate-rejected"
    ),
    'Get "https://a/": net/http: TLS handshake timeout': "tls/handshake-timeout",
    'Get "https://a/": http: server gave HTTP response to HTTPS client': "tls/plaintext-server",
    "http: server: client sent an HTTP request to an HTTPS server": "tls/plaintext-client",
    "tls: downgrade attempt detected, possibly due to a MitM attack or a broken middlebox": "tls/downgrade-detected",
    "tls: server selected unsupported protocol version 301": "tls/no-shared-version",
    "tls: private key does not match public key": "tls/key-mismatch",
    "tls: invalid signature by the server certificate: ECDSA verification failure": "tls/decrypt-error",
    'rpc error: code = Unavailable desc = connection error: desc = "transport: authentication handshake failed: tls: '
    'failed to verify certificate: x509: certificate is valid for b, not a"': "tls/name-mismatch",
}
JVM = {
    JAVA
    + "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid "
    "certification path to requested target": "tls/unknown-ca",
    JAVA + "PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed": (
        "tls/certificate-expired"
    ),
    "Caused by: java.security.cert.CertificateExpiredException: NotAfter: Sun Nov 01 00:00:00 UTC 2026": (
        "tls/certificate-expired"
    ),
    "java.security.cert.CertificateNotYetValidException: NotBefore: Tue Dec 01 00:00:00 UTC 2026": (
        "tls/certificate-not-yet-valid"
    ),
    JAVA + "No subject alternative DNS name matching a.internal found.": "tls/name-mismatch",
    "javax.net.ssl.SSLPeerUnverifiedException: Hostname a.internal not verified": "tls/name-mismatch",
    "javax.net.ssl.SSLPeerUnverifiedException: Certificate pinning failure!": "tls/pin-mismatch",
    JAVA + "Received fatal alert: certificate_required": "tls/client-certificate-missing",
    JAVA + "Received fatal alert: protocol_version": "tls/no-shared-version",
    JAVA + "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)": "tls/no-shared-version",
    JAVA + "Client requested protocol TLSv1.1 is not enabled or supported in server context": "tls/no-shared-version",
    JAVA + "Remote host terminated the handshake": "tls/peer-closed",
    JAVA + "Certificates do not conform to algorithm constraints": "tls/weak-key-or-signature",
    JAVA + "Extended key usage does not permit use for TLS server authentication": "tls/wrong-key-usage",
    "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message": "tls/plaintext-server",
    "java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty": (
        "tls/local-configuration"
    ),
    "io.netty.handler.ssl.NotSslRecordException: not an SSL/TLS record: 474554202f20485454502f312e31": (
        "tls/plaintext-client"
    ),
    "io.netty.handler.ssl.SslHandshakeTimeoutException: handshake timed out after 10000ms": "tls/handshake-timeout",
    "java.security.cert.CertPathValidatorException: Certificate has been revoked, reason: KEY_COMPROMISE": (
        "tls/certificate-revoked"
    ),
    JAVA + "no cipher suites in common": "tls/no-shared-cipher",
}
WINDOWS = {
    NET + "The remote certificate is invalid because of errors in the certificate chain: PartialChain": (
        "tls/incomplete-chain"
    ),
    NET
    + "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot": "tls/unknown-ca",
    NET + "The remote certificate is invalid because of errors in the certificate chain: NotTimeValid": (
        "tls/certificate-expired"
    ),
    NET + "The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch": (
        "tls/name-mismatch"
    ),
    NET
    + "Authentication failed because the remote party sent a TLS alert: 'ProtocolVersion'.": "tls/no-shared-version",
    NET + "Cannot determine the frame size or a corrupted frame was received.": "tls/plaintext-server",
    "System.IO.IOException: Received an unexpected EOF or 0 bytes from the transport stream.": "tls/peer-closed",
    "The client and server cannot communicate, because they do not possess a common algorithm": "tls/no-shared-cipher",
    "schannel: SEC_E_UNTRUSTED_ROOT (0x80090325) - The chain was issued by an authority that is not trusted.": (
        "tls/unknown-ca"
    ),
    "Schannel: A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 70": (
        "tls/no-shared-version"
    ),
    "Schannel 36874: An TLS 1.2 connection request was received from a remote client application, but none of the "
    "cipher suites supported by the client application are supported by the server.": "tls/no-shared-cipher",
}
NATIVE = {
    "invalid peer certificate: UnknownIssuer": "tls/unknown-ca",
    "invalid peer certificate: Expired": "tls/certificate-expired",
    "InvalidCertificate(NotValidForName)": "tls/name-mismatch",
    "invalid peer certificate: Revoked": "tls/certificate-revoked",
    "peer is incompatible: NoCipherSuitesInCommon": "tls/no-shared-cipher",
    "peer is incompatible: NoKxGroupsInCommon": "tls/no-shared-group",
    "peer is incompatible: ServerDoesNotSupportTls12Or13": "tls/no-shared-version",
    "peer sent no certificates": "tls/client-certificate-missing",
    "peer doesn't support any known protocol": "tls/no-shared-alpn",
    "tls handshake eof": "tls/peer-closed",
    "client error (Connect): received fatal alert: CertificateRequired": "tls/client-certificate-missing",
    "*** Fatal error: A TLS fatal alert has been received.\n*** Received alert [116]: Certificate is required": (
        "tls/client-certificate-missing"
    ),
    "gnutls_handshake() failed: Could not negotiate a supported cipher suite.": "tls/no-shared-cipher",
    "gnutls_handshake() failed: No common application protocol could be negotiated.": "tls/no-shared-alpn",
    "- Status: The certificate is NOT trusted. The name in the certificate does not match the expected.": (
        "tls/name-mismatch"
    ),
    "SEC_ERROR_EXPIRED_CERTIFICATE: Peer's Certificate has expired.": "tls/certificate-expired",
    "SSL_ERROR_BAD_CERT_DOMAIN": "tls/name-mismatch",
    "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT": "tls/self-signed",
    "MOZILLA_PKIX_ERROR_REQUIRED_TLS_FEATURE_MISSING": "tls/revocation-unavailable",
    "SSL_ERROR_RX_RECORD_TOO_LONG": "tls/plaintext-server",
    "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT": "tls/client-certificate-missing",
    "net::ERR_CERT_DATE_INVALID": "tls/certificate-expired",
    "net::ERR_CERT_AUTHORITY_INVALID": "tls/unknown-ca",
    "net::ERR_CERT_COMMON_NAME_INVALID": "tls/name-mismatch",
    "net::ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN": "tls/pin-mismatch",
    "net::ERR_SSL_UNRECOGNIZED_NAME_ALERT": "tls/unrecognized-name",
    "net::ERR_BAD_SSL_CLIENT_AUTH_CERT": "tls/client-certificate-rejected",
    "NSURLErrorDomain Code=-1202 The certificate for this server is invalid": "tls/unknown-ca",
    " ! The certificate validity has expired (mbedtls_x509_crt_verify)": "tls/certificate-expired",
    "mbedtls_ssl_handshake returned -0x7480": "tls/client-certificate-missing",
    "mbedtls_ssl_handshake returned -0x6E80: SSL - Handshake protocol not within min/max boundaries": (
        "tls/no-shared-version"
    ),
    "wolfSSL_connect error = -188, ASN no signer error to confirm failure": "tls/unknown-ca",
    "wolfSSL error: -322, peer subject name mismatch": "tls/name-mismatch",
    "wolfSSL error: -501, can't match cipher suite": "tls/no-shared-cipher",
}
SERVICES = {
    f"Handshake failed with error {GRPC.format('1000007d', 'CERTIFICATE_VERIFY_FAILED: certificate has expired')}": (
        "tls/certificate-expired"
    ),
    GRPC.format("1000042e", "TLSV1_ALERT_PROTOCOL_VERSION"): "tls/no-shared-version",
    GRPC.format("1000045c", "TLSV1_ALERT_CERTIFICATE_REQUIRED"): "tls/client-certificate-missing",
    "upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure "
    "reason: TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER": "tls/plaintext-server",
    "transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED: "
    "certificate has expired:TLS_error_end": "tls/certificate-expired",
    'psql: error: server certificate for "db.internal" does not match host name "10.0.0.7"': "tls/name-mismatch",
    "connection to server failed: server does not support SSL, but SSL was required": "tls/plaintext-server",
    "FATAL:  connection requires a valid client certificate": "tls/client-certificate-missing",
    "LOG:  could not accept SSL connection: tlsv1 alert unknown ca": "tls/unknown-ca",
    'root certificate file "/home/app/.postgresql/root.crt" does not exist': "tls/local-configuration",
    "ERROR 2026 (HY000): SSL connection error: SSL is required but the server doesn't support it": (
        "tls/plaintext-server"
    ),
    "ERROR 2026 (HY000): TLS/SSL error: self-signed certificate in certificate chain": "tls/unknown-ca",
    "SSL peer certificate validation failed: certificate has expired": "tls/certificate-expired",
    "no SSL certificate provided by peer; connection rejected": "tls/client-certificate-missing",
    "The server certificate does not match the host name. Hostname: db does not match SAN(s): other": (
        "tls/name-mismatch"
    ),
    APACHE + "AH01996: SSL handshake failed: HTTP spoken on HTTPS port; trying to send HTML error page": (
        "tls/plaintext-client"
    ),
    APACHE + "AH02039: Certificate Verification: Error (10): certificate has expired": "tls/client-certificate-expired",
    "AH02565: Certificate and private key a:443:0 from /a.pem and /a.key do not match": "tls/key-mismatch",
    "Failed:ClientCertUntrusted": "tls/client-certificate-rejected",
    "Failed:ClientCertExpired": "tls/client-certificate-expired",
    "statusDetails: client_cert_not_provided": "tls/client-certificate-missing",
    "LOG4[12]: CERT: Pre-verification error: self-signed certificate": "tls/self-signed",
    "LOG3[12]: SSL_connect: Peer suddenly disconnected": "tls/peer-closed",
    "org.apache.kafka.common.errors.SslAuthenticationException: SSL handshake failed\nCaused by: "
    + JAVA
    + "No subject alternative names matching IP address 10.0.0.7 found": "tls/name-mismatch",
    "OSError: Could not find a suitable TLS CA certificate bundle, invalid path: /ca.pem": "tls/local-configuration",
    'nginx: [emerg] cannot load certificate "/etc/tls/a.pem": BIO_new_file() failed': "tls/local-configuration",
}
LINES = GO | JVM | WINDOWS | NATIVE | SERVICES


@pytest.mark.parametrize("text", LINES)
def test_the_first_cause(text: str) -> None:
    """Named first; what else the words may mean comes behind."""
    found = explain(text)
    assert found.causes, text
    assert found.causes[0].code == LINES[text], found
    assert found.stack or "nginx" in text or "bundle" in text

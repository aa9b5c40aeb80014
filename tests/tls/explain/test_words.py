"""One table of words: what each stack prints, and what it means. The lines are made here, from the stacks' formats."""

from __future__ import annotations

import pytest

from firstcause.tls.explain.explain import explain
from firstcause.tls.explain.words import Role, Side

NGINX = "2026/11/24 10:00:00 [error] 12#12: *3 "
TO_UPSTREAM = ' while SSL handshaking to upstream, client: 10.0.0.1, server: , request: "GET / HTTP/1.1"'
HANDSHAKING = " while SSL handshaking, client: 10.0.0.1, server: 0.0.0.0:443"
HAPROXY = "10.0.0.1:55164 [24/Nov/2026:21:34:15.001] https/1: "

Expected = tuple[str, str, Role | None, Side | None]  # code, stack, role, side at fault

OPENSSL: dict[str, Expected] = {
    "error:0A0000C7:SSL routines::peer did not return a certificate": (
        *("tls/client-certificate-missing", "openssl", None, "client"),
    ),
    "error:1417C086:SSL routines:tls_process_client_certificate:certificate verify failed:statem_srvr.c:3390:": (
        *("tls/client-certificate-rejected", "openssl", "server", "client"),
    ),
    "SSL_connect: error:0A000152:SSL routines::unsafe legacy renegotiation disabled": (
        *("tls/renegotiation-refused", "openssl", "client", "either"),
    ),
    "4087:error:0A000102:SSL routines:ssl_choose_client_version:unsupported protocol:ssl/statem/statem_lib.c:1986:": (
        *("tls/no-shared-version", "openssl", None, "either"),
    ),
    "SSL_connect error:0A000410:lib(20)::reason(1040)": ("tls/no-shared-cipher", "openssl", "client", "either"),
    "SSL_accept error:0A000418:lib(20)::reason(1048)": ("tls/unknown-ca", "openssl", "server", "either"),
    "error:14094415:SSL routines:ssl3_read_bytes:sslv3 alert certificate expired:s3_pkt.c:1498:SSL alert number 45": (
        *("tls/client-certificate-expired", "openssl", None, "either"),
    ),
    "SSL_connect:SSL3 alert write:fatal:unknown CA": ("tls/unknown-ca", "openssl", "client", "either"),
    ">>> TLS 1.3, Alert [length 0002], fatal certificate_expired": (
        *("tls/certificate-expired", "openssl", None, "either"),
    ),
    "error 23 at 0 depth lookup: certificate revoked; verification failed": (
        *("tls/certificate-revoked", "openssl", None, "either"),
    ),
    "SSL_connect returned=1 state=error: certificate verify failed (self signed certificate)": (
        *("tls/self-signed", "openssl", "client", "server"),
    ),
    "error:0A0000BB:SSL routines::bad psk; error:0A0000DF:SSL routines::psk identity not found": (
        *("tls/psk-or-ticket", "openssl", None, "either"),
    ),
}
PYTHON: dict[str, Expected] = {
    "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1006)": (
        *("tls/no-shared-version", "python", None, "either"),
    ),
    "[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name (_ssl.c:1006)": (
        *("tls/unrecognized-name", "python", None, "either"),
    ),
    "HTTPSConnectionPool(host='a', port=1): Max retries exceeded with url: / (Caused by SSLError("
    "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has"
    " expired (_ssl.c:1006)')))": ("tls/certificate-expired", "python", "client", "server"),
    "[X509: KEY_VALUES_MISMATCH] key values mismatch (_ssl.c:4067)": ("tls/key-mismatch", "python", None, "either"),
    "[SSL] PEM lib (_ssl.c:4065)": ("tls/local-configuration", "python", None, "either"),
    "_ssl.c:989: The handshake operation timed out": ("tls/handshake-timeout", "python", None, "either"),
    "EOF occurred in violation of protocol (_ssl.c:1006)": ("tls/peer-closed", "python", None, "either"),
}
CURL: dict[str, Expected] = {
    "curl: (60) SSL certificate problem: unable to get local issuer certificate": (
        *("tls/unknown-ca", "curl", "client", "either"),
    ),
    "curl: (60) SSL: no alternative certificate subject name matches target host name 'a.internal'": (
        *("tls/name-mismatch", "curl", "client", "either"),
    ),
    "curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to a.internal:443": (
        *("tls/connection-reset", "curl", "client", "either"),
    ),
    "curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number": (
        *("tls/plaintext-server", "curl", "client", "either"),
    ),
    "curl: (56) OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required": (
        *("tls/client-certificate-missing", "curl", "client", "client"),
    ),
    "curl: (28) SSL connection timeout": ("tls/handshake-timeout", "curl", "client", "either"),
    "curl: (58) unable to set private key file: 'key.pem' type PEM": (
        *("tls/local-configuration", "curl", "client", "either"),
    ),
    "curl: (90) SSL: public key does not match pinned public key": ("tls/pin-mismatch", "curl", "client", "either"),
    "* TLSv1.3 (OUT), TLS alert, certificate expired (557):": ("tls/certificate-expired", "curl", "client", "server"),
    "* TLSv1.2 (IN), TLS alert, certificate expired (557):": (
        *("tls/client-certificate-expired", "curl", "client", "client"),
    ),
}
PROXIES: dict[str, Expected] = {
    NGINX + "SSL_do_handshake() failed (SSL: error:0A000086:SSL routines::certificate verify failed:certificate has"
    " expired)" + TO_UPSTREAM: ("tls/certificate-expired", "nginx", "proxy", "server"),
    NGINX + "upstream SSL certificate verify error: (20:unable to get local issuer certificate)" + TO_UPSTREAM: (
        *("tls/unknown-ca", "nginx", "proxy", "either"),
    ),
    NGINX + 'upstream SSL certificate does not match "a.internal"' + TO_UPSTREAM: (
        *("tls/name-mismatch", "nginx", "proxy", "either"),
    ),
    NGINX + "upstream timed out (110: Connection timed out)" + TO_UPSTREAM: (
        *("tls/handshake-timeout", "nginx", "proxy", "either"),
    ),
    NGINX + "client SSL certificate verify error: (10:certificate has expired) while reading client request headers": (
        *("tls/client-certificate-expired", "nginx", "server", "client"),
    ),
    NGINX + "client sent no required SSL certificate while reading client request headers, client: 10.0.0.1": (
        *("tls/client-certificate-missing", "nginx", "server", "client"),
    ),
    NGINX + "client sent plain HTTP request to HTTPS port while reading client request headers, client: 10.0.0.1": (
        *("tls/plaintext-client", "nginx", "server", "client"),
    ),
    NGINX + "SSL_do_handshake() failed (SSL: error:0A000412:SSL routines::sslv3 alert bad certificate:SSL alert number"
    " 42)" + HANDSHAKING: ("tls/name-mismatch", "nginx", "server", "either"),
    NGINX + "SSL_read() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while"
    " waiting for request": ("tls/unknown-ca", "nginx", "server", "either"),
    NGINX + "peer closed connection in SSL handshake" + HANDSHAKING: ("tls/peer-closed", "nginx", "server", "either"),
    NGINX + "peer closed connection in SSL handshake (104: Connection reset by peer)" + TO_UPSTREAM: (
        *("tls/connection-reset", "nginx", "proxy", "either"),
    ),
    NGINX.replace("error", "emerg") + 'cannot load certificate "/etc/a.pem": BIO_new_file() failed (SSL: error:80000002'
    ":system library::No such file or directory)": ("tls/local-configuration", "nginx", "server", "either"),
    HAPROXY + "SSL client certificate not trusted": ("tls/client-certificate-rejected", "haproxy", "server", "client"),
    HAPROXY + "Timeout during SSL handshake": ("tls/handshake-timeout", "haproxy", "server", "either"),
    HAPROXY + "SSL handshake failure (error:0A000418:SSL routines::tlsv1 alert unknown ca)": (
        *("tls/unknown-ca", "haproxy", "server", "either"),
    ),
}
SOCKETS: dict[str, Expected] = {
    "[Errno 104] Connection reset by peer": ("tls/connection-reset", "", None, "either"),
    "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))": (
        *("tls/connection-reset", "", None, "either"),
    ),
    "ConnectionAbortedError: SSL handshake is taking longer than 60.0 seconds: aborting the connection": (
        *("tls/handshake-timeout", "python", None, "either"),
    ),
    "TLS handshake error from 10.0.0.1:5: EOF": ("tls/peer-closed", "go", "server", "either"),
    "SSL_connect: SSL_ERROR_SYSCALL, errno 104": ("tls/connection-reset", "", None, "either"),
}
WORDS = OPENSSL | PYTHON | CURL | PROXIES | SOCKETS


@pytest.mark.parametrize("text", WORDS)
def test_words(text: str) -> None:
    """The first cause, the stack, who speaks and where to repair."""
    found = explain(text)
    first = found.causes[0].code if found.causes else ""
    assert (first, found.stack, found.role, found.side_at_fault) == WORDS[text], found
    assert found.explanation
    assert found.next_checks


@pytest.mark.parametrize(
    ("number", "server_hears", "client_hears"),
    [
        (42, "tls/name-mismatch", "tls/client-certificate-rejected"),
        (45, "tls/certificate-expired", "tls/client-certificate-expired"),
        (46, "tls/unknown-ca", "tls/client-certificate-rejected"),
        (48, "tls/unknown-ca", "tls/client-certificate-rejected"),
    ],
)
def test_an_alert_means_the_opposite_by_role(number: int, server_hears: str, client_hears: str) -> None:
    """In a server's log these alerts are about the server's certificate, in a client's about the client's."""
    text = f"error:0A000{1000 + number:03X}:SSL routines::some alert:SSL alert number {number}"
    assert explain(text, role="server").causes[0].code == server_hears
    assert explain(text, role="client").causes[0].code == client_hears


@pytest.mark.parametrize("number", [40, 46, 47, 80])
def test_alerts_that_name_no_cause_get_a_list(number: int) -> None:
    """The first of them is not called the one, and the other side's log is asked for."""
    text = f"SSL_accept failed: error:0A000{1000 + number:03X}:SSL routines::x:SSL alert number {number}"
    found = explain(text, role="client")
    assert found.role == "server"  # the text shows it, and goes before what the caller believes
    assert len(found.causes) >= 2
    assert "other side" in found.next_checks[0] or found.causes[0].confidence >= 0.6


def test_haproxys_one_text_for_everything() -> None:
    """The old text of HAProxy holds no cause: many are listed, none of them likely."""
    found = explain(HAPROXY + "SSL handshake failure")
    assert len(found.causes) >= 5
    assert found.causes[0].confidence < 0.2


def test_several_lines_are_one_story() -> None:
    """What the speaker found out itself goes before the alert that it then sent, and before how it ended."""
    text = (
        "* TLSv1.3 (OUT), TLS alert, unknown CA (560):\n"
        "* SSL certificate problem: self-signed certificate\n"
        "* Closing connection 0\n"
        "curl: (60) SSL certificate problem: self-signed certificate"
    )
    found = explain(text)
    assert found.causes[0].code == "tls/self-signed"
    assert found.alert
    assert (found.alert.name, found.alert.direction) == ("unknown_ca", "sent")
    reset = explain("error:0A000410:SSL routines::sslv3 alert handshake failure\nSSL_connect: Connection reset by peer")
    assert reset.alert
    assert "tls/connection-reset" not in [cause.code for cause in reset.causes]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[Errno 111] Connection refused", "net/connection-refused"),
        ("curl: (7) Failed to connect to a.internal port 443: Connection refused", "net/connection-refused"),
        ("[Errno 113] No route to host", "net/connect-timeout"),
        ("timed out", "net/connect-timeout"),
        ("[Errno -2] Name or service not known", "net/name-resolution"),
        (NGINX + "connect() failed (111: Connection refused) while connecting to upstream", "net/connection-refused"),
    ],
)
def test_failures_before_tls(text: str, code: str) -> None:
    """No handshake was begun, so there is no cause of its failure; where it failed instead is told."""
    found = explain(text)
    assert (found.causes, found.side_at_fault, found.elsewhere) == ((), None, code)


@pytest.mark.parametrize(
    "text",
    [
        "SSL: CERTIFICATE_VERIFY_FAILED] " * 5000,
        "error:" * 5000,
        "a" * 100_000,
        "\n" * 50_000,
        "(" * 20_000,
        "* " * 9000,
    ],
)
@pytest.mark.timeout(5)
def test_long_texts_are_bounded(text: str) -> None:
    """Hostile input takes bounded time."""
    explain(text)

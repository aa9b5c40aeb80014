"""TLS words that tell of no failed handshake: there must be no cause, however alarming they sound."""

from __future__ import annotations

import pytest

from firstcause.tls.explain.explain import explain

NGINX = "2026/11/24 10:00:00 [info] 12#12: *3 "

LINES = [
    "",
    "certificate renewed",
    '{"level": "INFO", "message": "certificate renewed", "service": "orders"}',
    "Congratulations, all renewals succeeded: /etc/letsencrypt/live/a.example/fullchain.pem (success)",
    "Certificate not yet due for renewal",
    "Cert is due for renewal, auto-renewing...",
    "Failed to renew certificate a.example with error: HTTPSConnectionPool: 503 Server Error",
    "certificate for a.internal expires in 14 days",
    "The certificate has expired according to the monitoring page; it was replaced at 10:00",
    "certificate has expired, renewing it now",
    "Verify return code: 0 (ok)",
    "verify return:1",
    "depth=0 CN = order-service.internal",
    "SSL handshake has read 2313 bytes and written 393 bytes",
    "New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384",
    "* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384",
    "* SSL certificate verify ok.",
    "* TLSv1.3 (IN), TLS handshake, Finished (20):",
    "* TLSv1.3 (OUT), TLS alert, close notify (256):",
    "SSL3 alert read:warning:close notify",
    "SSL3 alert write:warning:close notify",
    "<<< TLS 1.3, Alert [length 0002], warning close_notify",
    "error:0A000123:SSL routines::application data after close notify",
    "error:0A0000CF:SSL routines::protocol is shutdown",
    "SSL_shutdown: error:0A000197:SSL routines::shutdown while in init",
    NGINX + "SSL_shutdown() failed (SSL: error:0A000197:SSL routines::shutdown while in init) while SSL handshaking",
    NGINX + "SSL_read() failed (SSL: error:0A000126:SSL routines::unexpected eof while reading) while keepalive",
    NGINX + "SSL_write() failed (SSL:) (32: Broken pipe) while sending to client, client: 10.0.0.1",
    NGINX + "client 10.0.0.1 closed keepalive connection",
    NGINX + "client closed connection while waiting for request, client: 10.0.0.1, server: 0.0.0.0:443",
    NGINX + "recv() failed (104: Connection reset by peer) while reading response header from upstream",
    NGINX + "upstream timed out (110: Connection timed out) while reading response header from upstream",
    NGINX + "upstream prematurely closed connection while reading response header from upstream",
    '2026/11/24 10:00:00 [warn] 12#12: "ssl_stapling" ignored, issuer certificate not found for certificate "/a.pem"',
    "2026/11/24 10:00:00 [notice] 12#12: signal 1 (SIGHUP) received from 1, reconfiguring",
    "curl: (22) The requested URL returned error: 503",
    "curl: (28) Operation timed out after 5000 milliseconds with 0 bytes received",
    "curl: (52) Empty reply from server",
    "curl: (56) Recv failure: Connection reset by peer",
    "SSL_read: error:0A000126:SSL routines::unexpected eof while reading",
    "The read operation timed out",
    "request served over TLS in 12 ms",
    "GET /tls/handshake HTTP/1.1 200",
    "TLS handshake complete; http request served",
    "TLS listener ready on 0.0.0.0:8443",
    "peer connection closed after 30 s idle",
    "database: connection reset by peer while reading row",
    "job timed out after 30 s",
    "billing-api answered 503",
    "FATAL: password authentication failed for user app",
    "FATAL: no pg_hba.conf entry for host 10.0.0.1, user app, database app, no encryption",
    "Permission denied (publickey).",
    "gpg: Good signature from Alice",
    "JWT signature verification failed: token is expired",
    "OCSP response cached for a.internal until 2026-11-25",
    "ssl session cache: 2048 entries, 12 timeouts",
]


@pytest.mark.parametrize("line", LINES)
def test_no_cause(line: str) -> None:
    """Success, renewal, a connection's good end, other people's errors."""
    found = explain(line)
    assert found.causes == (), found
    assert found.side_at_fault is None
    assert found.next_checks == ()
    assert found.explanation


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("role", ["client", "server"])
def test_a_known_role_makes_no_failure_of_it(line: str, role: str) -> None:
    """Who wrote it does not change that nothing failed."""
    assert explain(line, role="client" if role == "client" else "server").causes == ()

"""Everyday lines of many stacks that speak of TLS, or sound like it, and tell of no failed handshake."""

from __future__ import annotations

import pytest

from firstcause.tls.explain.explain import explain

SUCCESS = """
TLS handshake completed in 3 ms, TLSv1.3, TLS_AES_128_GCM_SHA256
SSL connection established (protocol: TLSv1.3, cipher: TLS_AES_256_GCM_SHA384, compression: off)
Handshake successful with peer CN=orders.internal
SSL-Session: Protocol : TLSv1.3 Verify return code: 0 (ok)
[ssl:info] [pid 7:tid 9] AH01914: Configuring server a.internal:443 for SSL protocol
[ssl:info] [pid 7] AH02268: Proxy client certificate callback: (a:443) downstream server wanted client certificate
[ssl:notice] [pid 7] AH01887: Init: Initializing (virtual) servers for SSL
2026/11/24 10:00:00 http: Server started on :8443 (TLS)
2026-11-24T10:00:00Z INFO certmagic: certificate obtained successfully for a.internal
INFO certificate maintenance: reloading certificate /etc/tls/a.pem
cert-manager: Certificate is up to date and has not expired
cert-manager: Issuing certificate as Secret does not exist
cert-manager: Certificate will be renewed at 2026-12-01T00:00:00Z
Reloaded TLS certificates from /etc/tls
TLS certificate loaded: CN=orders.internal, expires 2027-02-01
client certificate verified: CN=billing.internal
x509 certificates loaded: 142
Loaded 137 CA certificates from the system trust store
mutual TLS is enabled; client certificates are required
requireTLS is on, SSL mode preferred
Using TLS 1.3 with peer 10.0.0.7
ALPN negotiated h2
OCSP stapling enabled for a.internal
session ticket keys rotated
negotiated cipher suite ECDHE-RSA-AES128-GCM-SHA256
javax.net.ssl|DEBUG|10|main|2026-11-24 10:00:00 UTC|SSLCipher.java:1770|KeyLimit read side
javax.net.debug=ssl:handshake enabled
io.netty.handler.ssl.OpenSsl: netty-tcnative using native library: BoringSSL
o.a.k.c.s.ssl.DefaultSslEngineFactory: Created SSL context with keystore
[Producer clientId=p-1] Successfully authenticated over SSL with broker 3
[SocketServer listenerType=BROKER] Started data-plane acceptor and processor(s) for endpoint SSL
rustls: using cipher suite TLS13_AES_128_GCM_SHA256
gnutls: handshake was completed
- Status: The certificate is trusted.
- Description: (TLS1.3-X.509)-(ECDHE-SECP256R1)-(ECDSA-SECP256R1-SHA256)-(AES-256-GCM)
- Handshake was completed
*** Starting TLS handshake
Schannel 36880: An TLS client handshake completed successfully. The negotiated cryptographic parameters are as follows.
The SSL connection was established using TLS 1.3
System.Net.Http: certificate validated
LOG5[12]: TLS connected: new session negotiated
LOG6[12]: CERT: Host name "a.internal" matched with "a.internal"
psql (15.4) SSL connection (protocol: TLSv1.3, cipher: TLS_AES_256_GCM_SHA384)
LOG:  connection authorized: user=app database=shop SSL enabled (protocol=TLSv1.3)
mongod: TLS enabled, net.tls.mode requireTLS
mysqld: X509: CA certificate ca.pem is self signed.
mysqld: TLS channel for mysql_main configured
Ready to accept connections tls
envoy: TLS certificate updated via SDS: default
envoy: tls inspector: new connection accepted
upstream: tls session resumed
stunnel 5.68 on x86_64-pc-linux-gnu platform Threading:PTHREAD TLS:ENGINE,OCSP,PSK,SNI
grpc: ssl_transport_security.cc: handshake done
wolfSSL_connect returned SSL_SUCCESS
mbedtls_ssl_handshake returned 0
Performing the SSL/TLS handshake... ok
Verifying peer X.509 certificate... ok
"""
RENEWAL = """
renewed certificate a.internal, next renewal in 60 days
certbot: The following certificates are not due for renewal yet
certbot: No renewals were attempted
acme: error 429: urn:ietf:params:acme:error:rateLimited: too many certificates already issued
acme: authorization failed for a.internal: DNS problem: NXDOMAIN
acme challenge failed: 404 for http://a.internal/.well-known/acme-challenge/x
certificate a.internal will expire in 9 days, renewing
expiring certificates: 3
vault: pki role orders issued serial 12:34
kubelet: certificate rotation is enabled
kubelet: rotating certificates
csr approved for system:node:a
CRL refreshed: 12 entries, next update tomorrow
trust bundle updated: 2 roots
spiffe: SVID rotated, expires in 1h
secret default/tls updated
"""
AFTERWARDS = """
SSL_shutdown: shutdown while in init
tls: use of closed connection
write tcp 10.0.0.1:443->10.0.0.7:5: use of closed network connection
http: proxy error: context canceled
http2: server: error reading preface from client 10.0.0.7:5: timeout awaiting HTTP/2 preface
http2: stream closed
read tcp 10.0.0.1:443->10.0.0.7:5: read: connection reset by peer
Remote host closed the connection after 200 OK
java.io.IOException: Broken pipe
java.net.SocketTimeoutException: Read timed out
java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out
org.apache.http.NoHttpResponseException: a:443 failed to respond
io.netty.channel.unix.Errors$NativeIoException: recvAddress(..) failed: Connection reset by peer
peer closed connection without sending TLS close_notify after response
client disconnected
connection closed by client after 3 requests
GOAWAY received, reconnecting
upstream request timeout
upstream prematurely closed connection while reading upstream
keepalive timeout
HTTP 495 is not configured
401 Unauthorized
403 Forbidden: client not allowed
502 Bad Gateway from billing-api
504 Gateway Time-out
session expired for user alice
token expired
cookie expired
cache entry expired
lease expired, renewing
license certificate for product X accepted
"""
OTHERS = """
ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]
sshd: Unable to negotiate with 10.0.0.7 port 22: no matching key exchange method found
kex_exchange_identification: Connection closed by remote host
WebSocket handshake failed: 400
websocket: bad handshake
noise protocol handshake failed
SMB handshake completed
wireguard: Handshake for peer 3 did not complete after 5 seconds, retrying
wireguard: Sending handshake initiation to peer 3
IKEv2 handshake: no proposal chosen
SASL handshake completed
RabbitMQ: handshake_timeout in AMQP
MySQL: Bad handshake
Got an error reading communication packets
JWT verification failed: signature has expired
SAML assertion signature verified with certificate CN=idp
docker: content trust signature verification failed
apt: The following signatures were invalid: EXPKEYSIG ABC
gpg: BAD signature from Alice
code signing certificate installed
alert: HighErrorRate firing for billing-api
alert resolved: CertificateExpiresSoon
alert number 40 of today was acknowledged
Prometheus alert TLSCertExpiry pending
rule "certificate has expired" loaded
test: certificate has expired scenario passed
docs: how to fix "certificate verify failed"
user searched for: x509 certificate signed by unknown authority tutorial
email subject: your certificate course is complete
birth certificate scanned
kubectl create secret tls orders --cert=a.pem --key=a.key
openssl s_client -connect a:443
curl --cacert ca.pem https://a/
export SSL_CERT_FILE=/etc/ssl/cert.pem
copying ca.pem to /etc/tls
backup of /etc/tls/a.key done
GET /static/key.pem HTTP/1.1 404
reading trust store took 12 ms
private key permissions are 0600
file not found: index.html
cannot open /var/lib/app/data.db: no such file or directory
permission denied: /var/log/app.log
config reloaded: tls.min_version=1.2
flag provided but not defined: -tls
unknown option ssl_protocol
"""
LINES = [line for text in (SUCCESS, RENEWAL, AFTERWARDS, OTHERS) for line in text.strip().splitlines()]


@pytest.mark.parametrize("line", LINES)
def test_no_cause(line: str) -> None:
    """A cause here would be a false alarm."""
    found = explain(line)
    assert found.causes == (), found


def test_there_are_enough_of_them() -> None:
    """With those of test_no_failure, two hundred."""
    assert len(set(LINES)) >= 145

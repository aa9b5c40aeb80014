"""Which part a program plays, where its library's words do not show it: brokers accept, clients and agents connect.

Only names and frames that belong to one part stand here. A database's server also connects to others; what it logs of
those it words otherwise.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.words import Role

_SERVER: Final = re.compile(
    r"Invalid request from ip=|\bcid:\d+ - |\brid:\d+ - |TLS accept:|\btls_accept\b|in accepting |EAP-(?:TLS|TTLS"
    r"|FAST) failed|PEAP failed"
    r"|TcpInputProc"
    r"|\bpostfix\S*/(?:smtps?/)?smtpd\b|\b(?:imap|pop3|submission|managesieve)-login\b|\bmosquitto\b"
    r"|Client <unknown> disconnected"
    r"|Socket error on client|Client connection from|(?<=\d: )OpenSSL Error(?:\[\d\])?: error"
    r"|Error accepting a client connection"
    r"|Bad handshake\b|\brejected connection\b|TLS handshake error from|could not accept SSL|\bSSL_accept\b"
    r"|\bmod_tls\b|\bslapd\[|\bhitch\["
    r"|\bAbstractHttpServerTransport\b|Netty4HttpServerTransport|HttpServerTransport|\bSocketServer\b"
    r"|HttpsConnectionMiddleware"
    r"|ServerHandshakeHandler|Error receiving request from client|\"ctx\":\"conn\d+\"|\[conn\d+\]|failed to accept"
    r"|Unable to authenticate the request"
    r"|PreV5Handlers|\[client [\d.:a-f]+\]|\bListenerName\(|tls accept error|server connection\b(?! to)|\bagate\b"
    r"|from client \[?[\d.]+|\bsyslogd\b.*accept"
    r"|NioEndpoint|Http11NioProtocol|\bundertow\b|QuorumPeer|NettyServerCnxn|handshake (?:with|from) client"
    r"|while accepting"
    r"|inbound:server|AcceptSecurityContext|accept attempt failed|Failed SSL connection from|\bmod_openssl\.c\b"
    r"|\bReading from client\b|SSL error while reading stream|\bSSLProtocol object at \w+>: SSL handshake failed"
    r"|creation for incoming connection"
    r"|\[ssl:\w+\].*SSL Library Error"
    r"|[Cc]onnection from /|\bquery from [\d.]{7,}|\bunbound\[.*ssl handshake failed|ssl client handshake err"
    r"|stream_socket_(?:accept|server)\(\)|\bselfserv: |tlsClientError|\bclientError\b"
)
_PROXY: Final = re.compile(
    r"SSL Proxy|\[remote [\d.:a-f]+\]|upstream connect error|upstream_transport_failure|reverse_?proxy"
    r"|httputil/proxy|\bto upstream\b"
    r"|upstream_reset_before|UPSTREAM_TRANSPORT"
    r"|Cloudflare is unable|origin web server|\bBackend connection\b|backend_ssl|caused by: (?:x509|tls)"
)
_CLIENT: Final = re.compile(
    r"\bMax retries exceeded\b|\bcurl(?:: \(\d+\)| error \d+)|\bwget\b|\b(?:psql|mysql|redis-cli|mongosh?|kubectl"
    r"|helm|docker|npm|pip|yarn|gradle|mvn|composer"
    r"|gem|cargo|git|svn)(?: ERR!|: |\[)|\bUnable to connect to\b|fatal: unable to access|\bScrape failed\b"
    r"|failed calling webhook"
    r"|error sending request|Could not transfer artifact|\[Producer |\[Consumer |\[AdminClient |rdkafka#|\[thrd:"
    r"|ConnectException"
    r"|\bRequestError\b|fetch failed|HTTPSConnectionPool|urlopen error|Connection to node|ldap_(?:start_tls"
    r"|sasl_bind|simple_bind)"
    r"|onConnectSecure|SSL connect attempt failed|\blua ssl\b|lua entry thread|Failed to connect|ServerSelection"
    r"|Client \S+ sending CONNECT|\bA TLS error occurred\b|Ncat: Certificate verification|accept\? \(y/n\)"
    r"|\bw3m: |\btstclnt: |\bpycurl\.error"
    r"|cURL error|\bDownload\w* |InitializeSecurityContext"
)


def role_in(text: str) -> Role | None:
    """The part that the program plays which wrote this, as far as its name shows it."""
    if _PROXY.search(text):
        return "proxy"
    if _SERVER.search(text):
        return "server"
    return "client" if _CLIENT.search(text) else None

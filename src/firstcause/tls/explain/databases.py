"""Databases' own words around the library's: PostgreSQL, MySQL and MariaDB, MongoDB, Redis."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import library, schannel
from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom

POSTGRESQL: Final = PhraseBook(
    "postgresql",
    re.compile(
        r'server certificate for "|could not accept SSL connection|does not support SSL'
        r"(?:, but SSL was required| connections)"
        r"|(?<!/)\bSSL error: |valid client certificate"
        r"|root certificate file \"|private key file \"|could not (?:load|get) (?:server |root )?cert"
        r"|server refused SSL|No SSL enabled connection|server does not support TLS"
        r"|Client certificate verification failed at depth"
        r"|certificate authentication failed|direct SSL|could not initiate GSSAPI|SSL SYSCALL error"
        r"|server sent an error response during SSL exchange"
    ),
    phrases(
        (Symptom.WRONG_NAME, r'server certificate for ".{1,200}"(?: \(and \d+ other names?\))? does not match'),
        (
            Symptom.NOT_TLS,
            r"does not support (?:SSL|TLS)|server refused SSL|No SSL enabled connection"
            r"|SSL was required",
        ),
        (Symptom.NO_CERTIFICATE, r"requires? a valid client certificate"),
        (
            Symptom.FILES,
            r"root certificate file .{0,200}(?:does not exist|could not)|private key file|could not (?:load|read)",
        ),
        (Symptom.CLOSED, r"SSL SYSCALL error: EOF"),
        (Symptom.RESET, r"SSL SYSCALL error: Connection reset"),
        (Symptom.UNTOLD, r"could not accept SSL connection|SSL error: "),
    ),
    server=re.compile(
        r"could not accept SSL|LOG: |Client certificate verification failed"
        r"|requires? a valid client certificate"
    ),
    client=re.compile(
        r"psql: |Npgsql|server certificate for|node_modules/pg|communicating with database|SSL connections$"
        r"|connection to server|SSL was required|root certificate file"
    ),
    inner=library.read,
)


def _below(line: str) -> Reading | None:
    return library.read(line) or schannel.read(line)


MYSQL: Final = PhraseBook(
    "mysql",
    re.compile(
        r"SSL connection error|\b2026 \(HY000\)|error 2026\b|TLS/SSL error|Validation of SSL server certificate"
        r"|SSL is required"
        r"|Failed to set up SSL|MY-010(?:069|914)|MY-013595|Bad handshake|does not support secure connection"
        r"|HANDSHAKE_(?:NO_SSL|SSL)_\w+|require_secure_transport"
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"(?:server certificate|hostname|host name|CN name).{0,60}(?:mismatch|does not match"
            r"|validation)|CERT_E_CN_NO_MATCH|Validation of SSL server certificate failed",
        ),
        (Symptom.KEY_PAIR, r"[Pp]rivate key does not match"),
        (Symptom.PLAIN_HTTP, r"require_secure_transport"),
        (
            Symptom.NOT_TLS,
            r"SSL is required,? but the server (?:does not|doesn't)|HANDSHAKE_NO_SSL_SUPPORT"
            r"|Server does not support secure conn",
        ),
        (Symptom.OTHER_VERSION, r"protocol version mismatch|unsupported protocol|no protocols available"),
        (Symptom.NO_CIPHER, r"no (?:shared )?cipher|Failed to set ciphers"),
        (
            Symptom.FILES,
            r"unable to get (?:certificate|private key)|SSL_CTX_\w+ failed|Failed to initialize TLS|Unable to load",
        ),
        (Symptom.CLOSED, r"socket layer receive error|unexpected eof"),
        (
            Symptom.NOT_VERIFIED,
            r"certificate (?:verify failed|validation failure)|Validation of SSL server certificate failed",
        ),
        (Symptom.UNTOLD, r"SSL connection error|TLS/SSL error"),
    ),
    server=re.compile(r"\[Server\]|mysqld|Failed to set up SSL"),
    role="client",
    inner=_below,
)
MONGODB: Final = PhraseBook(
    "mongodb",
    re.compile(
        r"SSL peer certificate validation|SSLHandshakeFailed|no SSL certificate provided by peer"
        r"|does not match the host name|TLS handshake received but server"
        r"|configured to only allow SSL connections|SSL handshake received but server is started without SSL"
    ),
    phrases(
        (Symptom.WRONG_NAME, r"does not match the host name"),
        (Symptom.NO_CERTIFICATE, r"no SSL certificate provided by peer"),
        (Symptom.PLAIN_HTTP, r"only allow SSL connections"),
        (Symptom.TLS_REFUSED, r"server is started without SSL|TLS handshake received but"),
        (Symptom.NOT_VERIFIED, r"SSL peer certificate validation failed"),
        (Symptom.UNTOLD, r"SSLHandshakeFailed"),
    ),
    server=re.compile(
        r"Error receiving request from client|only allow SSL|provided by peer; connection rejected|without SSL"
        r"|\"ctx\":\"conn\d+\"|\[conn\d+\]"
    ),
    client=re.compile(r"HostUnreachable|the host name|MongoServerSelectionError|MongoNetworkError"),
    inner=library.read,
)
REDIS: Final = PhraseBook(
    "redis",
    re.compile(
        r"Error accepting a client connection: |Failed to configure TLS|Could not (?:negotiate"
        r"|establish) a TLS connection"
    ),
    phrases((Symptom.FILES, r"Failed to (?:configure TLS|load)"), (Symptom.UNTOLD, r"TLS connection")),
    server=re.compile(r"accepting a client"),
    client=re.compile(r"Could not"),
    inner=library.read,
)

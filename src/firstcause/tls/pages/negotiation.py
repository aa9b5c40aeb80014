"""Pages of the faults in what both sides try to agree on."""

from __future__ import annotations

from typing import Final

from firstcause.tls.pages.page import FaultPage

PAGES: Final = (
    FaultPage(
        "tls/no-shared-version",
        "no common TLS version",
        "Client and server accept no version of TLS in common, or only one that is retired (RFC 8996).",
        "Alert protocol_version (70); older servers send 40 or just close.",
        "unsupported protocol; client offered only unsupported versions.",
        ("A load balancer's policy was tightened", "A base image retired old versions", "An old client"),
        (
            "openssl s_client -tls1_2, then -tls1_3",
            "Lowest and highest version of the client",
            "The listener's policy before the change",
        ),
        "Put back the previous policy for the affected listener.",
        "openssl s_server -tls1_3, and firstcause probe HOST:PORT --max-version TLSv1.2.",
    ),
    FaultPage(
        "tls/no-shared-cipher",
        "no common cipher suite",
        "Client and server have no cipher suite in common that fits the server's key.",
        "A bare handshake_failure (40).",
        "no shared cipher. Also when the server has no certificate at all.",
        ("Ciphers were hardened", "An RSA certificate was exchanged for an ECDSA one", "FIPS mode"),
        (
            "The client's list against the server's, for the type of the server's key",
            "Does the listener have a certificate",
            "The cipher string before the change",
        ),
        "Put back the previous cipher string, or serve certificates of both key types.",
        "openssl s_server -tls1_2 -cipher DHE-PSK-AES128-GCM-SHA256, or one with an RSA suite and an ECDSA leaf.",
    ),
    FaultPage(
        "tls/no-shared-group",
        "no common group or signature algorithm",
        "Client and server have no key exchange group, or no signature algorithm, in common.",
        "Alerts 40, 47 or 109.",
        "no suitable key share; no suitable signature algorithm.",
        ("Curves were restricted", "An Ed25519 or PSS certificate", "Security level raised"),
        (
            "supported_groups and signature_algorithms that the client offers",
            "The server's groups, and the type of its key",
            "openssl s_client -groups P-256",
        ),
        "Enable P-256 and RSA-PSS again.",
        "openssl s_server -groups brainpoolP256r1, and a client that offers P-256 and X25519 alone.",
    ),
    FaultPage(
        "tls/no-shared-alpn",
        "no common application protocol",
        "The server speaks none of the application protocols that the client offers (RFC 7301).",
        "Alert no_application_protocol (120); lenient servers answer without a choice, and gRPC then gives up.",
        "no application protocol.",
        ("A listener went from h2 to http/1.1", "gRPC began to insist on ALPN"),
        ("openssl s_client -alpn h2", "Protocols of the listener", "Who ends TLS on the way"),
        "Roll back the listener's protocol.",
        "openssl s_server -alpn h2, and firstcause probe HOST:PORT --alpn http/1.1.",
    ),
    FaultPage(
        "tls/unrecognized-name",
        "server name not recognised",
        "The server has nothing for the name in the ClientHello, or none was sent (RFC 6066).",
        "Alert unrecognized_name (112); Go-based proxies send internal_error (80); some close.",
        "no certificate available for this name; strict SNI.",
        ("A route or ingress host changed", "A proxy does not send the name on", "A health check by address"),
        (
            "The same request with the right -servername, and with -noservername",
            "Hosts that the listener knows",
            "Which name the caller sends",
        ),
        "Roll back the route, or add the host.",
        "openssl s_server -servername a.internal -servername_fatal -cert2 ... -key2 ..., and ask for b.internal.",
    ),
    FaultPage(
        "tls/renegotiation-refused",
        "renegotiation refused",
        "One side insists on secure renegotiation (RFC 5746), and the other has none; or a renegotiation is refused.",
        "unsafe legacy renegotiation disabled; alert 100 or 40.",
        "rejecting client initiated renegotiation.",
        ("The client's image moved to OpenSSL 3", "Client certificates for one location only, over TLS 1.2"),
        (
            "openssl s_client: Secure Renegotiation IS NOT supported",
            "Library of the client before the change",
            "Locations with their own client certificate rule",
        ),
        "Roll back the client's image; patch the server.",
        "A server that answers TLS 1.2 without renegotiation_info: gnutls-serv --priority "
        "NORMAL:-VERS-TLS1.3:%DISABLE_SAFE_RENEGOTIATION.",
    ),
    FaultPage(
        "tls/downgrade-detected",
        "downgrade detected",
        "A side sees that a higher version was possible than the one that is tried (RFC 7507; RFC 8446 4.1.3).",
        "Alert inappropriate_fallback (86) or illegal_parameter (47).",
        "The same, sent.",
        ("A client retries with a lower version after a first failure", "A middlebox on the path"),
        ("Why did the first attempt fail", "Middleboxes on the path", "Whether only scanners are affected"),
        "Repair what made the first attempt fail.",
        "A proxy that takes supported_versions out of the ClientHello, before a server that speaks TLS 1.3.",
    ),
    FaultPage(
        "tls/psk-or-ticket",
        "pre-shared key or ticket not recognised",
        "The server does not know the pre-shared key, or cannot use the ticket.",
        "Alerts 115, 51, 20 or 40.",
        "psk identity not found; binder does not verify.",
        ("Key tables differ between replicas", "Ticket keys were rotated on some replicas only"),
        ("Spelling of the identity", "The key in hexadecimal on both ends", "Age of the ticket keys on each replica"),
        "Restore the key file on all replicas.",
        "Offer a ticket to a server that was started with other ticket keys and refuses it with an alert; "
        "s_server -psk KEY without -cert.",
    ),
    FaultPage(
        "tls/fips-restriction",
        "refused by FIPS rules",
        "A side runs in FIPS mode and may not do what the other needs.",
        "Alerts 40, 71 or 80; or it does not start.",
        "The same, in words about FIPS, digital envelopes or extended master secret.",
        ("FIPS mode was switched on", "The crypto policy of the host was updated"),
        (
            "fips-mode-setup --check on both hosts",
            "Extended master secret in openssl s_client over TLS 1.2",
            "Algorithms that both sides share",
        ),
        "Take the host out of rotation, or roll back its image.",
        "Start either side in FIPS mode (openssl fipsinstall), and offer it X25519 or ChaCha20 alone.",
    ),
)

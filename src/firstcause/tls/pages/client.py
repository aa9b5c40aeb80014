"""Pages of the faults in a client's certificate, as a server judges it."""

from __future__ import annotations

from typing import Final

from firstcause.tls.pages.page import FaultPage

PAGES: Final = (
    FaultPage(
        "tls/client-certificate-missing",
        "client certificate missing",
        "The server requires a client certificate, and the caller presents none.",
        "TLS 1.3: alert certificate_required (116), at the first read. TLS 1.2: handshake_failure (40), from Go 42.",
        "peer did not return a certificate; nginx answers HTTP 400 after a handshake that worked.",
        ("Mutual TLS was enforced", "The client's secret is not mounted", "A proxy in between ends TLS"),
        (
            "Does the caller load a certificate, and from which file",
            "Does its issuer stand in the server's list of acceptable authorities",
            "Who ends TLS on the way",
        ),
        "Set verification back to optional until every caller has its certificate; mount the secret.",
        "Require one (openssl s_server -Verify 1 -verify_return_error -CAfile ca.pem), and look without --client-cert.",
    ),
    FaultPage(
        "tls/client-certificate-rejected",
        "client certificate rejected",
        "The server does not accept the certificate that the caller presents.",
        "Alerts unknown_ca (48), bad_certificate (42), certificate_unknown (46) or access_denied (49).",
        "certificate verify failed; client certificate not trusted.",
        (
            "The clients' authority was rotated first",
            "The client sends its leaf only",
            "A certificate of another environment",
        ),
        (
            "Issuer of the client's chain against the server's client CA file",
            "How many certificates the client sends",
            "The verify depth of the server",
        ),
        "Add the authority to the server's client CA file, or roll back the client's certificate.",
        "Look with a certificate from an authority that the server does not trust.",
    ),
    FaultPage(
        "tls/client-certificate-expired",
        "client certificate expired",
        "The caller presents a certificate that is past its notAfter.",
        "Alert certificate_expired (45), from some servers bad_certificate (42).",
        "certificate has expired (10), for the client's certificate.",
        ("An agent or sidecar stopped renewing", "Renewed on disk, but the process holds the old one"),
        (
            "Dates of the file, and of what the process holds in memory",
            "The log of the agent that renews it",
            "date -u on both ends",
        ),
        "Issue anew and restart the client.",
        "Look with a client certificate whose notAfter lies behind you; or `firstcause drill "
        "client-certificate-expired`.",
    ),
    FaultPage(
        "tls/local-configuration",
        "local files cannot be used",
        "Our own side cannot try: a file is missing, unreadable or not what it should be.",
        "No such file; permission denied; cannot be parsed.",
        "Nothing, or a close before ClientHello.",
        ("A secret is not mounted", "File mode or user changed", "A path changed with the image"),
        (
            "Read the file as the user who runs the process",
            "openssl pkey -in, openssl x509 -in",
            "Compare with the previous manifest",
        ),
        "Roll back the manifest that names the file.",
        "Look as a view whose trust file is not there.",
    ),
)

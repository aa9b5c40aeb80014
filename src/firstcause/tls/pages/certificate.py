"""Pages of the faults in a server's certificate, as its callers judge it."""

from __future__ import annotations

from typing import Final

from firstcause.tls.pages.page import FaultPage

_PUT_BACK: Final = (
    "Put back the previous certificate, chain and key as one unit, and reload. Do not turn verification off."
)
_SHOW: Final = "openssl s_client -connect HOST:PORT -servername NAME -showcerts </dev/null"

PAGES: Final = (
    FaultPage(
        "tls/certificate-expired",
        "expired certificate",
        "A certificate of the chain is past its notAfter: the leaf, an intermediate, or the trusted root.",
        "certificate has expired; alert certificate_expired (45) is sent, bad_certificate (42) by some stacks.",
        "The client's alert, and nothing else: its own certificate never looks wrong to a server.",
        ("A renewal failed", "A renewal worked, but the process still holds the old file", "An intermediate ran out"),
        (
            f"Dates of every certificate served: {_SHOW}",
            "Compare the serial on disk with the one served: different means that a reload is missing",
            "date -u on both ends",
        ),
        "Reload if the file on disk is newer; else issue anew. For an expired intermediate replace the chain file.",
        "Serve a leaf that ended: openssl ca -startdate 20200101000000Z -enddate 20200102000000Z; or "
        "`firstcause drill certificate-expired`.",
    ),
    FaultPage(
        "tls/certificate-not-yet-valid",
        "certificate not yet valid",
        "A certificate of the chain begins in the future, by this caller's clock.",
        "certificate is not yet valid; some libraries call it expired. Mostly alert bad_certificate (42).",
        "The client's alert.",
        ("A certificate was used the moment it was issued", "The authority's clock is ahead", "Our clock is behind"),
        (
            "Compare notBefore with date -u on client, server and authority",
            "Look whether other certificates fail on the same host",
            "chronyc tracking, or timedatectl",
        ),
        "Wait, or issue anew with a backdated notBefore; repair time synchronisation on the side that is wrong.",
        "Serve a leaf that is still to come: openssl ca -startdate 20990101000000Z -enddate 20990102000000Z.",
    ),
    FaultPage(
        "tls/clock-skew",
        "wrong clock",
        "The certificates are fine; one side's clock is not.",
        "Expired or not-yet-valid errors against many unrelated servers at once.",
        "Alerts 42, 45 or 46 from one client only.",
        ("A virtual machine resumed", "NTP is blocked", "The hardware clock was set by hand"),
        (
            "chronyc tracking on both ends",
            "Compare the Date header of any HTTP answer with date -u",
            "See which of the two hosts disagrees with third parties",
        ),
        "Step the clock and restart what depends on it. Do not issue new certificates.",
        "Look with another clock: faketime '2 days ago' curl https://HOST, or probe --at TIME a little "
        "before notBefore.",
    ),
    FaultPage(
        "tls/name-mismatch",
        "certificate for another name",
        "The chain is good, but its leaf does not cover the name that the caller asked for (RFC 9525).",
        "hostname mismatch; valid for A, not B; common names alone no longer count.",
        "Alert bad_certificate (42), or only a close: many clients check the name after the handshake.",
        ("A new DNS name or ingress host", "Issued anew with fewer names", "Callers connect by address"),
        (
            f"Names of the leaf served: {_SHOW}",
            "Which server name do callers send, and did the right virtual host answer",
            "Which names did the previous certificate have",
        ),
        "Issue the certificate with the missing name, or roll back the routing change.",
        "Serve a leaf for another name, or ask for one that it lacks: firstcause probe HOST:PORT "
        "--server-name other.internal.",
    ),
    FaultPage(
        "tls/unknown-ca",
        "unknown certificate authority",
        "The chain leads to an authority that this caller does not trust.",
        "unable to get local issuer certificate; signed by unknown authority; alert unknown_ca (48).",
        "Alert unknown_ca (48), certificate_unknown (46) from Java, bad_certificate (42) from Go.",
        (
            "The authority was rotated before the callers' trust",
            "An image without trust store",
            "A proxy inspects TLS",
        ),
        (
            f"Issuer of the last certificate served: {_SHOW}",
            "Is that subject, with that key identifier, in the bundle of the caller",
            "Which bundle does the caller's process really read",
        ),
        "Go back to the certificate of the old authority, or add the new authority to the callers' trust; while "
        "rotating, trust both.",
        "Look with a trust file that lacks the root: firstcause probe HOST:PORT --trust other-ca.pem.",
    ),
    FaultPage(
        "tls/incomplete-chain",
        "incomplete certificate chain",
        "The server does not send the intermediate certificate that joins its leaf to a root which callers trust.",
        "unable to verify the first certificate; unknown authority. Browsers may work, since they fetch or remember "
        "intermediates; services do not.",
        "Alert unknown_ca (48), certificate_unknown (46) or bad_certificate (42), from every caller.",
        ("The leaf alone was deployed instead of the full chain", "The authority changed its intermediate"),
        (
            f"Count the certificates sent: {_SHOW}",
            "Does the leaf's issuer equal the subject of the next certificate",
            "Compare the bundle with the one of the previous release",
        ),
        "Serve the full chain, leaf first: put back the previous bundle and reload.",
        "Serve the leaf alone: openssl s_server -cert leaf.pem -key key.pem without -cert_chain; or "
        "`firstcause drill`.",
    ),
    FaultPage(
        "tls/self-signed",
        "self-signed certificate",
        "The server's certificate signs itself, and this caller does not trust it.",
        "self-signed certificate; Go, Java and rustls say unknown authority.",
        "Alert unknown_ca (48), 42 or 46.",
        ("A secret is missing, so the ingress serves its default", "A test certificate was promoted"),
        (
            "Is the subject a well-known default, such as TRAEFIK DEFAULT CERT",
            "Does the secret exist that the listener names",
            "Which release changed the listener",
        ),
        _PUT_BACK,
        "Serve a certificate that signs itself: openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=HOST "
        "-out leaf.pem.",
    ),
    FaultPage(
        "tls/wrong-key-usage",
        "certificate not meant for this role",
        "Key usage or extended key usage do not allow the certificate in the role in which it is used.",
        "unsuitable certificate purpose; alert unsupported_certificate (43).",
        "The client's alert; for a client certificate, its own verification error.",
        ("The issuing profile changed", "A client certificate was deployed to a server"),
        (
            "openssl x509 -noout -ext keyUsage,extendedKeyUsage",
            "In which role is it used here",
            "Which profile issued the previous one",
        ),
        "Issue anew with the usages that are needed, or put back the previous bundle.",
        "Serve a leaf with extendedKeyUsage=clientAuth alone.",
    ),
    FaultPage(
        "tls/invalid-ca",
        "issuer that is no authority",
        "A certificate signs another without being a CA, without keyCertSign, or below its path length.",
        "invalid CA certificate; path length constraint exceeded; alert 48 or 42.",
        "The client's alert.",
        ("A home-made intermediate", "The template of the authority changed"),
        (
            "openssl x509 -noout -ext basicConstraints,keyUsage for each issuer",
            "How many intermediates lie below a pathlen",
            "Which authority issued the previous certificate",
        ),
        "Issue from the right authority; until then put back the previous bundle.",
        "Issue the leaf from a certificate with basicConstraints=CA:FALSE.",
    ),
    FaultPage(
        "tls/name-constraint",
        "name outside the authority's constraints",
        "An authority of the chain may not issue for this name.",
        "permitted subtree violation; alert certificate_unknown (46) or bad_certificate (42).",
        "The client's alert.",
        ("A service was renamed or moved to another domain", "A new, constrained authority"),
        (
            "openssl x509 -noout -ext nameConstraints for each authority",
            "Names and addresses of the leaf",
            "Which authority issued the previous certificate",
        ),
        "Issue from an authority that may, or keep the old name.",
        "Issue the leaf from an authority with nameConstraints=permitted;DNS:.other.internal.",
    ),
    FaultPage(
        "tls/revocation-unavailable",
        "revocation status unavailable",
        "The certificate demands proof that it is not revoked, and there is none or only a stale one.",
        "No OCSP response received; CRL has expired; alerts 113, 46 or 45.",
        "The client's alert; a failing fetch of the staple in its own log.",
        ("Egress to the responder was closed", "The CRL job stopped", "A must-staple certificate without stapling"),
        (
            "openssl s_client -status: is there a staple, and until when is it good",
            "Can the server reach the OCSP responder",
            "nextUpdate of the CRL",
        ),
        "Restore egress, publish a fresh CRL. Fail softly only where policy allows it.",
        "Issue the leaf with tlsfeature=status_request, and serve it without a staple.",
    ),
    FaultPage(
        "tls/certificate-revoked",
        "revoked certificate",
        "The authority has withdrawn a certificate of the chain.",
        "certificate revoked; alert certificate_revoked (44).",
        "The client's alert.",
        ("A mass revocation by the authority", "An old certificate is still deployed after a key was lost"),
        (
            "Serial of the certificate served, in the CRL or at the OCSP responder",
            "Is its replacement on disk",
            "The reason that the authority gives",
        ),
        "Deploy the replacement. Never roll back to a revoked certificate.",
        "Staple a response that says revoked: openssl ocsp ... -respout revoked.der, then s_server "
        "-status_file revoked.der.",
    ),
    FaultPage(
        "tls/pin-mismatch",
        "key outside the pin set",
        "The chain is good, but holds none of the keys that the client has pinned.",
        "pin verification failed; public key does not match pinned public key.",
        "A close, or alerts 42 or 46.",
        ("Renewed with a new key", "The authority or intermediate was exchanged", "A proxy inspects TLS"),
        (
            "SHA-256 of each public key served, against the pin set",
            "Which release of the client holds which pins",
            "Who ends TLS on the way",
        ),
        "Put back the pinned key and certificate; ship backup pins.",
        "Renew the certificate with another key while a client still pins the old one: curl --pinnedpubkey "
        "sha256//OLD https://HOST.",
    ),
    FaultPage(
        "tls/weak-key-or-signature",
        "weak key or signature",
        "A key or signature is below what strict clients accept: RSA under 2048 bits, SHA-1, MD5.",
        "ee key too small; ca md too weak; insecure algorithm.",
        "Alerts 42, 43, 71 or 40, after clients were upgraded.",
        ("A base image or library raised its security level", "An old appliance's certificate"),
        (
            f"Key size and signature algorithm of each certificate: {_SHOW}",
            "Which client was upgraded, and when",
            "Security level or disabled algorithms of that client",
        ),
        "Roll back the client's image, then issue RSA 2048 or P-256 with SHA-256.",
        "Serve a leaf with an RSA key of 1024 bits, or signed with -sha1.",
    ),
    FaultPage(
        "tls/certificate-malformed",
        "malformed certificate",
        "A certificate cannot be parsed, or its signature does not verify.",
        "certificate signature failure; bad signature; alert bad_certificate (42) or decode_error (50).",
        "The client's alert.",
        ("A file was truncated or edited", "A stricter library", "An exotic authority"),
        (
            "openssl x509 -noout -text for each certificate",
            "openssl verify -x509_strict",
            "Compare digests with the previous release",
        ),
        _PUT_BACK,
        "Change a byte inside the leaf's signature, and serve it with s_server.",
    ),
    FaultPage(
        "tls/key-mismatch",
        "private key of another certificate",
        "The server signs with a key that does not belong to the certificate it sends.",
        "bad signature; alert decrypt_error (51).",
        "Usually it refuses to load them: key values mismatch.",
        ("Half of a renewal was deployed", "The chain file begins with the authority"),
        (
            "Compare openssl x509 -noout -pubkey with openssl pkey -pubout",
            "Order of the chain file: leaf first",
            "Whether all replicas have the same pair",
        ),
        "Put back certificate and key together, as one unit.",
        "Put another key beside the leaf, with a server that does not compare the two.",
    ),
)

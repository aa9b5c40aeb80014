"""Who says what of a case: our judgement as `judge` gives it, the peer, and OpenSSL as a third witness."""

from __future__ import annotations

import subprocess
import warnings
from base64 import encodebytes
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from tests.chains.cases import Case

from firstcause.model.handshake import HandshakeObserved, Look, Phase
from firstcause.model.service import Endpoint, View
from firstcause.sources.handshake.files import parse_trust
from firstcause.tls.judge import judge
from firstcause.tls.trace import Connect, HandshakeTrace, Negotiated
from firstcause.tls.trust import NOTHING

_UNREADABLE = (ValueError, TypeError, x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True, slots=True)
class Said:
    """Whether a chain was accepted, and the words of the refusal."""

    accepted: bool
    reason: str = ""


def ours(case: Case, *, strict: bool) -> HandshakeObserved:
    """What a look concludes that saw this chain, as an ordinary or as a strict caller: the product's own judgement."""
    view = View("caller", strict=strict)
    look = Look("shop", Endpoint("127.0.0.1", 8443, case.name), view)
    trace = HandshakeTrace(
        look,
        case.now,
        Connect.CONNECTED,
        phase=Phase.ESTABLISHED,
        chain=case.chain,
        negotiated=Negotiated("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519"),
    )
    trust = parse_trust(b"".join(map(pem, case.trust))) if case.trust else NOTHING
    return judge(trace, trust, case.now)


def gives_the_reason(case: Case, observed: HandshakeObserved) -> bool:
    """Whether a refusal has a code that fits, names the certificate, and shows both sides."""
    failure = observed.failure
    if failure is None:
        return False
    detail = failure.detail
    return (
        failure.code in case.codes
        and detail.certificate in case.where
        and bool(detail.expected and failure.explanation)
    )


def peer(case: Case) -> Said:
    """`cryptography`'s own verifier, with its default policy for servers. What it cannot read it has refused.

    It is not held to its default depth of eight, and a final dot of the name is taken off as its callers would.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            chain = [x509.load_der_x509_certificate(der) for der in case.chain]
            store = Store([x509.load_der_x509_certificate(der) for der in case.trust])
            verifier = (
                PolicyBuilder()
                .store(store)
                .time(case.now)
                .max_chain_depth(16)
                .build_server_verifier(_subject(case.name))
            )
            verifier.verify(chain[0], chain[1:])
    except VerificationError as error:
        return Said(False, str(error))
    except _UNREADABLE as error:
        return Said(False, f"{type(error).__name__}: {error}")
    return Said(True)


def openssl(case: Case, folder: Path, *, strict: bool = False) -> Said:
    """`openssl verify` as a server's caller, at the security level that Debian ships."""
    leaf, others, trust = (folder / name for name in ("leaf.pem", "others.pem", "trust.pem"))
    leaf.write_bytes(pem(case.chain[0]))
    others.write_bytes(b"".join(map(pem, case.chain[1:])))
    trust.write_bytes(b"".join(map(pem, case.trust)))
    name = ("-verify_ip" if _is_address(case.name) else "-verify_hostname", case.name.removesuffix("."))
    done = subprocess.run(
        [
            *("openssl", "verify", "-no-CApath", "-no-CAstore", "-purpose", "sslserver", "-auth_level", "2"),
            *("-attime", str(int(case.now.timestamp())), *name),
            *(("-CAfile", str(trust)) if case.trust else ("-no-CAfile",)),
            *(("-untrusted", str(others)) if case.chain[1:] else ()),
            *(("-x509_strict",) if strict else ()),
            "-partial_chain",
            str(leaf),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Said(done.returncode == 0, " ".join((done.stdout + done.stderr).split())[:300])


def pem(content: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + encodebytes(content) + b"-----END CERTIFICATE-----\n"


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _subject(name: str) -> x509.DNSName | x509.IPAddress:
    return x509.IPAddress(ip_address(name)) if _is_address(name) else x509.DNSName(name.removesuffix("."))

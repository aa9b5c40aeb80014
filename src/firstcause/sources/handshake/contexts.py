"""OpenSSL contexts for the deep lane, one per view, which verify nothing and allow everything.

Whatever a server sends shall be seen: old versions, weak suites, bad chains. It is judged afterwards (`tls.judge`).
The view limits what is *offered*: its versions, and its client certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from OpenSSL import SSL

from firstcause.model.service import View
from firstcause.sources.handshake import binding
from firstcause.sources.handshake.conversation import keep_staple
from firstcause.sources.handshake.files import (
    Files,
    PrivateKey,
    Stamp,
    ViewFileError,
    file_stamp,
    parse_certificates,
    parse_private_key,
    parse_trust,
    system_trust_path,
)
from firstcause.tls.certificate import der
from firstcause.tls.trace import OnFile
from firstcause.tls.trust import CertificateSet

# Suites of pre-shared keys and of passwords are offered only by who has one: leaving them out changes no hello.
CIPHERS: Final = b"ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0"
# The mandatory one (RFC 8446 section 9.1) first, as browsers have it: its SHA-256 is a third of the cost of SHA-384.
SUITES: Final = b"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
# The groups of OpenSSL 4.0's own hello in their order; but the one key share that is sent is of X25519. Another for
# ML-KEM costs a fifth of the whole look, and a server that insists asks for it (HelloRetryRequest).
GROUPS: Final = (
    b"?X25519MLKEM768:?SecP256r1MLKEM768:?curveSM2MLKEM768:?*X25519:?secp256r1:?X448:?secp384r1:?secp521r1"
    b":?curveSM2:?ffdhe2048:?ffdhe3072"
)
VERSIONS: Final = {
    "": 0,
    "TLSv1": SSL.TLS1_VERSION,
    "TLSv1.0": SSL.TLS1_VERSION,
    "TLSv1.1": SSL.TLS1_1_VERSION,
    "TLSv1.2": SSL.TLS1_2_VERSION,
    "TLSv1.3": SSL.TLS1_3_VERSION,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What our side brings as this view: a context, the client leaf in it (DER, or empty), and what it trusts."""

    context: SSL.Context
    client_certificate: bytes
    trust: CertificateSet


class Offers:
    """Offers by view, renewed when one of the view's files changes on disk."""

    def __init__(self) -> None:
        self._trust = Files(parse_trust)
        self._certificates = Files(parse_certificates)
        self._keys = Files(parse_private_key)
        self._kept: dict[View, tuple[tuple[Stamp, ...], Offer]] = {}

    def offer(self, view: View) -> Offer:
        """What to bring for this view. Raises ViewFileError when our own side cannot."""
        trust_path = view.trust or system_trust_path()
        # A caller whose certificate is not mounted calls without one, and so do we when we look as that caller.
        mounted = bool(view.client_cert) and Path(view.client_cert).exists()
        paths = (trust_path, *((view.client_cert, view.client_key or view.client_cert) if mounted else ()))
        stamps = tuple(file_stamp(p) for p in paths)
        kept = self._kept.get(view)
        if kept is None or kept[0] != stamps:
            kept = self._kept[view] = (stamps, self._make(view, trust_path, mounted=mounted))
        return kept[1]

    def on_file(self, path: str) -> OnFile | None:
        """The leaf that lies there, for a server to serve; None where no file is named."""
        if not path:
            return None
        try:
            written_at = datetime.fromtimestamp(file_stamp(path)[0] / 1e9, UTC)
            return OnFile(der(self._certificates.load(path)[0]), written_at)
        except ViewFileError as error:
            return OnFile(b"", datetime.fromtimestamp(0, UTC), str(error))

    def _make(self, view: View, trust_path: str, *, mounted: bool) -> Offer:
        trust = self._trust.load(trust_path)
        context = _open_context(view)
        if not mounted:
            return Offer(context, b"", trust)
        chain = self._certificates.load(view.client_cert)
        key = self._keys.load(view.client_key or view.client_cert)
        _present(context, chain, key, view.client_cert)
        return Offer(context, der(chain[0]), trust)


def _open_context(view: View) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(_version(view.min_version))
    context.set_max_proto_version(_version(view.max_version))
    context.set_cipher_list(CIPHERS)
    context.set_tls13_ciphersuites(SUITES)
    if not binding.offer_groups(context, GROUPS):
        raise ViewFileError("the TLS library does not know the groups that are to be offered")
    context.set_ocsp_client_callback(keep_staple)
    return context


def _version(name: str) -> int:
    if name not in VERSIONS:
        raise ViewFileError(f"unknown TLS version '{name}'; known are {', '.join(v for v in VERSIONS if v)}")
    return VERSIONS[name]


def _present(context: SSL.Context, chain: tuple[x509.Certificate, ...], key: PrivateKey, path: str) -> None:
    try:
        context.use_certificate(chain[0])
        for issuer in chain[1:]:
            context.add_extra_chain_cert(issuer)
        context.use_privatekey(key)
        context.check_privatekey()
    except SSL.Error as error:
        raise ViewFileError(f"{path}: the client certificate and its key are not a pair") from error

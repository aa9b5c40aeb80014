"""A small certificate authority for fleets of our own: roots, intermediates, leaves, all on P-256.

It knows how a *healthy* certificate looks (RFC 5280 section 4.2); how one is broken on purpose is told by `faults`.
It keeps nothing on disk and reads no clock: whoever issues says what time it is, and writes the PEM himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

ROOT_LIFETIME: Final = timedelta(days=3650)
INTERMEDIATE_LIFETIME: Final = timedelta(days=1825)
LEAF_LIFETIME: Final = timedelta(days=90)
# Clocks in a fleet differ by minutes, so a fresh certificate is already valid a little earlier.
BACKDATED: Final = timedelta(hours=1)


class Usage(Enum):
    """In which role a leaf may be used (RFC 5280 section 4.2.1.12)."""

    SERVER = ExtendedKeyUsageOID.SERVER_AUTH
    CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH


@dataclass(frozen=True, slots=True)
class Authority:
    """A root or an intermediate: its certificate, its key, and `path`, what a server must send above a leaf."""

    name: str
    certificate: x509.Certificate
    key: PrivateKey
    path: tuple[x509.Certificate, ...] = ()  # from this authority upwards, without the root

    @property
    def certificate_pem(self) -> bytes:
        """The authority's own certificate; a root's is what callers put into their trust file."""
        return certificates_pem((self.certificate,))

    @property
    def key_pem(self) -> bytes:
        """The private key, PKCS #8, not encrypted."""
        return private_key_pem(self.key)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a server is given: its chain, leaf first and never with the root, and the leaf's private key."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey

    @property
    def leaf(self) -> x509.Certificate:
        """The server's (or client's) own certificate."""
        return self.chain[0]

    @property
    def bundle_pem(self) -> bytes:
        """The chain as TLS servers read it (RFC 8446 section 4.4.2): leaf, then each issuer."""
        return certificates_pem(self.chain)

    @property
    def key_pem(self) -> bytes:
        """The private key, PKCS #8, not encrypted."""
        return private_key_pem(self.key)


def root(name: str, now: datetime) -> Authority:
    """A self-signed authority, valid for ten years from `now`."""
    key = new_key()
    certificate = _authority_builder(name, key, now, ROOT_LIFETIME, path_length=None).issuer_name(common_name(name))
    return Authority(name, certificate.sign(key, hashes.SHA256()), key)


def intermediate(issuer: Authority, name: str, now: datetime) -> Authority:
    """An authority below `issuer` that signs leaves only (pathLenConstraint 0), valid for five years from `now`."""
    key = new_key()
    builder = _authority_builder(name, key, now, INTERMEDIATE_LIFETIME, path_length=0)
    certificate = signed(issued_by(builder, issuer), issuer)
    return Authority(name, certificate, key, (certificate, *issuer.path))


def leaf(
    issuer: Authority,
    name: str,
    dns_names: Sequence[str],
    now: datetime,
    *,
    usages: Sequence[Usage] = (Usage.SERVER, Usage.CLIENT),
    lifetime: timedelta = LEAF_LIFETIME,
    key: PrivateKey | None = None,
) -> Bundle:
    """A healthy leaf below `issuer`, with the chain to send; it is valid until `now + lifetime`."""
    key = key or new_key()
    builder = issued_by(leaf_builder(name, key, dns_names, now, usages, lifetime), issuer)
    return Bundle((signed(builder, issuer), *issuer.path), key)


def leaf_builder(
    name: str,
    key: PrivateKey,
    dns_names: Sequence[str],
    now: datetime,
    usages: Sequence[Usage],
    lifetime: timedelta,
) -> x509.CertificateBuilder:
    """Everything that a leaf says of itself; the issuer is still to be filled in."""
    return (
        _builder(name, key, now, lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([u.value for u in usages]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in dns_names]), critical=False)
    )


def issued_by(builder: x509.CertificateBuilder, issuer: Authority) -> x509.CertificateBuilder:
    """Fill in what names the issuer: its subject, and its key identifier (RFC 5280 section 4.2.1.1)."""
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return builder.issuer_name(issuer.certificate.subject).add_extension(identifier, critical=False)


def signed(builder: x509.CertificateBuilder, issuer: Authority) -> x509.Certificate:
    """The certificate, signed with the issuer's key."""
    return builder.sign(issuer.key, hashes.SHA256())


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def common_name(name: str) -> x509.Name:
    """`CN=name`."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificates_pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """These certificates in this order, in PEM."""
    return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certificates)


def private_key_pem(key: PrivateKey) -> bytes:
    """The key in PEM, PKCS #8, not encrypted: write it with mode 0600."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _authority_builder(
    name: str, key: PrivateKey, now: datetime, lifetime: timedelta, path_length: int | None
) -> x509.CertificateBuilder:
    return (
        _builder(name, key, now, lifetime)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )


def _builder(name: str, key: PrivateKey, now: datetime, lifetime: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(common_name(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )

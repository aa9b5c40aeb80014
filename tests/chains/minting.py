"""Certificates for chain cases: a healthy draft, changed in one property, then signed, whatever a library thinks of it.

A draft follows the profile of RFC 5280 section 4 and of the CA/Browser Forum's Baseline Requirements (7.1.2), so that
what a case changes is all that is wrong with it. Nothing is validated here: being wrong is what cases are for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from tests.chains import der
from tests.chains.signatures import Key, Scheme, usual

NOW = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
NAME = "shop.example.com"
SERVER = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE
_serials = count(0x5EED_0001_0000_0001)


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension, its value in DER."""

    oid: str
    critical: bool
    value: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that a certificate says, before it is signed."""

    subject: x509.Name
    key: Key
    extensions: tuple[Extension, ...] = ()
    begins: datetime = NOW - YEAR
    ends: datetime = NOW + YEAR
    generalized: bool = False  # dates as GeneralizedTime
    version: int = 3
    serial: int = field(default_factory=lambda: next(_serials))
    issuer: x509.Name | None = None  # the signer's subject, unless a case lies
    identified: bool = True  # an authorityKeyIdentifier is filled in at signing
    scheme: Scheme | None = None
    inner_scheme: Scheme | None = None  # what the signed part says of the signature, unless the same
    trailing: bytes = b""

    def plus(self, value: x509.ExtensionType, *, critical: bool = False) -> Draft:
        """With this extension, in place of one of its kind."""
        return self.minus(type(value)).also(value, critical=critical)

    def also(self, value: x509.ExtensionType, *, critical: bool = False) -> Draft:
        """With this extension, beside one of its kind."""
        return self.raw(value.oid.dotted_string, value.public_bytes(), critical=critical)

    def raw(self, oid: str, value: bytes, *, critical: bool = False) -> Draft:
        """With an extension given in DER."""
        return replace(self, extensions=(*self.extensions, Extension(oid, critical, value)))

    def minus(self, kind: type[x509.ExtensionType]) -> Draft:
        """Without the extension of this kind."""
        kept = tuple(e for e in self.extensions if e.oid != kind.oid.dotted_string)
        identified = self.identified and kind is not x509.AuthorityKeyIdentifier
        return replace(self, extensions=kept, identified=identified)

    def at(self, begins: datetime, ends: datetime) -> Draft:
        """Valid in this period."""
        return replace(self, begins=begins, ends=ends)

    def signed_by(self, signer: Minted) -> Minted:
        """The certificate as this signer issues it."""
        return _sign(self, signer.draft.subject if self.issuer is None else self.issuer, signer.draft)

    def self_signed(self) -> Minted:
        """The certificate, signed by its own key."""
        return _sign(self, self.subject if self.issuer is None else self.issuer, self)


@dataclass(frozen=True, slots=True)
class Minted:
    """A certificate in DER, and the draft that it came from (whose key signs what it issues)."""

    draft: Draft
    der: bytes


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def dn(common_name: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """A distinguished name: the further attributes first, then the common name."""
    attributes = [x509.NameAttribute(oid, value) for oid, value in more]
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def authority(name: str = "Issuing CA", *, path_length: int | None = None, own_key: Key | None = None) -> Draft:
    """An authority as it should be: CA:TRUE, keyCertSign, both critical, and a subjectKeyIdentifier."""
    own_key = own_key or key()
    return (
        Draft(dn(name), own_key, ends=NOW + 5 * YEAR)
        .plus(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .plus(usage(key_cert_sign=True, crl_sign=True), critical=True)
        .plus(x509.SubjectKeyIdentifier.from_public_key(own_key.public_key()))
    )


def anchor(name: str = "Root CA", draft: Draft | None = None) -> Minted:
    """A root as it should be, or this draft, self-signed; a root needs no authorityKeyIdentifier."""
    return (draft or authority(name)).minus(x509.AuthorityKeyIdentifier).self_signed()


def server(*names: str, own_key: Key | None = None, subject: x509.Name | None = None) -> Draft:
    """A server's certificate as it should be, for these names (by default the one that is asked for)."""
    own_key = own_key or key()
    return (
        Draft(dn("Shop") if subject is None else subject, own_key)
        .plus(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .plus(usage(digital_signature=True), critical=True)
        .plus(x509.ExtendedKeyUsage([SERVER]))
        .plus(x509.SubjectKeyIdentifier.from_public_key(own_key.public_key()))
        .plus(alternative(*(names or (NAME,))))
    )


def alternative(*names: str | x509.GeneralName) -> x509.SubjectAlternativeName:
    """subjectAltName: addresses as iPAddress, other text as dNSName, or what is given."""
    return x509.SubjectAlternativeName([_general(name) for name in names])


def constraints(
    permitted: Sequence[str | x509.GeneralName] = (), excluded: Sequence[str | x509.GeneralName] = ()
) -> x509.NameConstraints:
    """nameConstraints of dNSNames, or of what is given."""
    return x509.NameConstraints([_general(n) for n in permitted] or None, [_general(n) for n in excluded] or None)


def usage(
    *,
    digital_signature: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
    key_encipherment: bool = False,
    key_agreement: bool = False,
) -> x509.KeyUsage:
    """keyUsage with these bits."""
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=key_encipherment,
        data_encipherment=False,
        key_agreement=key_agreement,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str | x509.GeneralName) -> x509.GeneralName:
    if isinstance(name, x509.GeneralName):
        return name
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        # A case may want a name that the library would not write.
        return x509.DNSName._init_without_validation(name)


def _sign(draft: Draft, issuer: x509.Name, signer: Draft) -> Minted:
    if draft.identified and draft.version >= 3:
        draft = _identified(draft, signer)
    scheme = draft.scheme or usual(signer.key)
    signed = _to_be_signed(draft, issuer, draft.inner_scheme or scheme)
    certificate = der.sequence(signed, scheme.identifier, der.bits(scheme.sign(signer.key, signed)))
    return Minted(draft, certificate + draft.trailing)


def _identified(draft: Draft, signer: Draft) -> Draft:
    if any(e.oid == x509.AuthorityKeyIdentifier.oid.dotted_string for e in draft.extensions):
        return draft
    return draft.also(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()))


def _to_be_signed(draft: Draft, issuer: x509.Name, scheme: Scheme) -> bytes:
    version = (der.element(0xA0, der.integer(draft.version - 1)),) if draft.version != 1 else ()
    dates = (der.time(moment, generalized=draft.generalized) for moment in (draft.begins, draft.ends))
    extensions = der.sequence(*(_extension(e) for e in draft.extensions))
    return der.sequence(
        *version,
        der.integer(draft.serial),
        scheme.identifier,
        issuer.public_bytes(),
        der.sequence(*dates),
        draft.subject.public_bytes(),
        draft.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        *((der.element(0xA3, extensions),) if draft.extensions else ()),
    )


def _extension(extension: Extension) -> bytes:
    critical = (b"\x01\x01\xff",) if extension.critical else ()
    return der.sequence(der.identifier(extension.oid), *critical, der.element(der.OCTET_STRING, extension.value))

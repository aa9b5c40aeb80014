"""Bundles of the lab: healthy ones with either kind of key, and some that only a lab wants."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509 import ocsp

from firstcause.pki import authority
from firstcause.pki.authority import Authority, Bundle, PrivateKey, Usage
from firstcause.pki.faults import FAULTS, Recipe

NAME = "shop.internal"
JAVAS_PASSWORD = b"changeit"
DAY = timedelta(days=1)
BOTH = (Usage.SERVER, Usage.CLIENT)


@dataclass
class Certificates:
    """A root that everybody trusts, its issuing authority, and what can be made of them. It keeps files in `folder`."""

    folder: Path
    now: datetime
    rsa_key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def __post_init__(self) -> None:
        self.root = authority.root("Lab Root CA", self.now)
        self.issuing = authority.intermediate(self.root, "Lab Issuing CA", self.now)
        self.foreign = authority.root("Foreign Root CA", self.now)
        self.trust = self.write("ca.pem", self.root.certificate_pem)
        self._files = 0

    def write(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def files(self, bundle: Bundle, key_pem: bytes = b"") -> tuple[str, str, str, str]:
        """Leaf, chain above it, whole bundle with its key, and key, as files."""
        self._files += 1
        stem, key = f"bundle-{self._files}", key_pem or bundle.key_pem
        whole = self.write(f"{stem}.pem", bundle.bundle_pem + key)
        leaf = self.write(f"{stem}.leaf", authority.certificates_pem(bundle.chain[:1]))
        above = self.write(f"{stem}.chain", authority.certificates_pem(bundle.chain[1:]))
        return leaf, above if bundle.chain[1:] else "", whole, self.write(f"{stem}.key", key)

    def pkcs12(self, bundle: Bundle) -> str:
        """A key and its chain in Java's way."""
        above = bundle.chain[1:] or None
        sealed = BestAvailableEncryption(JAVAS_PASSWORD)
        data = pkcs12.serialize_key_and_certificates(b"shop", bundle.key, bundle.chain[0], above, sealed)
        self._files += 1
        return self.write(f"bundle-{self._files}.p12", data)

    def pkcs12_of(self, trusted: Authority) -> str:
        """A trust store in Java's way."""
        trusted_ones = [pkcs12.PKCS12Certificate(trusted.certificate, b"root")]
        self._files += 1
        data = pkcs12.serialize_java_truststore(trusted_ones, BestAvailableEncryption(JAVAS_PASSWORD))
        return self.write(f"trust-{self._files}.p12", data)

    def leaf(
        self,
        *,
        key: PrivateKey | None = None,
        issuer: Authority | None = None,
        names: Sequence[str] = (NAME,),
        now: datetime | None = None,
        lifetime: timedelta = authority.LEAF_LIFETIME,
        usages: Sequence[Usage] = BOTH,
    ) -> Bundle:
        issuer, now = issuer or self.issuing, now or self.now
        return authority.leaf(issuer, "shop", names, now, usages=usages, lifetime=lifetime, key=key)

    def broken(self, code: str) -> Bundle:
        """By the product's own fault function; its keys are on P-256."""
        return FAULTS[code](Recipe(self.issuing, "shop", (NAME,), self.now))

    def rsa(self) -> Bundle:
        return self.leaf(key=self.rsa_key)

    def expired_intermediate(self) -> Bundle:
        old = authority.intermediate(self.root, "Lab Old Issuing CA", self.now - authority.INTERMEDIATE_LIFETIME - DAY)
        return self.leaf(issuer=old)

    def untrusted_root_sent_along(self) -> Bundle:
        bundle = self.leaf(issuer=authority.intermediate(self.foreign, "Foreign Issuing CA", self.now))
        return replace(bundle, chain=(*bundle.chain, self.foreign.certificate))

    def rotated_root(self) -> Bundle:
        """An authority of the same name with another key."""
        again = authority.root("Lab Root CA", self.now)
        return self.leaf(issuer=authority.intermediate(again, "Lab Issuing CA 2", self.now))

    def below_path_length(self) -> Bundle:
        return self.leaf(issuer=authority.intermediate(self.issuing, "Lab Sub CA", self.now))

    def outside_name_constraints(self) -> Bundle:
        permitted = x509.NameConstraints([x509.DNSName("payments.internal")], None)
        key = authority.new_key()
        template = authority.intermediate(self.root, "Lab Payments CA", self.now).certificate
        builder = _like(template, key).issuer_name(self.root.certificate.subject)
        signed = authority.signed(builder.add_extension(permitted, critical=True), self.root)
        return self.leaf(issuer=Authority("Lab Payments CA", signed, key, (signed,)))

    def with_extension(self, extension: x509.ExtensionType) -> Bundle:
        key = authority.new_key()
        builder = authority.leaf_builder("shop", key, (NAME,), self.now, BOTH, authority.LEAF_LIFETIME)
        builder = authority.issued_by(builder.add_extension(extension, critical=False), self.issuing)
        return Bundle((authority.signed(builder, self.issuing), *self.issuing.path), key)

    def without_names(self) -> Bundle:
        """A common name, as in the old days, and no subjectAltName."""
        return self._rebuilt(lambda e: not isinstance(e.value, x509.SubjectAlternativeName))

    def for_address(self, address: str) -> Bundle:
        return self._rebuilt(lambda e: not isinstance(e.value, x509.SubjectAlternativeName), address)

    def sha1(self) -> Bundle:
        """`cryptography` refuses to sign like this; OpenSSL's command does not."""
        key = self.rsa_key
        request = x509.CertificateSigningRequestBuilder().subject_name(authority.common_name("shop"))
        asked = self.write("sha1.csr", request.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
        extensions = self.write("sha1.ext", f"subjectAltName=DNS:{NAME}\nextendedKeyUsage=serverAuth\n".encode())
        above = self.write("sha1-ca.pem", self.issuing.certificate_pem)
        signer = self.write("sha1-ca.key", self.issuing.key_pem)
        made = str(self.folder / "sha1.pem")
        command = ["openssl", "x509", "-req", "-in", asked, "-CA", above, "-CAkey", signer, "-sha1", "-days", "30"]
        subprocess.run([*command, "-extfile", extensions, "-out", made], check=True, capture_output=True)
        leaf = x509.load_pem_x509_certificate(Path(made).read_bytes())
        return Bundle((leaf, *self.issuing.path), key)

    def staple(self, leaf: x509.Certificate, *, revoked: bool = False, until: timedelta = DAY) -> str:
        """A signed OCSP response, as a file."""
        status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            leaf,
            self.issuing.certificate,
            hashes.SHA1(),  # noqa: S303 - an identifier, as every responder makes it
            status,
            self.now - 2 * DAY,
            self.now + until,
            self.now - DAY if revoked else None,
            x509.ReasonFlags.key_compromise if revoked else None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.issuing.certificate)
        self._files += 1
        signed = builder.sign(self.issuing.key, hashes.SHA256())
        return self.write(f"staple-{self._files}.der", signed.public_bytes(Encoding.DER))

    def _rebuilt(self, keeps: object, address: str = "") -> Bundle:
        template, key = self.leaf().leaf, authority.new_key()
        builder = _like(template, key, keeps).issuer_name(self.issuing.certificate.subject)
        if address:
            names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
            builder = builder.add_extension(names, critical=False)
        return Bundle((authority.signed(builder, self.issuing), *self.issuing.path), key)


def _like(template: x509.Certificate, key: PrivateKey, keeps: object = None) -> x509.CertificateBuilder:
    """Everything that the template says of itself, with another key."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(template.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(template.not_valid_before_utc)
        .not_valid_after(template.not_valid_after_utc)
    )
    own = (x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier)
    for extension in template.extensions:
        if not isinstance(extension.value, own) and (not callable(keeps) or keeps(extension)):
            builder = builder.add_extension(extension.value, extension.critical)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)

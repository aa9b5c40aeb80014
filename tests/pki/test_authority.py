"""Healthy certificates carry what RFC 5280 asks for, and each fault breaks exactly what it says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from firstcause.model.fault import FAULTS as CODES
from firstcause.pki import authority
from firstcause.pki.authority import Authority
from firstcause.pki.faults import FAULTS, Recipe

NOW = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
NAME = "order-service.internal"


@pytest.fixture(scope="module")
def issuing() -> Authority:
    return authority.intermediate(authority.root("Root", NOW), "Issuing", NOW)


def test_a_bundle_is_leaf_first_and_never_holds_the_root(issuing: Authority) -> None:
    """What a server is given, and what PEM holds, is leaf then intermediate."""
    bundle = authority.leaf(issuing, "order-service", (NAME,), NOW)
    sent = x509.load_pem_x509_certificates(bundle.bundle_pem)
    assert sent == [bundle.leaf, issuing.certificate]
    sent[0].verify_directly_issued_by(sent[1])
    key = load_pem_private_key(bundle.key_pem, password=None)
    assert key.public_key() == bundle.leaf.public_key()


def test_a_leaf_directly_below_a_root_is_sent_alone() -> None:
    """A root is never sent, so there is nothing above the leaf."""
    root = authority.root("Root", NOW)
    assert len(authority.leaf(root, "a", (NAME,), NOW).chain) == 1


def test_authorities_may_sign_and_leaves_may_not(issuing: Authority) -> None:
    """basicConstraints and keyUsage say who is an authority."""
    leaf = authority.leaf(issuing, "order-service", (NAME,), NOW).leaf
    for certificate, is_authority in ((issuing.certificate, True), (leaf, False)):
        extensions = certificate.extensions
        assert extensions.get_extension_for_class(x509.BasicConstraints).value.ca is is_authority
        assert extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign is is_authority


def test_key_identifiers_join(issuing: Authority) -> None:
    """A leaf's authorityKeyIdentifier is its issuer's subjectKeyIdentifier."""
    leaf = authority.leaf(issuing, "order-service", (NAME,), NOW).leaf
    wanted = leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert wanted == issuing.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_every_fault_is_a_known_code(issuing: Authority) -> None:
    """Faults are registered under codes of the contract, and the registry cannot be changed from outside."""
    assert set(FAULTS) <= CODES
    with pytest.raises(TypeError):
        FAULTS["tls/other"] = FAULTS["tls/unknown-ca"]  # type: ignore[index]  # this is what must not work


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_fault_keeps_the_subject(issuing: Authority, code: str) -> None:
    """Whatever is broken, the leaf still says whose it is: faults are found by looking, not by name."""
    bundle = FAULTS[code](Recipe(issuing, "order-service", (NAME,), NOW))
    assert bundle.leaf.subject == authority.common_name("order-service")
    assert bundle.bundle_pem.count(b"BEGIN CERTIFICATE") == len(bundle.chain)

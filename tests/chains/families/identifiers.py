"""Key identifiers: absent, critical, and of another key (RFC 5280 sections 4.2.1.1 and 4.2.1.2)."""

from __future__ import annotations

from cryptography import x509
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.families.authorities import below, under
from tests.chains.minting import Draft, Minted, anchor, authority, server

IDENTIFIERS = "identifiers"
AUTHORITY = "RFC 5280 section 4.2.1.1"
SUBJECT = "RFC 5280 section 4.2.1.2"
PROFILE = "certificate-malformed"
# A verifier that looks for the issuer by its key identifier does not find it.
NOT_FOUND = ("certificate-malformed", "unknown-ca", "incomplete-chain")
STRANGE = bytes(range(20))


def leaf(draft: Draft) -> tuple[list[Minted], list[Minted]]:
    root = anchor()
    return [draft.signed_by(root)], [root]


def identified(
    key_identifier: bytes | None, issuer: Minted | None = None, serial: int = 0
) -> x509.UnrecognizedExtension:
    """An authorityKeyIdentifier of these parts."""
    parts = [der.element(0x80, key_identifier)] if key_identifier is not None else []
    if issuer is not None:
        parts.append(der.element(0xA1, der.element(0xA4, issuer.draft.subject.public_bytes())))
        parts.append(der.element(0x82, der.integer(serial)[2:]))
    return x509.UnrecognizedExtension(x509.AuthorityKeyIdentifier.oid, der.sequence(*parts))


def with_identifier(extension: x509.UnrecognizedExtension) -> Draft:
    return server().raw(extension.oid.dotted_string, extension.value)


def key_identifier(minted: Minted) -> bytes:
    return x509.SubjectKeyIdentifier.from_public_key(minted.draft.key.public_key()).digest


@case(IDENTIFIERS)
def leaf_without_issuer_identifier() -> Case:
    """Python refuses it from 3.13 on; most other clients do not."""
    chain = leaf(server().minus(x509.AuthorityKeyIdentifier))
    return refused(*chain, AUTHORITY, PROFILE, "leaf", by=Refused.STRICT)


@case(IDENTIFIERS)
def intermediate_without_issuer_identifier() -> Case:
    chain = below(authority().minus(x509.AuthorityKeyIdentifier))
    return refused(*chain, AUTHORITY, PROFILE, "intermediate 1", by=Refused.STRICT)


@case(IDENTIFIERS)
def root_without_issuer_identifier() -> Case:
    """Who signs itself need not say who signed it."""
    return accepted(*under(anchor()), AUTHORITY)


@case(IDENTIFIERS)
def root_with_issuer_identifier() -> Case:
    """It may, though."""
    return accepted(*under(authority("Root CA").self_signed()), AUTHORITY)


@case(IDENTIFIERS)
def leaf_with_empty_issuer_identifier() -> Case:
    """Neither key nor name."""
    chain = leaf(with_identifier(identified(None)))
    return refused(*chain, AUTHORITY, PROFILE, "leaf", by=Refused.STRICT)


@case(IDENTIFIERS)
def leaf_with_identifier_of_another_key() -> Case:
    """The signature is right; OpenSSL does not take this issuer for the one that is meant."""
    return refused(*leaf(with_identifier(identified(STRANGE))), AUTHORITY, NOT_FOUND, "leaf")


@case(IDENTIFIERS)
def intermediate_with_identifier_of_another_key() -> Case:
    extension = identified(STRANGE)
    draft = authority().raw(extension.oid.dotted_string, extension.value)
    return refused(*below(draft), AUTHORITY, NOT_FOUND, "intermediate 1")


@case(IDENTIFIERS)
def leaf_with_name_and_serial_of_its_issuer() -> Case:
    """Key, name and serial are all right. The Web's rules want the key alone."""
    root = anchor()
    extension = identified(key_identifier(root), root, root.draft.serial)
    chain = [with_identifier(extension).signed_by(root)]
    return refused(chain, [root], "CABF BR 7.1.2.11.1", PROFILE, "leaf", by=Refused.PEDANTIC)


@case(IDENTIFIERS)
def leaf_with_serial_of_another_issuer() -> Case:
    """The key is right; the serial number is of another certificate. OpenSSL looks at it."""
    root = anchor()
    extension = identified(key_identifier(root), root, root.draft.serial + 1)
    return refused([with_identifier(extension).signed_by(root)], [root], AUTHORITY, NOT_FOUND, "leaf")


@case(IDENTIFIERS)
def leaf_with_critical_issuer_identifier() -> Case:
    """It must not be critical; OpenSSL and Go refuse it."""
    root = anchor()
    value = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.draft.key.public_key())
    return refused([server().also(value, critical=True).signed_by(root)], [root], AUTHORITY, PROFILE, "leaf")


@case(IDENTIFIERS)
def root_with_critical_issuer_identifier() -> Case:
    draft = authority("Root CA")
    value = x509.AuthorityKeyIdentifier.from_issuer_public_key(draft.key.public_key())
    return refused(*under(draft.also(value, critical=True).self_signed()), AUTHORITY, PROFILE, "root")


@case(IDENTIFIERS)
def leaf_without_its_own_identifier() -> Case:
    """Only authorities need one."""
    return accepted(*leaf(server().minus(x509.SubjectKeyIdentifier)), SUBJECT)


@case(IDENTIFIERS)
def intermediate_without_its_own_identifier() -> Case:
    chain = below(authority().minus(x509.SubjectKeyIdentifier))
    return refused(*chain, SUBJECT, PROFILE, "intermediate 1", by=Refused.STRICT)


@case(IDENTIFIERS)
def root_without_its_own_identifier() -> Case:
    chain = under(anchor(draft=authority("Root CA").minus(x509.SubjectKeyIdentifier)))
    return refused(*chain, SUBJECT, PROFILE, "root", by=Refused.STRICT)


@case(IDENTIFIERS)
def intermediate_with_critical_identifier() -> Case:
    """It must not be critical; OpenSSL and Go refuse it."""
    draft = authority()
    value = x509.SubjectKeyIdentifier.from_public_key(draft.key.public_key())
    return refused(*below(draft.plus(value, critical=True)), SUBJECT, PROFILE, "intermediate 1")


@case(IDENTIFIERS)
def an_identifier_that_is_no_hash() -> Case:
    """Any octets will do, if both sides agree."""
    root = anchor()
    issuing = authority().plus(x509.SubjectKeyIdentifier(STRANGE)).signed_by(root)
    return accepted([with_identifier(identified(STRANGE)).signed_by(issuing), issuing], [root], SUBJECT)


@case(IDENTIFIERS)
def leaf_with_name_of_another_issuer() -> Case:
    """Key and serial are right, the name beside them is not. OpenSSL looks at it."""
    root, other = anchor(), anchor("Other Root")
    extension = identified(key_identifier(root), other, root.draft.serial)
    return refused([with_identifier(extension).signed_by(root)], [root], AUTHORITY, NOT_FOUND, "leaf")

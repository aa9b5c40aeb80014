"""Versions, serial numbers, and certificates that are written wrongly (RFC 5280 section 4.1)."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.families.authorities import below
from tests.chains.minting import NAME, Draft, Minted, alternative, anchor, authority, server

ENCODING = "encoding"
SERIAL = "RFC 5280 section 4.1.2.2"
VERSION = "RFC 5280 section 4.1.2.1"
EXTENSIONS = "RFC 5280 section 4.2"
PROFILE = "certificate-malformed"
UNREADABLE = ("certificate-malformed", "name-mismatch")
ACCESS = "1.3.6.1.5.5.7.1.1"


def leaf(draft: Draft) -> tuple[list[Minted], list[Minted]]:
    root = anchor()
    return [draft.signed_by(root)], [root]


@case(ENCODING)
def serial_of_20_octets() -> Case:
    """The longest that is allowed."""
    return accepted(*leaf(replace(server(), serial=2**158 + 1)), SERIAL)


@case(ENCODING)
def serial_of_21_octets() -> Case:
    return refused(*leaf(replace(server(), serial=2**166 + 1)), SERIAL, PROFILE, "leaf", by=Refused.PEDANTIC)


@case(ENCODING)
def serial_of_nought() -> Case:
    return refused(*leaf(replace(server(), serial=0)), SERIAL, PROFILE, "leaf", by=Refused.PEDANTIC)


@case(ENCODING)
def serial_is_negative() -> Case:
    """Go refuses to read it from 1.23 on."""
    return refused(*leaf(replace(server(), serial=-5)), SERIAL, PROFILE, "leaf", by=Refused.STRICT)


@case(ENCODING)
def serial_of_an_intermediate_is_nought() -> Case:
    chain = below(replace(authority(), serial=0))
    return refused(*chain, SERIAL, PROFILE, "intermediate 1", by=Refused.PEDANTIC)


@case(ENCODING)
def leaf_of_version_1() -> Case:
    """Without extensions there is no subjectAltName."""
    return refused(*leaf(replace(server(), version=1, extensions=())), VERSION, UNREADABLE, "leaf")


@case(ENCODING)
def leaf_of_version_1_with_extensions() -> Case:
    """Extensions came with version 3."""
    draft = replace(server(), version=1)
    return refused(*leaf(draft), VERSION, PROFILE, "leaf", by=Refused.STRICT)


@case(ENCODING)
def a_key_of_a_kind_that_nobody_knows() -> Case:
    """The SubjectPublicKeyInfo names a private algorithm."""
    chain, trust = leaf(server())
    unknown = chain[0].der.replace(der.identifier("1.2.840.10045.2.1"), der.identifier("1.3.6.1.4.1.5555"), 1)
    return refused([replace(chain[0], der=unknown)], trust, "RFC 5280 section 4.1.2.7", PROFILE, "leaf")


@case(ENCODING)
def leaf_of_version_4() -> Case:
    """There is no such version; Go and the browsers refuse it."""
    return refused(*leaf(replace(server(), version=4)), VERSION, PROFILE, "leaf")


@case(ENCODING)
def an_extension_twice() -> Case:
    return refused(*leaf(server().also(alternative(NAME))), EXTENSIONS, PROFILE, "leaf")


@case(ENCODING)
def an_extension_twice_in_an_intermediate() -> Case:
    draft = authority().also(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return refused(*below(draft), EXTENSIONS, PROFILE, "intermediate 1")


@case(ENCODING)
def octets_after_the_end() -> Case:
    """The Certificate message holds more than the certificate."""
    return refused(*leaf(replace(server(), trailing=b"\0\0")), "RFC 8446 section 4.4.2", PROFILE, "leaf")


@case(ENCODING)
def octets_after_the_end_of_an_intermediate() -> Case:
    chain = below(replace(authority(), trailing=b"more"))
    return refused(*chain, "RFC 8446 section 4.4.2", PROFILE, "intermediate 1")


@case(ENCODING)
def cut_short() -> Case:
    chain, trust = leaf(server())
    return refused([replace(chain[0], der=chain[0].der[:-9])], trust, "RFC 5280 section 4.1", PROFILE, "leaf")


@case(ENCODING)
def no_certificate_at_all() -> Case:
    """A key was deployed where the certificate belongs."""
    chain, trust = leaf(server())
    return refused(
        [replace(chain[0], der=b"-----BEGIN PRIVATE KEY-----")], trust, "RFC 5280 section 4.1", PROFILE, "leaf"
    )


@case(ENCODING)
def names_that_cannot_be_read() -> Case:
    draft = server().minus(x509.SubjectAlternativeName).raw("2.5.29.17", b"\x30\x05oops")
    return refused(*leaf(draft), "RFC 5280 section 4.2.1.6", UNREADABLE, "leaf")


@case(ENCODING)
def access_that_cannot_be_read() -> Case:
    """A malformed authorityInfoAccess; Go and strict clients refuse it."""
    return refused(*leaf(server().raw(ACCESS, b"oops")), "RFC 5280 section 4.2.2.1", PROFILE, "leaf")


@case(ENCODING)
def constraints_of_an_authority_that_cannot_be_read() -> Case:
    draft = authority().minus(x509.BasicConstraints).raw("2.5.29.19", b"\x04\x01\x00", critical=True)
    return refused(*below(draft), "RFC 5280 section 4.2.1.9", (PROFILE, "invalid-ca"), "intermediate 1")


@case(ENCODING)
def an_unknown_extension_with_anything_in_it() -> Case:
    """Who does not know it does not look into it."""
    return accepted(*leaf(server().raw("1.3.6.1.4.1.55555.1", b"\xff\xff")), EXTENSIONS)


@case(ENCODING)
def a_stranger_that_cannot_be_read() -> Case:
    """Rubbish after the chain: OpenSSL ends the handshake for it, and so do Go and the browsers."""
    chain, trust = leaf(server())
    rubbish = Minted(server(), b"\x30\x03abc")
    codes = PROFILE
    return refused([*chain, rubbish], trust, "RFC 8446 section 4.4.2", codes, ("intermediate 1", ""))


@case(ENCODING)
def a_root_that_cannot_be_read() -> Case:
    """The caller's own trust file holds an authority with malformed nameConstraints."""
    root = anchor(draft=authority("Root CA").raw("2.5.29.30", b"\x04\x02no", critical=True))
    return refused([server().signed_by(root)], [root], "RFC 5280 section 4.2.1.10", PROFILE, "root")

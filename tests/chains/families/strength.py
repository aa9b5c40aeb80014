"""Keys and signatures, strong and weak: what clients of today still take (CABF BR 6.1.5 and 7.1.3, RFC 9155)."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from tests.chains import signatures
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.minting import Draft, Minted, anchor, authority, server
from tests.chains.signatures import Key, Scheme

STRENGTH = "strength"
KEYS = "CABF BR 6.1.5"
SIGNATURES = "CABF BR 7.1.3.2"
WEAK = "weak-key-or-signature"
ALTERED = (WEAK, "certificate-malformed")


@cache
def rsa_key(bits: int, exponent: int = 65537) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(exponent, bits)


@cache
def dsa_key() -> dsa.DSAPrivateKey:
    return dsa.generate_private_key(2048)


def leaf_with(key: Key) -> tuple[list[Minted], list[Minted]]:
    root = anchor()
    return [server(own_key=key).signed_by(root)], [root]


def issuer_with(key: Key) -> tuple[list[Minted], list[Minted]]:
    root = anchor()
    issuing = authority(own_key=key).signed_by(root)
    return [server().signed_by(issuing), issuing], [root]


def root_with(key: Key) -> tuple[list[Minted], list[Minted]]:
    root = anchor(draft=authority("Root CA", own_key=key))
    return [server().signed_by(root)], [root]


def signed_with(scheme: Scheme, key: Key, draft: Draft | None = None) -> tuple[list[Minted], list[Minted]]:
    root = anchor(draft=authority("Root CA", own_key=key))
    return [replace(draft or server(), scheme=scheme).signed_by(root)], [root]


@case(STRENGTH)
def rsa_of_2048_bits() -> Case:
    return accepted(*leaf_with(rsa_key(2048)), KEYS)


@case(STRENGTH)
def rsa_of_3072_bits() -> Case:
    return accepted(*root_with(rsa_key(3072)), KEYS)


@case(STRENGTH)
def rsa_with_exponent_3() -> Case:
    """Allowed, if no longer usual."""
    return accepted(*leaf_with(rsa_key(2048, 3)), "CABF BR 6.1.6")


@case(STRENGTH)
def rsa_of_1024_bits() -> Case:
    return refused(*leaf_with(rsa_key(1024)), KEYS, WEAK, "leaf")


@case(STRENGTH)
def rsa_of_2040_bits() -> Case:
    """Eight bits less than the least; OpenSSL counts its strength in steps, and lets it pass."""
    return refused(*leaf_with(rsa_key(2040)), KEYS, WEAK, "leaf", by=Refused.PEDANTIC)


@case(STRENGTH)
def rsa_of_2050_bits() -> Case:
    """Long enough, and no multiple of eight."""
    return refused(*leaf_with(rsa_key(2050)), KEYS, WEAK, "leaf", by=Refused.PEDANTIC)


@case(STRENGTH)
def intermediate_of_1024_bits() -> Case:
    return refused(*issuer_with(rsa_key(1024)), KEYS, WEAK, "intermediate 1")


@case(STRENGTH)
def root_of_1024_bits() -> Case:
    """What is below a weak root can be forged: OpenSSL at its present default level looks at every key of the path."""
    return refused(*root_with(rsa_key(1024)), KEYS, WEAK, "root")


@case(STRENGTH)
def curve_p384() -> Case:
    return accepted(*leaf_with(ec.generate_private_key(ec.SECP384R1())), KEYS)


@case(STRENGTH)
def curve_p521() -> Case:
    return accepted(*issuer_with(ec.generate_private_key(ec.SECP521R1())), KEYS)


@case(STRENGTH)
def curve_p224() -> Case:
    """No client of today offers this curve."""
    return refused(*leaf_with(ec.generate_private_key(ec.SECP224R1())), KEYS, WEAK, "leaf")


@case(STRENGTH)
def curve_p192() -> Case:
    return refused(*leaf_with(ec.generate_private_key(ec.SECP192R1())), KEYS, WEAK, "leaf")


@case(STRENGTH)
def curve_of_the_bitcoin() -> Case:
    """secp256k1 is strong, and no TLS client offers it."""
    return refused(*leaf_with(ec.generate_private_key(ec.SECP256K1())), KEYS, WEAK, "leaf")


@case(STRENGTH)
def ed25519_leaf() -> Case:
    """Sound (RFC 8410), and taken by OpenSSL and Go; browsers and the Web's rules do not know it."""
    return refused(*leaf_with(ed25519.Ed25519PrivateKey.generate()), KEYS, WEAK, "leaf", by=Refused.PEDANTIC)


@case(STRENGTH)
def ed25519_root() -> Case:
    """The same in a root, so that the leaf carries such a signature."""
    where = ("leaf", "root")
    return refused(*root_with(ed25519.Ed25519PrivateKey.generate()), SIGNATURES, WEAK, where, by=Refused.PEDANTIC)


@case(STRENGTH)
def dsa_leaf() -> Case:
    """TLS 1.3 has no DSA, and clients of TLS 1.2 do not offer it."""
    return refused(*leaf_with(dsa_key()), KEYS, WEAK, "leaf")


@case(STRENGTH)
def dsa_root() -> Case:
    """A leaf with a DSA signature: Go, the browsers and the Web's rules refuse it."""
    return refused(*root_with(dsa_key()), SIGNATURES, WEAK, ("leaf", "root"))


@case(STRENGTH)
def sha1_with_rsa() -> Case:
    return refused(*signed_with(signatures.RSA_SHA1, rsa_key(2048)), "RFC 9155, CABF BR 7.1.3.2.1", WEAK, "leaf")


@case(STRENGTH)
def sha1_with_ecdsa() -> Case:
    chain = signed_with(signatures.ECDSA_SHA1, ec.generate_private_key(ec.SECP256R1()))
    return refused(*chain, "RFC 9155, CABF BR 7.1.3.2.2", WEAK, "leaf")


@case(STRENGTH)
def md5_with_rsa() -> Case:
    return refused(*signed_with(signatures.RSA_MD5, rsa_key(2048)), "RFC 9155, CABF BR 7.1.3.2.1", WEAK, "leaf")


@case(STRENGTH)
def intermediate_signed_with_sha1() -> Case:
    """One step up."""
    root = anchor(draft=authority("Root CA", own_key=rsa_key(2048)))
    issuing = replace(authority(), scheme=signatures.RSA_SHA1).signed_by(root)
    chain = [server().signed_by(issuing), issuing]
    return refused(chain, [root], "RFC 9155, CABF BR 7.1.3.2.1", WEAK, "intermediate 1")


@case(STRENGTH)
def root_signed_with_sha1() -> Case:
    """Nobody relies on the signature of an anchor."""
    draft = replace(authority("Root CA", own_key=rsa_key(2048)), scheme=signatures.RSA_SHA1)
    root = anchor(draft=draft)
    return accepted([server().signed_by(root)], [root], "RFC 5280 section 6.1.1 (d)")


@case(STRENGTH)
def rsa_pss() -> Case:
    return accepted(*signed_with(signatures.RSA_PSS, rsa_key(2048)), SIGNATURES)


@case(STRENGTH)
def sha512_with_rsa() -> Case:
    return accepted(*signed_with(signatures.RSA_SHA512, rsa_key(2048)), SIGNATURES)


@case(STRENGTH)
def sha384_with_p384() -> Case:
    return accepted(*signed_with(signatures.ECDSA_SHA384, ec.generate_private_key(ec.SECP384R1())), SIGNATURES)


@case(STRENGTH)
def sha512_with_p256() -> Case:
    """A pair that the Web's rules do not list; clients take it."""
    chain = signed_with(signatures.ECDSA_SHA512, ec.generate_private_key(ec.SECP256R1()))
    return refused(*chain, "CABF BR 7.1.3.2.2", WEAK, "leaf", by=Refused.PEDANTIC)


@case(STRENGTH)
def algorithm_within_differs() -> Case:
    """The signed part names another algorithm than the signature."""
    draft = replace(server(), inner_scheme=signatures.ECDSA_SHA384)
    chain = signed_with(signatures.ECDSA_SHA256, ec.generate_private_key(ec.SECP256R1()), draft)
    return refused(*chain, "RFC 5280 section 4.1.1.2", ALTERED, "leaf")


@case(STRENGTH)
def algorithm_within_differs_in_an_intermediate() -> Case:
    """One step up."""
    root = anchor()
    issuing = replace(authority(), inner_scheme=signatures.ECDSA_SHA512).signed_by(root)
    chain = [server().signed_by(issuing), issuing]
    return refused(chain, [root], "RFC 5280 section 4.1.1.2", ALTERED, "intermediate 1")


@case(STRENGTH)
def algorithm_that_nobody_knows() -> Case:
    """A signature by an algorithm of a private arc."""
    known = signatures.ECDSA_SHA256
    unknown = replace(known, identifier=bytes.fromhex("300b06092b0601040183b16303"))
    chain = signed_with(unknown, ec.generate_private_key(ec.SECP256R1()))
    return refused(*chain, "RFC 5280 section 6.1.3 (a)(1)", ALTERED, "leaf")


@case(STRENGTH)
def intermediate_on_p224() -> Case:
    """The signature on the leaf is of a curve that clients do not offer."""
    return refused(*issuer_with(ec.generate_private_key(ec.SECP224R1())), KEYS, WEAK, "intermediate 1")

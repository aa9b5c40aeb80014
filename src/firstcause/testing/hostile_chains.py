"""Chains that are made to cost their reader dearly, each within what a TLS library lets through (100 KiB).

Tests hold them against the bounds of the judgement; the benchmark says what they cost.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ed25519

from firstcause.pki.authority import Authority, new_key
from firstcause.testing import odd_certificates as odd
from firstcause.testing.odd_certificates import Odd

Chain = tuple[bytes, ...]
Key = ed25519.Ed25519PrivateKey
_X: Final = odd.name(b"X")


def ten_thousand_names(root: Authority) -> Chain:
    """One leaf."""
    return (replace(Odd.below(root), extensions=_names(10_000)).certificate(),)


def endless_name(root: Authority) -> Chain:
    """A common name of 90 kB, with escape sequences."""
    return (replace(Odd.below(root), subject=odd.name(b"\x1b[2J" * 22_000)).certificate(),)


def many_constraints(root: Authority) -> Chain:
    """An authority with three thousand constraints, of which the last permits all of a thousand names."""
    return _constrained(root, 1, [b"b%d.y" % n for n in range(3000)] + [b"x"], 1000)


def constraining_authorities(root: Authority) -> Chain:
    """Thirty authorities above one another, each with a constraint, and five thousand names below."""
    return _constrained(root, 30, [b"x"], 5000)


def line(_: Authority) -> Chain:
    """Each signed by the next, all under one name: whoever looks for an issuer tries all that are left."""
    keys = [Key.generate() for _ in range(301)]
    return tuple(_namesake(key, above, n) for n, (key, above) in enumerate(pairwise(keys), 1))


def mesh(_: Authority) -> Chain:
    """Fifty keys that sign one another six times, all under one name."""
    keys = [Key.generate() for _ in range(50)]
    return tuple(_namesake(keys[n % 50], keys[(n * 7 + 3) % 50], n + 1) for n in range(300))


def namesakes(_: Authority) -> Chain:
    """None has signed any other."""
    nobody = Key.generate()
    return tuple(_namesake(Key.generate(), nobody, n + 1) for n in range(300))


def one_key(_: Authority) -> Chain:
    """Two hundred and fifty certificates of one name and one key, each of which has signed all others."""
    key = new_key()
    same = Odd(_X, odd.ecdsa(key), subject=_X, key=odd.public_key(key), extensions=odd.key_identifiers(b"k", b"k"))
    return tuple(replace(same, serial=b"\x01" + bytes([n])).certificate() for n in range(250))


def loop(_: Authority) -> Chain:
    """A hundred, each signed by the next, the last by the first."""
    keys = [Key.generate() for _ in range(100)]
    return tuple(_signed(_called(n), _called((n + 1) % 100), keys[n], keys[(n + 1) % 100], n + 1) for n in range(100))


def strangers(_: Authority) -> Chain:
    """Certificates that have nothing to do with one another."""
    key = Key.generate()
    return tuple(_signed(_called(n), _called(n + 1000), key, key, n + 1) for n in range(300))


def one_again(_: Authority) -> Chain:
    """One certificate, three hundred times."""
    key = Key.generate()
    return (_namesake(key, key, 1),) * 300


def large_keys(_: Authority) -> Chain:
    """RSA keys of 16384 bits, with signatures as long as they have to be, which are none."""
    return tuple(_claimed(16384, 65537, n) for n in range(1, 21))


def large_exponents(_: Authority) -> Chain:
    """RSA keys of 3072 bits, whose exponents are as long."""
    return tuple(_claimed(3072, secrets.randbits(3070) | 1, n) for n in range(1, 61))


def huge_key(_: Authority) -> Chain:
    """An RSA key of 262144 bits."""
    return (_claimed(1 << 18, 65537, 1),)


def policies(root: Authority) -> Chain:
    """Fourteen authorities with two hundred policies each: whoever builds the tree of them needs luck."""
    every = [odd.der(odd.SEQUENCE, odd.der(odd.OID, bytes([0x2A, 1 + n // 100, n % 100]))) for n in range(200)]
    tree = odd.extension(odd.CERTIFICATE_POLICIES, odd.der(odd.SEQUENCE, *every))
    return _below(root, 14, odd.authority() + tree, _names(1) + tree)


HOSTILE_CHAINS: Final[Mapping[str, Callable[[Authority], Chain]]] = MappingProxyType(
    {
        function.__name__.replace("_", " "): function
        for function in (
            ten_thousand_names,
            endless_name,
            many_constraints,
            constraining_authorities,
            line,
            mesh,
            namesakes,
            one_key,
            loop,
            strangers,
            one_again,
            large_keys,
            large_exponents,
            huge_key,
            policies,
        )
    }
)
"""By what they are; each is made below a root, which signs where a path into trust is wanted."""


def _constrained(root: Authority, authorities: int, domains: Sequence[bytes], names: int) -> Chain:
    return _below(root, authorities, odd.authority() + odd.permitted(*domains), _names(names))


def _below(root: Authority, authorities: int, extensions: bytes, of_the_leaf: bytes) -> Chain:
    """A leaf below so many authorities, which share a key, below the root."""
    key = new_key()
    top = replace(
        Odd.below(root), subject=_called(authorities), key=odd.public_key(key), extensions=extensions, serial=b"\x07"
    )
    below = replace(top, sign=odd.ecdsa(key))
    between = [replace(below, subject=_called(n), issuer=_called(n + 1)) for n in range(1, authorities)]
    leaf = replace(below, subject=odd.name(b"leaf"), issuer=_called(1), extensions=of_the_leaf)
    return tuple(one.certificate() for one in (leaf, *between, top))


def _names(count: int) -> bytes:
    return odd.dns_names(b"order-service.internal.x", *(b"a%d.x" % n for n in range(count - 1)))


def _called(number: int) -> bytes:
    return odd.name(b"n%d" % number)


def _namesake(key: Key, signer: Key, serial: int) -> bytes:
    return _signed(_X, _X, key, signer, serial)


def _signed(subject: bytes, issuer: bytes, key: Key, signer: Key, serial: int) -> bytes:
    return Odd(
        issuer,
        signer.sign,
        subject=subject,
        key=odd.public_key(key),
        serial=serial.to_bytes(serial.bit_length() // 8 + 1, "big"),
        extensions=b"",
        algorithm=odd.ED25519,
    ).certificate()


def _claimed(bits: int, exponent: int, serial: int) -> bytes:
    return Odd(
        _X,
        lambda _: secrets.randbits(bits - 2).to_bytes(bits // 8, "big"),
        subject=_X,
        key=odd.rsa_key(1 << (bits - 1) | secrets.randbits(bits - 1) | 1, exponent),
        serial=bytes([serial]),
        extensions=b"",
        algorithm=odd.RSA_SHA256,
    ).certificate()

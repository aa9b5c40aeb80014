"""Bundles with exactly one property broken, each under the code that a judge must then find.

A fault is a small function from a healthy `Recipe` to a `Bundle`; drill, tests and documentation use the same ones.
They know nothing of servers: whoever deploys the bundle lets the world find out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from firstcause.pki import authority
from firstcause.pki.authority import Authority, Bundle, Usage


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a healthy bundle is made of: issuer, subject, the names it is valid for, and the present moment."""

    issuer: Authority
    name: str
    dns_names: tuple[str, ...]
    now: datetime

    def bundle(self) -> Bundle:
        """The healthy bundle."""
        return authority.leaf(self.issuer, self.name, self.dns_names, self.now)


Fault = Callable[[Recipe], Bundle]
_registered: dict[str, Fault] = {}
FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(_registered)


def fault(code: str) -> Callable[[Fault], Fault]:
    """Register a function as the way to break a bundle with this code."""

    def register(break_it: Fault) -> Fault:
        _registered[code] = break_it
        return break_it

    return register


@fault("tls/incomplete-chain")
def incomplete_chain(recipe: Recipe) -> Bundle:
    """The leaf alone: somebody deployed `cert.pem` where `fullchain.pem` belongs."""
    bundle = recipe.bundle()
    return replace(bundle, chain=(bundle.leaf,))


@fault("tls/certificate-expired")
def certificate_expired(recipe: Recipe) -> Bundle:
    """The leaf ran out yesterday: nobody renewed it."""
    long_ago = recipe.now - authority.LEAF_LIFETIME - timedelta(days=1)
    return replace(recipe, now=long_ago).bundle()


@fault("tls/certificate-not-yet-valid")
def certificate_not_yet_valid(recipe: Recipe) -> Bundle:
    """The leaf begins in two days: the authority's clock is ahead."""
    return replace(recipe, now=recipe.now + timedelta(days=2)).bundle()


@fault("tls/name-mismatch")
def name_mismatch(recipe: Recipe) -> Bundle:
    """The leaf is valid for an older name only."""
    return replace(recipe, dns_names=tuple(f"old.{name}" for name in recipe.dns_names)).bundle()


@fault("tls/self-signed")
def self_signed(recipe: Recipe) -> Bundle:
    """The leaf signs itself, as an ingress's default certificate does."""
    key = authority.new_key()
    usages = (Usage.SERVER, Usage.CLIENT)
    builder = authority.leaf_builder(recipe.name, key, recipe.dns_names, recipe.now, usages, authority.LEAF_LIFETIME)
    certificate = builder.issuer_name(authority.common_name(recipe.name)).sign(key, hashes.SHA256())
    return Bundle((certificate,), key)


@fault("tls/unknown-ca")
def unknown_ca(recipe: Recipe) -> Bundle:
    """A complete chain of the same shape, below a root that nobody here trusts."""
    foreign = authority.root("Foreign Root CA", recipe.now)
    issuer = authority.intermediate(foreign, "Foreign Issuing CA", recipe.now)
    return replace(recipe, issuer=issuer).bundle()


@fault("tls/wrong-key-usage")
def wrong_key_usage(recipe: Recipe) -> Bundle:
    """The leaf may be used by clients only: it was issued from the wrong profile."""
    return authority.leaf(recipe.issuer, recipe.name, recipe.dns_names, recipe.now, usages=(Usage.CLIENT,))


@fault("tls/invalid-ca")
def invalid_ca(recipe: Recipe) -> Bundle:
    """The leaf was signed by another leaf, which is no authority."""
    above = authority.leaf(recipe.issuer, "no-authority", ("no-authority.internal",), recipe.now)
    return replace(recipe, issuer=Authority("no-authority", above.leaf, above.key, above.chain)).bundle()


@fault("tls/key-mismatch")
def key_mismatch(recipe: Recipe) -> Bundle:
    """A healthy chain with a key that is not the leaf's: half of a renewal was deployed."""
    return replace(recipe.bundle(), key=authority.new_key())


@fault("tls/weak-key-or-signature")
def weak_key_or_signature(recipe: Recipe) -> Bundle:
    """The leaf has an RSA key of 1024 bits."""
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - being weak is its purpose
    return authority.leaf(recipe.issuer, recipe.name, recipe.dns_names, recipe.now, key=weak)

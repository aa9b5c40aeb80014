"""Whether a path asserts a certificate policy where one of its authorities requires any (RFC 5280 section 6.1).

Callers here ask for no policy of their own, so only requireExplicitPolicy matters. A policy holds as far down as every
certificate asserts it; policy mappings are not followed, since hardly anybody issues them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cryptography import x509

from firstcause.tls.extensions import extension
from firstcause.tls.trust import is_self_issued

ANY: Final = x509.ObjectIdentifier("2.5.29.32.0")


def without_required_policy(path: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The certificate from which on no policy holds although one is required; None where all is well.

    `path` is leaf first and ends with the anchor, whose own extensions do not count.
    """
    held: frozenset[x509.ObjectIdentifier] = frozenset({ANY})
    ends_at: x509.Certificate | None = None
    explicit = len(path)
    for certificate in reversed(path[:-1]):
        held = _narrowed(held, certificate)
        if not held and ends_at is None:
            ends_at = certificate
        explicit = _required_after(explicit, certificate)
        if explicit <= 0 and not held:
            return ends_at
    return None


def _narrowed(
    held: frozenset[x509.ObjectIdentifier], certificate: x509.Certificate
) -> frozenset[x509.ObjectIdentifier]:
    asserted = frozenset(p.policy_identifier for p in extension(certificate, x509.CertificatePolicies) or ())
    if ANY in asserted:
        return held
    return asserted if ANY in held else held & asserted


def _required_after(explicit: int, certificate: x509.Certificate) -> int:
    """explicit_policy after this certificate (sections 6.1.4 (h) and (i))."""
    remaining = explicit if is_self_issued(certificate) else explicit - 1
    constraints = extension(certificate, x509.PolicyConstraints)
    required = constraints.require_explicit_policy if constraints else None
    return remaining if required is None else min(remaining, required)

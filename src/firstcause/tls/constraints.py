"""Name constraints of authorities (RFC 5280 section 4.2.1.10), for DNS names and IP addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography import x509

from firstcause.tls.extensions import extension
from firstcause.tls.names import parse_address


@dataclass(frozen=True, slots=True)
class Violation:
    """The name that an authority may not issue for, and the rule that forbids it."""

    name: str
    rule: str


def violated_constraint(authority: x509.Certificate, names: Iterable[str]) -> Violation | None:
    """The first of these names that the authority's constraints exclude or do not permit."""
    constraints = extension(authority, x509.NameConstraints)
    if constraints is None:
        return None
    return next((v for v in (_violation(constraints, name) for name in names) if v), None)


def _violation(constraints: x509.NameConstraints, name: str) -> Violation | None:
    excluded = [s for s in constraints.excluded_subtrees or () if _covers(s, name)]
    if excluded:
        return Violation(name, f"it excludes '{excluded[0].value}'")
    permitted = [s for s in constraints.permitted_subtrees or () if _is_of_kind(s, name)]
    if permitted and not any(_covers(s, name) for s in permitted):
        return Violation(name, "it permits " + ", ".join(f"'{s.value}'" for s in permitted) + " only")
    return None


def _is_of_kind(subtree: x509.GeneralName, name: str) -> bool:
    """A constraint speaks only of names of its own kind."""
    return isinstance(subtree, x509.IPAddress if parse_address(name) else x509.DNSName)


def _covers(subtree: x509.GeneralName, name: str) -> bool:
    address = parse_address(name)
    if isinstance(subtree, x509.IPAddress):
        return address is not None and address in subtree.value  # type: ignore[operator]  # always a network here
    if isinstance(subtree, x509.DNSName) and address is None:
        base = subtree.value.lstrip(".").lower()
        return not base or name.lower() == base or name.lower().endswith("." + base)
    return False

"""Name constraints of authorities (RFC 5280 section 4.2.1.10), for DNS names and IP addresses.

Names and constraints are both the server's to choose. They are looked up and not compared one with another; but where
others would have to compare so many that they give up, so that the endpoint is broken for them, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509

from firstcause.tls.names import IPAddress, parse_address
from firstcause.tls.told import listed

MOST_COMPARISONS: Final = 250_000  # Go's crypto/x509 refuses beyond; OpenSSL at 2 to the power of 20
_MOST_LABELS: Final = 128  # a name of 255 bytes has no more (RFC 1035 section 2.3.4)


@dataclass(frozen=True, slots=True)
class Violation:
    """The name that an authority may not issue for, and the rule that forbids it."""

    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Presented:
    """A name that a certificate is valid for: the address that it is, or else the domains that it lies in."""

    name: str
    address: IPAddress | None
    domains: tuple[str, ...]

    @classmethod
    def all(cls, names: Iterable[str]) -> tuple[Presented, ...]:
        """These names."""
        return tuple(cls(name, parse_address(name), _domains(name)) for name in names)


class _Subtrees:
    """One list of constraints, ready to be asked."""

    def __init__(self, subtrees: Sequence[x509.GeneralName]) -> None:
        self._domains: dict[str, str] = {}
        self._networks: list[x509.IPAddress] = []
        for subtree in subtrees:
            if isinstance(subtree, x509.DNSName):
                self._domains.setdefault(subtree.value.lstrip(".").lower(), subtree.value)
            elif isinstance(subtree, x509.IPAddress):
                self._networks.append(subtree)

    def speaks_of(self, presented: Presented) -> bool:
        """A constraint speaks only of names of its own kind."""
        return bool(self._domains if presented.address is None else self._networks)

    def covering(self, presented: Presented) -> str | None:
        """The constraint that covers this name, as it is written."""
        if presented.address is not None:
            networks = (str(n.value) for n in self._networks if presented.address in n.value)  # type: ignore[operator]  # always a network here
            return next(networks, None)
        return next((self._domains[domain] for domain in presented.domains if domain in self._domains), None)

    def told(self, presented: Presented) -> str:
        """Those of this name's kind."""
        networks = [str(network.value) for network in self._networks]
        return listed(list(self._domains.values()) if presented.address is None else networks)


def violated_constraint(authority: x509.Certificate, names: Sequence[Presented]) -> Violation | None:
    """The first of these names that the authority's constraints exclude or do not permit."""
    constraints = _constraints(authority)
    if constraints is None:
        return None
    excluded, permitted = constraints.excluded_subtrees or (), constraints.permitted_subtrees or ()
    if (len(excluded) + len(permitted)) * len(names) > MOST_COMPARISONS:
        count = len(excluded) + len(permitted)
        return Violation(f"{len(names)} names", f"it has {count} constraints, and callers do not compare that many")
    forbidding, allowing = _Subtrees(excluded), _Subtrees(permitted)
    return next((v for v in (_violation(forbidding, allowing, name) for name in names) if v), None)


def has_constraints(authority: x509.Certificate) -> bool:
    """Whether there is anything to hold names against."""
    return _constraints(authority) is not None


def _domains(name: str) -> tuple[str, ...]:
    """The name itself, all that it is below, and the root."""
    labels = name.lower().rsplit(".", _MOST_LABELS)
    return (*(".".join(labels[at:]) for at in range(len(labels))), "")


def _constraints(authority: x509.Certificate) -> x509.NameConstraints | None:
    try:
        return authority.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return None


def _violation(excluded: _Subtrees, permitted: _Subtrees, presented: Presented) -> Violation | None:
    by = excluded.covering(presented)
    if by is not None:
        return Violation(presented.name, f"it excludes {listed([by])}")
    if permitted.speaks_of(presented) and permitted.covering(presented) is None:
        return Violation(presented.name, f"it permits {permitted.told(presented)} only")
    return None

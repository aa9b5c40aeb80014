"""Name constraints of authorities (RFC 5280 section 4.2.1.10), for DNS names and IP addresses.

Names and constraints are both the server's to choose. They are looked up and not compared one with another; but where
others would have to compare so many that they give up, so that the endpoint is broken for them, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
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

    def __init__(self, subtrees: Sequence[x509.GeneralName] | None) -> None:
        self._domains: dict[str, str] = {}
        self._networks: dict[tuple[int, int], dict[int, str]] = {}  # by version and host bits, then by the others
        for subtree in subtrees or ():
            if isinstance(subtree, x509.DNSName):
                self._domains.setdefault(subtree.value.lstrip(".").lower(), subtree.value)
            elif isinstance(subtree, x509.IPAddress):
                self._add(subtree.value)

    def may_cover(self, presented: Presented) -> bool:
        """Asked of thousands of names, of which few then deserve a closer look, as all addresses do."""
        return presented.address is not None or not self._domains.keys().isdisjoint(presented.domains)

    def may_leave_out(self, presented: Presented) -> bool:
        """The contrary, where there is any constraint."""
        return bool(self._domains) and self._domains.keys().isdisjoint(presented.domains)

    def speaks_of(self, presented: Presented) -> bool:
        """A constraint speaks only of names of its own kind."""
        return bool(self._domains if presented.address is None else self._networks)

    def covering(self, presented: Presented) -> str | None:
        """The constraint that covers this name, as it is written."""
        if presented.address is not None:
            return next(self._networks_around(presented.address), None)
        return next((self._domains[domain] for domain in presented.domains if domain in self._domains), None)

    def told(self, presented: Presented) -> str:
        """Those of this name's kind."""
        networks = [network for group in self._networks.values() for network in group.values()]
        return listed(list(self._domains.values()) if presented.address is None else networks)

    def _add(self, network: object) -> None:
        if isinstance(network, IPv4Network | IPv6Network):  # a constraint never holds a single address
            host_bits = network.max_prefixlen - network.prefixlen
            group = self._networks.setdefault((network.version, host_bits), {})
            group.setdefault(int(network.network_address) >> host_bits, str(network))

    def _networks_around(self, address: IPAddress) -> Iterator[str]:
        for (version, host_bits), group in self._networks.items():
            found = group.get(int(address) >> host_bits) if version == address.version else None
            if found is not None:
                yield found


def violated_constraint(authority: x509.Certificate, names: Sequence[Presented]) -> Violation | None:
    """The first of these names that the authority's constraints exclude or do not permit."""
    constraints = _constraints(authority)
    if constraints is None:
        return None
    excluded, permitted = _Subtrees(constraints.excluded_subtrees), _Subtrees(constraints.permitted_subtrees)
    suspects = (p for p in names if excluded.may_cover(p) or permitted.may_leave_out(p))
    return next((v for v in (_violation(excluded, permitted, suspect) for suspect in suspects) if v), None)


def count_of(authority: x509.Certificate) -> int:
    """How many constraints it has; callers hold each of them against each name."""
    constraints = _constraints(authority)
    if constraints is None:
        return 0
    return len(constraints.excluded_subtrees or ()) + len(constraints.permitted_subtrees or ())


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

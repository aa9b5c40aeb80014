"""Name constraints of authorities (RFC 5280 section 4.2.1.10): DNS names, addresses, directory names, mail and URIs.

A constraint speaks only of names of its own kind. A name of a kind that we cannot compare (a registered identifier,
say) is outside as soon as there is a constraint of its kind, as the RFC demands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from firstcause.tls.extensions import extension
from firstcause.tls.kept import kept
from firstcause.tls.names import parse_address

# Go's limit (crypto/x509); thousands of names against thousands of constraints are an attack, not a fleet.
MAXIMUM_COMPARISONS: Final = 250_000
MOST_LABELS: Final = 128  # of a host name (RFC 1035 section 2.3.4 allows 255 octets)


@dataclass(frozen=True, slots=True)
class Violation:
    """The name that an authority may not issue for, and the rule that forbids it."""

    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name that constraints may apply to: its kind, its value as the library has it, and what covers a host name."""

    kind: type[x509.GeneralName]
    value: Any
    bases: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """As people write it."""
        return self.value.rfc4514_string() if isinstance(self.value, x509.Name) else str(self.value)


@dataclass(frozen=True, slots=True)
class Subtrees:
    """Constraints, by the kind of name that each speaks of. Host names are looked up and not compared one by one: an
    authority may have a thousand of them, and a certificate five thousand names."""

    by_kind: Mapping[type[x509.GeneralName], tuple[Named, ...]]
    hosts: Mapping[str, Named]

    @classmethod
    def of(cls, names: Iterable[x509.GeneralName]) -> Subtrees:
        """As an authority lists them."""
        found: dict[type[x509.GeneralName], tuple[Named, ...]] = {}
        for name in map(_named, names):
            found[name.kind] = (*found.get(name.kind, ()), name)
        return cls(found, {str(host.value).lower(): host for host in found.get(x509.DNSName, ())})

    def of_kind(self, kind: type[x509.GeneralName]) -> tuple[Named, ...]:
        """Those that speak of such names."""
        return self.by_kind.get(kind, ())

    def covering(self, name: Named) -> Named | None:
        """One that covers this name."""
        if name.kind is x509.DNSName:
            found = () if name.bases.isdisjoint(self.hosts) else name.bases & self.hosts.keys()
            return next((self.hosts[base] for base in found), None)
        covers = _COVERS[name.kind]
        return next((one for one in self.of_kind(name.kind) if covers(one.value, name.value)), None)


def violated_by_name(authority: x509.Certificate, server_name: str) -> Violation | None:
    """By the name that is asked for: a wildcard may cover it where a constraint does not (CVE-2025-61727)."""
    constraints = extension(authority, x509.NameConstraints)
    if constraints is None:
        return None
    address = parse_address(server_name)
    asked = Named(x509.IPAddress, address) if address else _host(server_name.removesuffix("."))
    return _violation(*_subtrees(constraints), asked)


def first_violated(authority: x509.Certificate, below: Iterable[x509.Certificate]) -> Violation | None:
    """By the first name of these certificates that the authority's constraints exclude or do not permit."""
    return next((v for v in (_violated(authority, certificate) for certificate in below) if v), None)


# Neither certificate ever changes, and many ways into trust share their lower part.
@kept
def _violated(authority: x509.Certificate, certificate: x509.Certificate) -> Violation | None:
    constraints = extension(authority, x509.NameConstraints)
    if constraints is None:
        return None
    names, (excluded, permitted) = _subject_names(certificate), _subtrees(constraints)
    count = len(constraints.excluded_subtrees or ()) + len(constraints.permitted_subtrees or ())
    if len(names) * count > MAXIMUM_COMPARISONS:
        return Violation(f"{len(names)} names", f"it has {count} constraints, more than clients compare with so many")
    return next((v for v in (_violation(excluded, permitted, name) for name in names) if v), None)


@kept
def _subject_names(certificate: x509.Certificate) -> tuple[Named, ...]:
    return tuple(_names_of(certificate))


def _names_of(certificate: x509.Certificate) -> Iterator[Named]:
    """All that constraints apply to: the subject, mail addresses in it, and every alternative name."""
    if len(certificate.subject):
        yield Named(x509.DirectoryName, certificate.subject)
    for attribute in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
        yield Named(x509.RFC822Name, str(attribute.value))
    yield from (_named(name) for name in extension(certificate, x509.SubjectAlternativeName) or ())


def _named(name: x509.GeneralName) -> Named:
    return _host(name.value) if isinstance(name, x509.DNSName) else Named(type(name), name.value)


def _host(name: str) -> Named:
    return Named(x509.DNSName, name, frozenset(_bases(name.lower())))


def _subtrees(constraints: x509.NameConstraints) -> tuple[Subtrees, Subtrees]:
    """Excluded, then permitted."""
    return Subtrees.of(constraints.excluded_subtrees or ()), Subtrees.of(constraints.permitted_subtrees or ())


def _violation(excluded: Subtrees, permitted: Subtrees, name: Named) -> Violation | None:
    spoken_of = permitted.of_kind(name.kind)
    if name.kind not in _COVERS:
        constrained = excluded.of_kind(name.kind) or spoken_of
        return Violation(name.text, "it constrains names of this kind") if constrained else None
    hit = excluded.covering(name)
    if hit is not None:
        return Violation(name.text, f"it excludes '{hit.text}'")
    if spoken_of and permitted.covering(name) is None:
        return Violation(name.text, "it permits " + ", ".join(f"'{s.text}'" for s in spoken_of) + " only")
    return None


def _bases(name: str) -> Iterator[str]:
    """What covers a host name: `example.com` itself and all below, the empty one everything.

    A leading dot is no part of the RFC's form; clients take it to mean 'below', and so do we.
    """
    yield ""
    yield name
    at = len(name)
    for _ in range(MOST_LABELS):
        at = name.rfind(".", 0, at)
        if at < 0:
            return
        yield name[at + 1 :]
        yield name[at:]


def _covers_address(network: Any, address: Any) -> bool:
    return address in network


def _covers_directory(base: x509.Name, name: x509.Name) -> bool:
    """The constraint's relative names are the first of the name's."""
    wanted, found = [_relative(r) for r in base.rdns], [_relative(r) for r in name.rdns]
    return found[: len(wanted)] == wanted


def _covers_mail(base: str, address: str) -> bool:
    """One mailbox, all of one host, or (with a leading dot) all below a domain."""
    local, _, host = address.rpartition("@")
    if "@" in base:
        wanted, _, wanted_host = base.rpartition("@")
        return (wanted, wanted_host.lower()) == (local, host.lower())
    return _covers_exactly(base, host)


def _covers_uri(base: str, uri: str) -> bool:
    """By the host; a URI without one, or with an address, is inside nothing."""
    try:
        host = urlsplit(uri).hostname or ""
    except ValueError:
        return False
    return bool(host) and parse_address(host) is None and _covers_exactly(base, host)


def _covers_exactly(base: str, host: str) -> bool:
    base, host = base.lower(), host.lower()
    return host.endswith(base) if base.startswith(".") else host == base


def _relative(relative: x509.RelativeDistinguishedName) -> frozenset[tuple[str, str]]:
    """Without case and superfluous spaces (RFC 5280 section 7.1)."""
    return frozenset((a.oid.dotted_string, " ".join(str(a.value).casefold().split())) for a in relative)


_COVERS: Final[Mapping[type[x509.GeneralName], Callable[[Any, Any], bool]]] = MappingProxyType(
    {
        x509.DNSName: lambda base, name: base.lower() in _bases(name.lower()),
        x509.IPAddress: _covers_address,
        x509.DirectoryName: _covers_directory,
        x509.RFC822Name: _covers_mail,
        x509.UniformResourceIdentifier: _covers_uri,
    }
)

"""Whether a certificate is valid for the name that a caller asked for (RFC 9525).

Only the subjectAltName counts: RFC 9525 section 2 retired the common name. Wildcards stand for one whole leftmost
label (section 6.3). Internationalised names are compared in their A-label form, as they stand in certificates.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from cryptography import x509

from firstcause.tls.extensions import extension

IPAddress = IPv4Address | IPv6Address


def presented_names(certificate: x509.Certificate) -> tuple[str, ...]:
    """The DNS names and IP addresses of the subjectAltName, in its order; empty when there is none."""
    names = extension(certificate, x509.SubjectAlternativeName) or ()
    return tuple(str(n.value) for n in names if isinstance(n, (x509.DNSName, x509.IPAddress)))


def matches(certificate: x509.Certificate, server_name: str) -> bool:
    """Whether the certificate covers this DNS name or IP address; each kind of name is held against its own kind."""
    names = extension(certificate, x509.SubjectAlternativeName)
    if names is None:
        return False
    address = parse_address(server_name)
    if address is not None:
        return address in names.get_values_for_type(x509.IPAddress)
    return any(dns_name_matches(pattern, server_name) for pattern in names.get_values_for_type(x509.DNSName))


def dns_name_matches(pattern: str, name: str) -> bool:
    """RFC 9525 section 6.3: compare label by label, without case; `*` stands for the leftmost label only.

    The name that is asked for may end in a dot, as resolvers write it; names in certificates do not.
    """
    pattern_labels, labels = _labels(pattern), _labels(ascii_name(name))
    if len(pattern_labels) != len(labels) or not all(labels):
        return False
    if pattern_labels[0] == "*" and len(labels) > 2:
        return pattern_labels[1:] == labels[1:]
    return pattern_labels == labels


def ascii_name(name: str) -> str:
    """As it stands in a hello and in certificates: A-labels, and no dot at its end (RFC 6066 section 3)."""
    name = name.removesuffix(".")
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:  # no name of a host, and so in no certificate
        return name


def parse_address(name: str) -> IPAddress | None:
    """The IP address that this text is, or None when it is a name."""
    try:
        return ip_address(name)
    except ValueError:
        return None


def _labels(name: str) -> list[str]:
    return name.lower().split(".")

"""Name constraints on addresses, directory names, mail and URIs (RFC 5280 section 4.2.1.10)."""

from __future__ import annotations

from ipaddress import ip_network

from cryptography import x509
from cryptography.x509.oid import NameOID
from tests.chains import der
from tests.chains.cases import Case, accepted, case, refused
from tests.chains.families.constraints import OUTSIDE, RULE, limited, malformed, root_limited
from tests.chains.minting import NAME, Draft, alternative, anchor, authority, constraints, dn, server

OTHER = "other constraints"
EITHER = (OUTSIDE, "certificate-malformed")
ORGANISATION = (NameOID.ORGANIZATION_NAME, "Example")


def network(text: str) -> x509.IPAddress:
    return x509.IPAddress(ip_network(text))


def directory(*attributes: tuple[x509.ObjectIdentifier, str]) -> x509.DirectoryName:
    return x509.DirectoryName(x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes]))


def organised(value: str = "Example") -> Draft:
    return server(subject=dn(NAME, (NameOID.ORGANIZATION_NAME, value)))


def raw_address(octets: bytes, tag: int = 0xA0) -> bytes:
    """nameConstraints with one permitted iPAddress of these octets."""
    return der.sequence(der.element(tag, der.sequence(der.element(0x87, octets))))


@case(OTHER)
def ipv4_permitted() -> Case:
    chain = limited(constraints([network("192.0.2.0/24")]), server("192.0.2.7"))
    return accepted(*chain, RULE, name="192.0.2.7")


@case(OTHER)
def ipv4_not_permitted() -> Case:
    chain = limited(constraints([network("192.0.2.0/24")]), server("198.51.100.7"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1", name="198.51.100.7")


@case(OTHER)
def ipv4_excluded() -> Case:
    chain = root_limited(constraints(excluded=[network("192.0.2.0/24")]), server("192.0.2.7"))
    return refused(*chain, RULE, OUTSIDE, "root", name="192.0.2.7")


@case(OTHER)
def ipv6_permitted() -> Case:
    chain = limited(constraints([network("2001:db8::/32")]), server("2001:db8::7"))
    return accepted(*chain, RULE, name="2001:db8::7")


@case(OTHER)
def ipv6_not_permitted() -> Case:
    chain = limited(constraints([network("2001:db8::/32")]), server("2001:db9::7"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1", name="2001:db9::7")


@case(OTHER)
def ipv6_excluded() -> Case:
    chain = limited(constraints(excluded=[network("::/0")]), server("2001:db8::7"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1", name="2001:db8::7")


@case(OTHER)
def ipv6_where_ipv4_is_permitted() -> Case:
    """Both are iPAddress: what is not inside is outside."""
    chain = limited(constraints([network("192.0.2.0/24")]), server("2001:db8::7"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1", name="2001:db8::7")


@case(OTHER)
def name_and_address_each_for_itself() -> Case:
    """The name is permitted, the address is not."""
    chain = limited(constraints(["example.com", network("192.0.2.0/24")]), server(NAME, "198.51.100.7"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def name_where_all_names_are_excluded() -> Case:
    """An authority for addresses only."""
    chain = limited(constraints([network("192.0.2.0/24")], [""]), server("192.0.2.7", NAME))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def address_without_a_mask() -> Case:
    """Four octets, where eight belong."""
    chain = malformed(raw_address(bytes((192, 0, 2, 7))), server("192.0.2.7"))
    return refused(*chain, RULE, EITHER, "intermediate 1", name="192.0.2.7")


@case(OTHER)
def address_with_holes_in_its_mask() -> Case:
    """A mask must be a prefix (RFC 4632)."""
    value = raw_address(bytes((192, 0, 2, 0, 255, 0, 255, 0)))
    chain = malformed(value, server("192.0.2.7"))
    return refused(*chain, RULE, EITHER, "intermediate 1", name="192.0.2.7")


@case(OTHER)
def directory_permitted() -> Case:
    chain = limited(constraints([directory(ORGANISATION)]), organised())
    return accepted(*chain, RULE)


@case(OTHER)
def directory_not_permitted() -> Case:
    chain = limited(constraints([directory(ORGANISATION)]), organised("Somebody Else"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def directory_excluded() -> Case:
    chain = limited(constraints(excluded=[directory(ORGANISATION)]), organised())
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def directory_excluded_elsewhere() -> Case:
    chain = limited(constraints(excluded=[directory((NameOID.ORGANIZATION_NAME, "Somebody Else"))]), organised())
    return accepted(*chain, RULE)


@case(OTHER)
def directory_in_other_letters() -> Case:
    """Case and inner spaces do not count (RFC 5280 section 7.1)."""
    chain = limited(constraints([directory((NameOID.ORGANIZATION_NAME, "eXAMPLE"))]), organised())
    return accepted(*chain, "RFC 5280 section 7.1")


@case(OTHER)
def directory_in_the_alternative_names() -> Case:
    """The subject is fine; a directoryName in the subjectAltName is not."""
    leaf = organised().plus(alternative(NAME, directory((NameOID.ORGANIZATION_NAME, "Somebody Else"))))
    return refused(*limited(constraints([directory(ORGANISATION)]), leaf), RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def directory_without_a_subject() -> Case:
    """An empty subject is not bound."""
    leaf = server(subject=x509.Name([])).plus(alternative(NAME), critical=True)
    return accepted(*limited(constraints([directory(ORGANISATION)]), leaf), RULE)


@case(OTHER)
def directory_of_an_intermediate() -> Case:
    """The authority below has another organisation."""
    root = anchor()
    above = authority("Upper CA").plus(constraints([directory(ORGANISATION)]), critical=True).signed_by(root)
    issuing = authority().signed_by(above)
    chain = [organised().signed_by(issuing), issuing, above]
    return refused(chain, [root], RULE, OUTSIDE, "intermediate 2")


@case(OTHER)
def mail_permitted_to_a_host() -> Case:
    leaf = server().plus(alternative(NAME, x509.RFC822Name("post@example.com")))
    return accepted(*limited(constraints([x509.RFC822Name("example.com")]), leaf), RULE)


@case(OTHER)
def mail_not_permitted() -> Case:
    leaf = server().plus(alternative(NAME, x509.RFC822Name("post@example.org")))
    chain = limited(constraints([x509.RFC822Name("example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def mail_excluded_below_a_domain() -> Case:
    leaf = server().plus(alternative(NAME, x509.RFC822Name("post@mail.example.com")))
    chain = limited(constraints(excluded=[x509.RFC822Name(".example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def mail_to_another_mailbox() -> Case:
    """One mailbox is permitted."""
    leaf = server().plus(alternative(NAME, x509.RFC822Name("root@example.com")))
    chain = limited(constraints([x509.RFC822Name("post@example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def mail_says_nothing_of_hosts() -> Case:
    return accepted(*limited(constraints([x509.RFC822Name("example.org")])), RULE)


@case(OTHER)
def uri_permitted() -> Case:
    leaf = server().plus(alternative(NAME, x509.UniformResourceIdentifier("https://www.example.com/shop")))
    return accepted(*limited(constraints([x509.UniformResourceIdentifier(".example.com")]), leaf), RULE)


@case(OTHER)
def uri_not_permitted() -> Case:
    leaf = server().plus(alternative(NAME, x509.UniformResourceIdentifier("https://www.example.org/shop")))
    chain = limited(constraints([x509.UniformResourceIdentifier("www.example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def uri_excluded() -> Case:
    leaf = server().plus(alternative(NAME, x509.UniformResourceIdentifier("spiffe://intern.example.com/shop")))
    chain = limited(constraints(excluded=[x509.UniformResourceIdentifier("intern.example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def registered_identifier_not_permitted() -> Case:
    """A kind that hardly anybody judges: then the certificate must be refused."""
    permitted = x509.RegisteredID(x509.ObjectIdentifier("1.3.6.1.4.1.55555"))
    leaf = server().plus(alternative(NAME, x509.RegisteredID(x509.ObjectIdentifier("1.3.6.1.4.1.4444"))))
    return refused(*limited(constraints([permitted]), leaf), RULE, EITHER, "intermediate 1")


@case(OTHER)
def registered_identifier_that_nobody_has() -> Case:
    """The same constraint, where no such name occurs."""
    permitted = x509.RegisteredID(x509.ObjectIdentifier("1.3.6.1.4.1.55555"))
    return accepted(*limited(constraints([permitted])), RULE)


@case(OTHER)
def one_address_permitted() -> Case:
    chain = limited(constraints([network("192.0.2.7/32")]), server("192.0.2.7"))
    return accepted(*chain, RULE, name="192.0.2.7")


@case(OTHER)
def directory_longer_than_the_subject() -> Case:
    """More is excluded than the subject says."""
    more = directory(ORGANISATION, (NameOID.COMMON_NAME, NAME), (NameOID.COMMON_NAME, "more"))
    return accepted(*limited(constraints(excluded=[more]), organised()), RULE)


@case(OTHER)
def directory_in_another_order() -> Case:
    """The order of relative names counts."""
    permitted = directory((NameOID.COMMON_NAME, NAME), ORGANISATION)
    return refused(*limited(constraints([permitted]), organised()), RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def mail_in_the_subject() -> Case:
    """An old-fashioned emailAddress: RFC 5280 binds it where there is no subjectAltName, OpenSSL in any case."""
    leaf = server(subject=dn("Shop", (NameOID.EMAIL_ADDRESS, "post@example.org")))
    leaf = leaf.plus(alternative(NAME))
    chain = limited(constraints([x509.RFC822Name("example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(OTHER)
def uri_excluded_below_a_domain() -> Case:
    leaf = server().plus(alternative(NAME, x509.UniformResourceIdentifier("https://a.b.example.com:8443/")))
    chain = limited(constraints(excluded=[x509.UniformResourceIdentifier(".example.com")]), leaf)
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")

"""Whether the leaf is valid for the name that is asked for (RFC 9525, RFC 5280 section 4.2.1.6)."""

from __future__ import annotations

from dataclasses import replace

from cryptography import x509
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.minting import NAME, Draft, alternative, anchor, dn, server

NAMES = "names"
EXACT = "RFC 9525 section 6.3"
ADDRESS = "RFC 9525 section 6.4"
NO_CN = "RFC 9525 section 2"
ALTERNATIVE = "RFC 5280 section 4.2.1.6"
SAN = "2.5.29.17"
OTHER = "name-mismatch"
UNREADABLE = ("certificate-malformed", "name-mismatch")


def covers(draft: Draft, name: str = NAME, rule: str = EXACT) -> Case:
    root = anchor()
    return accepted([draft.signed_by(root)], [root], rule, name=name)


def misses(
    draft: Draft,
    name: str = NAME,
    rule: str = EXACT,
    codes: str | tuple[str, ...] = OTHER,
    by: Refused = Refused.ORDINARY,
) -> Case:
    root = anchor()
    return refused([draft.signed_by(root)], [root], rule, codes, "leaf", by=by, name=name)


def raw_names(*names: bytes) -> Draft:
    """A server whose subjectAltName is given in DER."""
    return server().minus(x509.SubjectAlternativeName).raw(SAN, der.sequence(*names))


@case(NAMES)
def exactly() -> Case:
    return covers(server(NAME))


@case(NAMES)
def without_regard_to_case() -> Case:
    return covers(server("Shop.Example.COM"), "sHOP.example.com")


@case(NAMES)
def one_of_many() -> Case:
    return covers(server(*(f"n{number}.example.com" for number in range(200)), NAME))


@case(NAMES)
def another_domain() -> Case:
    return misses(server("shop.example.org"))


@case(NAMES)
def another_host() -> Case:
    return misses(server("billing.example.com"))


@case(NAMES)
def the_domain_above() -> Case:
    return misses(server("example.com"))


@case(NAMES)
def a_host_below() -> Case:
    return misses(server("www.shop.example.com"))


@case(NAMES)
def the_same_ending() -> Case:
    """A suffix is not a parent."""
    return misses(server("op.example.com"))


@case(NAMES)
def asked_with_a_final_dot() -> Case:
    """An absolute name as a resolver writes it: clients strip the dot before they compare."""
    return covers(server(NAME), f"{NAME}.", "RFC 9525 section 6.3, RFC 1034 section 3.1")


@case(NAMES)
def certified_with_a_final_dot() -> Case:
    """Names in certificates have none."""
    return misses(server(f"{NAME}."), rule=ALTERNATIVE)


@case(NAMES)
def a_single_label() -> Case:
    """Names without a dot are usual inside a cluster."""
    return covers(server("shop"), "shop")


@case(NAMES)
def common_name_only() -> Case:
    """No subjectAltName: the common name no longer counts."""
    return misses(server(subject=dn(NAME)).minus(x509.SubjectAlternativeName), rule=NO_CN)


@case(NAMES)
def common_name_beside_others() -> Case:
    """The common name is right, the subjectAltName is not."""
    return misses(server("other.example.com", subject=dn(NAME)), rule=NO_CN)


@case(NAMES)
def no_names_at_all() -> Case:
    """An empty subjectAltName."""
    return misses(raw_names(), rule=ALTERNATIVE, codes=UNREADABLE)


@case(NAMES)
def an_empty_name() -> Case:
    return misses(server(""), rule=ALTERNATIVE, codes=UNREADABLE)


@case(NAMES)
def a_mail_address_only() -> Case:
    """subjectAltName without any dNSName, beside a common name that is right."""
    return misses(server(subject=dn(NAME)).plus(alternative(x509.RFC822Name(f"post@{NAME}"))), rule=NO_CN)


@case(NAMES)
def a_uri_only() -> Case:
    return misses(server(NAME).plus(alternative(x509.UniformResourceIdentifier(f"https://{NAME}/"))))


@case(NAMES)
def a_leading_dot() -> Case:
    """`.example.com` is no name of a host."""
    return misses(server(".example.com"), rule=ALTERNATIVE, codes=UNREADABLE)


@case(NAMES)
def a_leading_space() -> Case:
    return misses(server(f" {NAME}"), rule=ALTERNATIVE, codes=UNREADABLE)


@case(NAMES)
def a_nul_in_the_middle() -> Case:
    """The old trick: the rest after the NUL is the forger's own domain."""
    name = der.element(0x82, f"{NAME}\0.evil.example".encode())
    return misses(raw_names(name), rule=ALTERNATIVE, codes=UNREADABLE)


@case(NAMES)
def letters_beyond_ascii() -> Case:
    """IA5String holds ASCII only: internationalised names must be A-labels."""
    name = der.element(0x82, "bücher.example.com".encode())
    rule = "RFC 5280 section 7.2"
    return misses(raw_names(name), "xn--bcher-kva.example.com", rule, UNREADABLE)


@case(NAMES)
def an_internationalised_name() -> Case:
    """As it must be written."""
    return covers(server("xn--bcher-kva.example.com"), "xn--bcher-kva.example.com", "RFC 5280 section 7.2")


@case(NAMES)
def an_underscore() -> Case:
    """Against the Web's rules; every client takes it."""
    name = "my_shop.example.com"
    return misses(server(name), name, "CABF BR 7.1.2.7.12", UNREADABLE, Refused.PEDANTIC)


@case(NAMES)
def a_label_of_64_letters() -> Case:
    """One more than DNS allows; clients compare it all the same."""
    name = f"{'a' * 64}.example.com"
    return misses(server(name), name, "RFC 1034 section 3.1", UNREADABLE, Refused.PEDANTIC)


@case(NAMES)
def an_ipv4_address() -> Case:
    return covers(server("192.0.2.7"), "192.0.2.7", ADDRESS)


@case(NAMES)
def another_ipv4_address() -> Case:
    return misses(server("192.0.2.7"), "192.0.2.8", ADDRESS)


@case(NAMES)
def an_ipv6_address() -> Case:
    return covers(server("2001:db8::7"), "2001:db8::7", ADDRESS)


@case(NAMES)
def an_ipv6_address_written_out() -> Case:
    return covers(server("2001:db8::7"), "2001:0DB8:0:0:0:0:0:7", ADDRESS)


@case(NAMES)
def another_ipv6_address() -> Case:
    return misses(server("2001:db8::7"), "2001:db8::8", ADDRESS)


@case(NAMES)
def an_address_written_as_a_name() -> Case:
    """A dNSName that reads like an address covers no address."""
    return misses(server().plus(alternative(x509.DNSName("192.0.2.7"))), "192.0.2.7", ADDRESS)


@case(NAMES)
def an_address_as_common_name() -> Case:
    return misses(server(NAME, subject=dn("192.0.2.7")), "192.0.2.7", ADDRESS)


@case(NAMES)
def an_address_and_a_name() -> Case:
    """Each kind for itself."""
    return covers(server("192.0.2.7", NAME), NAME)


@case(NAMES)
def a_name_where_an_address_is_asked() -> Case:
    return misses(server(NAME), "192.0.2.7", ADDRESS)


@case(NAMES)
def an_address_where_a_name_is_asked() -> Case:
    return misses(server("192.0.2.7"), NAME, ADDRESS)


@case(NAMES)
def an_address_of_five_octets() -> Case:
    return misses(raw_names(der.element(0x87, bytes(5))), "192.0.2.7", ALTERNATIVE, UNREADABLE)


@case(NAMES)
def a_network_instead_of_an_address() -> Case:
    """Address and mask, as name constraints have them."""
    name = der.element(0x87, bytes((192, 0, 2, 0, 255, 255, 255, 0)))
    return misses(raw_names(name), "192.0.2.7", ALTERNATIVE, UNREADABLE)


@case(NAMES)
def critical_beside_a_subject() -> Case:
    """The Web's rules want it critical only where the subject is empty."""
    draft = server().plus(alternative(NAME), critical=True)
    return misses(draft, rule="CABF BR 7.1.2.7.12", codes="certificate-malformed", by=Refused.STRICT)


@case(NAMES)
def critical_without_a_subject() -> Case:
    """As it must be where the subject is empty."""
    return covers(server(subject=x509.Name([])).plus(alternative(NAME), critical=True), rule=ALTERNATIVE)


@case(NAMES)
def not_critical_without_a_subject() -> Case:
    """Then it must be critical."""
    draft = replace(server(), subject=x509.Name([]))
    return misses(draft, rule=ALTERNATIVE, codes="certificate-malformed", by=Refused.STRICT)


@case(NAMES)
def exactly_beside_a_wildcard() -> Case:
    return covers(server("*.example.org", NAME))


@case(NAMES)
def an_address_within_an_address() -> Case:
    """An IPv4 address is no IPv6 address, though one can be written in the other."""
    return misses(server("192.0.2.7"), "::ffff:192.0.2.7", ADDRESS)


@case(NAMES)
def the_beginning_of_a_longer_name() -> Case:
    return misses(server(NAME), f"{NAME}.evil.example")


@case(NAMES)
def an_internationalised_name_in_capitals() -> Case:
    return covers(server("xn--bcher-kva.example.com"), "XN--BCHER-KVA.Example.com", "RFC 5280 section 7.2")


@case(NAMES)
def a_principal_only() -> Case:
    """An otherName, as Microsoft's user certificates have it."""
    principal = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), der.element(der.UTF8, NAME.encode()))
    return misses(server().plus(alternative(principal)))

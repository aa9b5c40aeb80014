"""Name constraints on host names (RFC 5280 section 4.2.1.10): what an authority may issue for."""

from __future__ import annotations

from ipaddress import ip_network

from cryptography import x509
from tests.chains import der
from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.minting import NAME, Draft, Minted, alternative, anchor, authority, constraints, server

CONSTRAINTS = "constraints"
RULE = "RFC 5280 section 4.2.1.10"
OUTSIDE = "name-constraint"
NC = "2.5.29.30"


def limited(
    value: x509.NameConstraints, leaf: Draft | None = None, *, critical: bool = True
) -> tuple[list[Minted], list[Minted]]:
    """A leaf below an intermediate with these constraints."""
    root = anchor()
    issuing = authority().plus(value, critical=critical).signed_by(root)
    return [(leaf or server()).signed_by(issuing), issuing], [root]


def root_limited(value: x509.NameConstraints, leaf: Draft | None = None) -> tuple[list[Minted], list[Minted]]:
    """A leaf below a root with these constraints."""
    root = anchor(draft=authority("Root CA").plus(value, critical=True))
    return [(leaf or server()).signed_by(root)], [root]


def two_limits(upper: x509.NameConstraints, lower: x509.NameConstraints) -> tuple[list[Minted], list[Minted]]:
    root = anchor()
    above = authority("Upper CA").plus(upper, critical=True).signed_by(root)
    issuing = authority().plus(lower, critical=True).signed_by(above)
    return [server().signed_by(issuing), issuing, above], [root]


def malformed(value: bytes, leaf: Draft | None = None) -> tuple[list[Minted], list[Minted]]:
    """A leaf below an intermediate whose constraints are given in DER."""
    root = anchor()
    issuing = authority().raw(NC, value, critical=True).signed_by(root)
    return [(leaf or server()).signed_by(issuing), issuing], [root]


@case(CONSTRAINTS)
def permitted() -> Case:
    return accepted(*limited(constraints(["shop.example.com"])), RULE)


@case(CONSTRAINTS)
def permitted_domain_above() -> Case:
    """Any number of labels may be added on the left."""
    return accepted(*limited(constraints(["com"])), RULE)


@case(CONSTRAINTS)
def permitted_without_regard_to_case() -> Case:
    return accepted(*limited(constraints(["EXAMPLE.Com"])), RULE)


@case(CONSTRAINTS)
def permitted_by_the_second() -> Case:
    return accepted(*limited(constraints(["example.org", "example.com"])), RULE)


@case(CONSTRAINTS)
def not_permitted() -> Case:
    return refused(*limited(constraints(["example.org"])), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def not_permitted_for_the_same_ending() -> Case:
    """`ample.com` is not above `example.com`."""
    return refused(*limited(constraints(["ample.com"])), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def not_permitted_by_a_host_below() -> Case:
    return refused(*limited(constraints(["www.shop.example.com"])), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def one_name_is_not_permitted() -> Case:
    """Every name must be inside, not only the one that was asked for."""
    leaf = server(NAME, "shop.example.org")
    return refused(*limited(constraints(["example.com"]), leaf), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def excluded() -> Case:
    return refused(*limited(constraints(excluded=["example.com"])), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def excluded_elsewhere() -> Case:
    return accepted(*limited(constraints(excluded=["example.org", "billing.example.com"])), RULE)


@case(CONSTRAINTS)
def excluded_second_name() -> Case:
    leaf = server(NAME, "intern.example.com")
    return refused(*limited(constraints(excluded=["intern.example.com"]), leaf), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def excluded_and_permitted() -> Case:
    """Exclusion wins."""
    both = constraints(["example.com"], ["example.com"])
    return refused(*limited(both), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def excluded_below_what_is_permitted() -> Case:
    return accepted(*limited(constraints(["example.com"], ["billing.example.com"])), RULE)


@case(CONSTRAINTS)
def everything_excluded() -> Case:
    """An empty name excludes every name of its kind."""
    return refused(*limited(constraints(excluded=[""])), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def everything_permitted() -> Case:
    """An empty name permits every name of its kind."""
    return accepted(*limited(constraints([""])), RULE)


@case(CONSTRAINTS)
def root_permits() -> Case:
    return accepted(*root_limited(constraints(["example.com"])), RULE)


@case(CONSTRAINTS)
def root_does_not_permit() -> Case:
    """The anchor's own constraints count: OpenSSL, Go and the browsers heed them (RFC 5937)."""
    return refused(*root_limited(constraints(["example.org"])), "RFC 5937", OUTSIDE, "root")


@case(CONSTRAINTS)
def root_excludes() -> Case:
    return refused(*root_limited(constraints(excluded=["example.com"])), "RFC 5937", OUTSIDE, "root")


@case(CONSTRAINTS)
def lower_authority_narrows() -> Case:
    chain = two_limits(constraints(["example.com", "example.org"]), constraints(["example.org"]))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def lower_authority_cannot_widen() -> Case:
    chain = two_limits(constraints(["example.org"]), constraints(["example.com", "example.org"]))
    return refused(*chain, RULE, OUTSIDE, "intermediate 2")


@case(CONSTRAINTS)
def two_authorities_permit() -> Case:
    return accepted(*two_limits(constraints(["com"]), constraints(["example.com"])), RULE)


@case(CONSTRAINTS)
def wildcard_within() -> Case:
    return accepted(*limited(constraints(["example.com"]), server("*.example.com")), RULE)


@case(CONSTRAINTS)
def wildcard_reaches_out() -> Case:
    """The wildcard covers more than what is permitted."""
    chain = limited(constraints(["shop.example.com"]), server("*.example.com"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def wildcard_covers_what_is_excluded() -> Case:
    """The name that was asked for is excluded, and comes in by a wildcard (CVE-2025-61727)."""
    chain = limited(constraints(["example.com"], ["shop.example.com"]), server("*.example.com"))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def of_another_kind_permitted() -> Case:
    """Constraints on addresses say nothing of host names."""
    return accepted(*limited(constraints([_network("192.0.2.0/24")])), RULE)


@case(CONSTRAINTS)
def of_another_kind_excluded() -> Case:
    return accepted(*limited(constraints(excluded=[_network("0.0.0.0/0")])), RULE)


@case(CONSTRAINTS)
def not_critical_and_kept() -> Case:
    """RFC 5280 wants them critical; the Web's rules allow either."""
    return accepted(*limited(constraints(["example.com"]), critical=False), "CABF BR 7.1.2.5.2")


@case(CONSTRAINTS)
def not_critical_and_broken() -> Case:
    """They count all the same."""
    return refused(*limited(constraints(["example.org"]), critical=False), RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def in_a_leaf() -> Case:
    """Only authorities may have them."""
    root = anchor()
    leaf = server().plus(constraints(["example.com"]), critical=True).signed_by(root)
    codes = (OUTSIDE, "certificate-malformed")
    return refused([leaf], [root], RULE, codes, "leaf", by=Refused.STRICT)


@case(CONSTRAINTS)
def name_of_an_intermediate_is_excluded() -> Case:
    """Authorities below are bound too."""
    root = anchor()
    above = authority("Upper CA").plus(constraints(excluded=["ca.example.com"]), critical=True).signed_by(root)
    issuing = authority().plus(alternative("ca.example.com")).signed_by(above)
    chain = [server().signed_by(issuing), issuing, above]
    return refused(chain, [root], RULE, OUTSIDE, "intermediate 2")


@case(CONSTRAINTS)
def self_issued_intermediate_is_exempt() -> Case:
    """An authority that certifies its own next key is not bound by its own constraints."""
    root = anchor(draft=authority("Root CA").plus(constraints(["example.com"]), critical=True))
    new = authority("Root CA").plus(alternative("ca.example.org")).signed_by(root)
    return accepted([server().signed_by(new), new], [root], "RFC 5280 section 6.1.3 (b)")


@case(CONSTRAINTS)
def self_issued_leaf_is_bound() -> Case:
    root = anchor()
    issuing = authority("Shop").plus(constraints(["example.org"]), critical=True).signed_by(root)
    chain = [server().signed_by(issuing), issuing]
    return refused(chain, [root], "RFC 5280 section 6.1.3 (b)", OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def with_a_wildcard() -> Case:
    """A constraint is a domain, not a pattern."""
    codes = (OUTSIDE, "certificate-malformed")
    subtree = der.sequence(der.element(0x82, b"*.example.com"))
    return refused(*malformed(der.sequence(der.element(0xA0, subtree))), RULE, codes, "intermediate 1")


@case(CONSTRAINTS)
def with_a_leading_dot() -> Case:
    """Written as for addresses of the Web; ordinary clients take it for 'below example.com'."""
    codes = (OUTSIDE, "certificate-malformed")
    return refused(*limited(constraints([".example.com"])), RULE, codes, "intermediate 1", by=Refused.STRICT)


@case(CONSTRAINTS)
def with_a_leading_dot_and_the_domain_itself() -> Case:
    """Nobody takes '.shop.example.com' for 'shop.example.com'."""
    codes = (OUTSIDE, "certificate-malformed")
    return refused(*limited(constraints([".shop.example.com"])), RULE, codes, "intermediate 1")


@case(CONSTRAINTS)
def without_any_subtree() -> Case:
    """Neither permitted nor excluded: not allowed, and harmless."""
    rule = "RFC 5280 section 4.2.1.10, CABF BR 7.1.2.5.2"
    codes = (OUTSIDE, "certificate-malformed")
    return refused(*malformed(der.sequence()), rule, codes, "intermediate 1", by=Refused.STRICT)


@case(CONSTRAINTS)
def that_cannot_be_read() -> Case:
    codes = (OUTSIDE, "certificate-malformed")
    return refused(*malformed(b"\x04\x02no"), RULE, codes, "intermediate 1")


@case(CONSTRAINTS)
def malformed_name_below() -> Case:
    """A name that is none cannot be inside what is permitted."""
    leaf = server(NAME, ".example.com")
    codes = (OUTSIDE, "certificate-malformed")
    chain = limited(constraints(["example.com"]), leaf)
    return refused(*chain, RULE, codes, ("leaf", "intermediate 1"), by=Refused.STRICT)


@case(CONSTRAINTS)
def a_way_around() -> Case:
    """The issuing authority was certified twice: once under constraints, once without."""
    root = anchor()
    above = authority("Limited CA").plus(constraints(["example.org"]), critical=True).signed_by(root)
    issuing = authority()
    limited_way, free_way = issuing.signed_by(above), issuing.signed_by(root)
    chain = [server().signed_by(limited_way), limited_way, above, free_way]
    return accepted(chain, [root], "RFC 5280 section 6.1")


@case(CONSTRAINTS)
def a_way_around_that_is_longer() -> Case:
    """The short way is under constraints, the long one is not."""
    root, other = anchor(), anchor("Other Root")
    draft = authority()
    short = draft.plus(constraints(["example.org"]), critical=True).signed_by(root)
    middle = authority("Middle CA").signed_by(other)
    chain = [server().signed_by(short), short, draft.signed_by(middle), middle]
    return accepted(chain, [root, other], "RFC 5280 section 6.1")


def _network(text: str) -> x509.IPAddress:
    return x509.IPAddress(ip_network(text))


@case(CONSTRAINTS)
def permitted_name_in_capitals() -> Case:
    return accepted(*limited(constraints(["example.com"]), server("SHOP.EXAMPLE.COM")), RULE)


@case(CONSTRAINTS)
def two_authorities_permit_nothing_in_common() -> Case:
    chain = two_limits(constraints(["example.com"]), constraints(["example.org"]))
    return refused(*chain, RULE, OUTSIDE, "intermediate 1")


@case(CONSTRAINTS)
def another_name_is_asked_for() -> Case:
    """The authority kept to its constraints; the certificate is for another name than the one that was asked for."""
    chain = limited(constraints(["example.com"]))
    rule = "RFC 9525 section 6.3"
    return refused(*chain, rule, "name-mismatch", "leaf", name="shop.example.org")

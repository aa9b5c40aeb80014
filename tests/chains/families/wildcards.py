"""Wildcards: one whole leftmost label, and nothing else (RFC 9525 section 6.3)."""

from __future__ import annotations

from tests.chains.cases import Case, Refused, case
from tests.chains.families.names import covers, misses
from tests.chains.minting import server

WILDCARDS = "wildcards"


@case(WILDCARDS)
def for_one_label() -> Case:
    return covers(server("*.example.com"))


@case(WILDCARDS)
def without_regard_to_case() -> Case:
    return covers(server("*.EXAMPLE.com"))


@case(WILDCARDS)
def for_an_internationalised_label() -> Case:
    return covers(server("*.example.com"), "xn--bcher-kva.example.com")


@case(WILDCARDS)
def asked_with_a_final_dot() -> Case:
    return covers(server("*.example.com"), "shop.example.com.")


@case(WILDCARDS)
def not_for_two_labels() -> Case:
    return misses(server("*.example.com"), "www.shop.example.com")


@case(WILDCARDS)
def not_for_none() -> Case:
    return misses(server("*.example.com"), "example.com")


@case(WILDCARDS)
def not_for_another_domain() -> Case:
    return misses(server("*.example.org"))


@case(WILDCARDS)
def not_at_the_end_of_a_label() -> Case:
    return misses(server("sh*.example.com"))


@case(WILDCARDS)
def not_at_the_beginning_of_a_label() -> Case:
    return misses(server("*op.example.com"))


@case(WILDCARDS)
def not_within_a_label() -> Case:
    return misses(server("s*p.example.com"))


@case(WILDCARDS)
def not_within_an_a_label() -> Case:
    return misses(server("xn--*-kva.example.com"), "xn--bcher-kva.example.com")


@case(WILDCARDS)
def not_in_the_second_label() -> Case:
    return misses(server("shop.*.com"))


@case(WILDCARDS)
def not_twice() -> Case:
    return misses(server("*.*.com"))


@case(WILDCARDS)
def not_doubled() -> Case:
    return misses(server("**.example.com"))


@case(WILDCARDS)
def not_alone() -> Case:
    return misses(server("*"), "shop")


@case(WILDCARDS)
def not_for_an_address() -> Case:
    return misses(server("*.0.2.7"), "192.0.2.7")


@case(WILDCARDS)
def not_for_a_top_level_domain() -> Case:
    """OpenSSL and the browsers want two labels after it."""
    return misses(server("*.com"), "example.com", "CABF BR 3.2.2.6", by=Refused.PEDANTIC)


@case(WILDCARDS)
def not_for_a_public_suffix() -> Case:
    """Only who knows the list of public suffixes can tell."""
    return misses(server("*.co.uk"), "example.co.uk", "CABF BR 3.2.2.6", by=Refused.PEDANTIC)

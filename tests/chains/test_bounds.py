"""Hostile chains: what is sent may hold more ways, names and constraints than anybody can compare."""

from __future__ import annotations

from tests.chains.cases import Case, accepted
from tests.chains.minting import NOW, YEAR, Minted, anchor, authority, constraints, server
from tests.chains.verdicts import ours

from firstcause.tls import candidates
from firstcause.tls.certificate import parse_chain
from firstcause.tls.trust import CertificateSet


def mesh(size: int, *, expired: bool) -> Case:
    """Authorities that all certify each other, and are all certified by a root; `expired`: none of them is fit."""
    root = anchor()
    drafts = [authority(f"Mesh {number}") for number in range(size)]
    signers = [Minted(draft, b"") for draft in drafts]
    dates = (NOW - 9 * YEAR, NOW - YEAR) if expired else (NOW - YEAR, NOW + YEAR)
    crosses = [a.at(*dates).signed_by(b) for a in drafts for b in (*signers, root) if b.draft is not a]
    return accepted([server().signed_by(signers[0]), *crosses], [root], "RFC 5280 section 6.1")


def test_a_mesh_with_a_way_out_is_accepted() -> None:
    """Twelve authorities, 144 certificates: the short way is found among them."""
    assert ours(mesh(12, expired=False), strict=True).failure is None


def test_a_mesh_in_which_every_way_is_unfit_is_given_up() -> None:
    """There are millions of ways through it; the answer names the expired intermediate, and comes."""
    failure = ours(mesh(12, expired=True), strict=False).failure
    assert failure is not None
    assert (failure.code, failure.detail.certificate) == ("tls/certificate-expired", "intermediate 1")


def test_the_search_keeps_to_its_limits() -> None:
    """No more ways are begun than it says."""
    case = mesh(12, expired=True)
    chain, trust = parse_chain(case.chain), CertificateSet(parse_chain(case.trust))
    assert len(list(candidates.ways_into_trust(chain, trust))) <= candidates.MAXIMUM_WAYS


def test_thousands_of_names_against_thousands_of_constraints() -> None:
    """Go and others refuse to compare them all, and so do we, by name."""
    root = anchor()
    excluded = constraints(excluded=[f"n{number}.example.org" for number in range(1000)])
    issuing = authority().plus(excluded, critical=True).signed_by(root)
    leaf = server("shop.example.com", *(f"n{number}.example.com" for number in range(1000))).signed_by(issuing)
    failure = ours(accepted([leaf, issuing], [root], "crypto/x509"), strict=False).failure
    assert failure is not None
    assert failure.code == "tls/name-constraint"
    assert "1000 constraints, more than clients compare" in failure.explanation

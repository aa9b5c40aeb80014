"""What is wrong with a chain, which certificate is meant, and what the evidence cannot exclude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from firstcause.pki import authority
from firstcause.pki.authority import Authority
from firstcause.pki.faults import FAULTS, Recipe
from firstcause.tls.certificate import der, parse_chain
from firstcause.tls.chain import chain_case, chain_faults
from firstcause.tls.chain_case import ChainFault
from firstcause.tls.trust import NOTHING, CertificateSet

NOW = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
NAME = "order-service.internal"


@dataclass(frozen=True)
class Fleet:
    """A root, an intermediate, and a way to judge chains by them."""

    root: Authority
    issuing: Authority

    def faults(
        self,
        chain: Sequence[x509.Certificate],
        *,
        name: str = NAME,
        at: datetime = NOW,
        known: Sequence[x509.Certificate] = (),
        trust: Sequence[x509.Certificate] | None = None,
    ) -> tuple[ChainFault, ...]:
        trusted = CertificateSet((self.root.certificate,) if trust is None else trust)
        return chain_faults(chain_case(tuple(chain), name, trusted, at, CertificateSet(known)))


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    root = authority.root("Root", NOW)
    return Fleet(root, authority.intermediate(root, "Issuing", NOW))


def constrained(fleet: Fleet, constraints: x509.NameConstraints) -> Authority:
    """An authority below the fleet's root with name constraints."""
    key = authority.new_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(authority.common_name("Constrained"))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=100))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(constraints, critical=True)
    )
    certificate = authority.signed(authority.issued_by(builder, fleet.root), fleet.root)
    return Authority("Constrained", certificate, key, (certificate,))


@pytest.mark.parametrize("code", sorted(set(FAULTS) - {"tls/key-mismatch"}))
def test_each_fault_is_the_only_one(fleet: Fleet, code: str) -> None:
    """A bundle with one broken property yields that code, and no other beside it."""
    bundle = FAULTS[code](Recipe(fleet.issuing, "order-service", (NAME,), NOW))
    assert {f.code for f in fleet.faults(bundle.chain)} == {code}


def test_a_healthy_chain_has_no_fault_in_any_order(fleet: Fleet) -> None:
    """Order and additions do not matter to a path (RFC 8446 section 4.4.2)."""
    leaf, issuer = authority.leaf(fleet.issuing, "order-service", (NAME,), NOW).chain
    stranger = authority.root("Stranger", NOW).certificate
    assert fleet.faults((leaf, stranger, fleet.root.certificate, issuer)) == ()


def test_dates_are_judged_at_the_time_that_is_given(fleet: Fleet) -> None:
    """The same chain is well today and expired in a year; each expired certificate is named."""
    chain = authority.leaf(fleet.issuing, "order-service", (NAME,), NOW).chain
    assert fleet.faults(chain) == ()
    (fault,) = fleet.faults(chain, at=NOW + timedelta(days=91))
    assert (fault.code, fault.detail.certificate) == ("tls/certificate-expired", "leaf")
    assert "expired at 2026-02-05T04:59:00Z, 24 h 0 min ago" in fault.explanation
    far = fleet.faults(chain, at=NOW + timedelta(days=4000))
    assert [f.detail.certificate for f in far] == ["leaf", "intermediate 1", "root"]


def test_a_certificate_from_tomorrow_may_be_a_wrong_clock(fleet: Fleet) -> None:
    """Within a day, either the authority's clock or ours is wrong; after that, hardly ours."""
    chain = authority.leaf(fleet.issuing, "order-service", (NAME,), NOW).chain
    early = fleet.faults(chain, at=NOW - timedelta(hours=2))[0]
    assert early.alternatives == ("tls/clock-skew",)
    assert fleet.faults(chain, at=NOW - timedelta(days=9))[0].alternatives == ()


def test_a_known_intermediate_makes_sure(fleet: Fleet) -> None:
    """Seen elsewhere, it would complete the path: surely incomplete."""
    leaf = authority.leaf(fleet.issuing, "order-service", (NAME,), NOW).leaf
    (unsure,) = fleet.faults((leaf,))
    (sure,) = fleet.faults((leaf,), known=(fleet.issuing.certificate,))
    assert (unsure.code, unsure.alternatives) == ("tls/incomplete-chain", ("tls/unknown-ca",))
    assert (sure.code, sure.alternatives) == ("tls/incomplete-chain", ())


def test_a_leaf_sent_twice_is_still_alone(fleet: Fleet) -> None:
    """`openssl s_server` sends it so when its chain file begins with the leaf; nothing more is there."""
    leaf = authority.leaf(fleet.issuing, "order-service", (NAME,), NOW).leaf
    (fault,) = fleet.faults((leaf, leaf))
    assert (fault.code, fault.alternatives) == ("tls/incomplete-chain", ("tls/unknown-ca",))
    assert "its leaf only" in fault.explanation


def test_a_leaf_beside_another_fleets_intermediate(fleet: Fleet) -> None:
    """The wrong intermediate is as good as none: what is missing is the leaf's own issuer."""
    other = authority.intermediate(fleet.root, "Other Issuing", NOW)
    (fault,) = fleet.faults((authority.leaf(fleet.issuing, "order-service", (NAME,), NOW).leaf, other.certificate))
    assert (fault.code, fault.detail.expected) == ("tls/incomplete-chain", "issuer 'Issuing'")


def test_a_leaf_alone_whose_issuer_calls_itself_a_root(fleet: Fleet) -> None:
    """Then no intermediate is missing: the root is a stranger, as far as its name can be believed."""
    foreign = authority.root("Foreign Root CA", NOW)
    (fault,) = fleet.faults((authority.leaf(foreign, "order-service", (NAME,), NOW).leaf,))
    assert (fault.code, fault.alternatives) == ("tls/unknown-ca", ("tls/incomplete-chain",))


def test_a_known_intermediate_of_an_untrusted_root(fleet: Fleet) -> None:
    """The issuer was seen elsewhere, and still leads nowhere: surely an unknown authority."""
    foreign = authority.intermediate(authority.root("Foreign", NOW), "Foreign Issuing", NOW)
    leaf = authority.leaf(foreign, "order-service", (NAME,), NOW).leaf
    (fault,) = fleet.faults((leaf,), known=(foreign.certificate,))
    assert (fault.code, fault.alternatives) == ("tls/unknown-ca", ())


def test_an_untrusted_root_sent_along(fleet: Fleet) -> None:
    """The whole chain is there, and its root is a stranger."""
    foreign = authority.root("Foreign", NOW)
    chain = (authority.leaf(foreign, "order-service", (NAME,), NOW).leaf, foreign.certificate)
    (fault,) = fleet.faults(chain)
    assert (fault.code, fault.detail.certificate) == ("tls/unknown-ca", "root")
    assert "sent along" in fault.explanation


def test_an_authority_rotated_under_its_old_name(fleet: Fleet) -> None:
    """Same name, other key: the text says so, since names alone look right."""
    rotated = authority.root("Root", NOW)
    (fault,) = fleet.faults(authority.leaf(rotated, "order-service", (NAME,), NOW).chain)
    assert fault.code == "tls/unknown-ca"
    assert "rotated under the same name" in fault.explanation


def test_a_damaged_signature(fleet: Fleet) -> None:
    """One bit of the signature is flipped, the issuer is at hand: the certificate is damaged."""
    bundle = authority.leaf(fleet.issuing, "order-service", (NAME,), NOW)
    damaged = bytearray(der(bundle.leaf))
    damaged[-1] ^= 1
    chain = (*parse_chain((bytes(damaged),)), fleet.issuing.certificate)
    assert fleet.faults(chain)[0].code == "tls/certificate-malformed"


def test_a_common_name_alone_covers_nothing(fleet: Fleet) -> None:
    """RFC 9525 retired the common name."""
    key = authority.new_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(authority.common_name(NAME))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
    )
    leaf = authority.signed(authority.issued_by(builder, fleet.issuing), fleet.issuing)
    (fault,) = fleet.faults((leaf, fleet.issuing.certificate))
    assert fault.code == "tls/name-mismatch"
    assert "no subjectAltName" in fault.explanation


def test_an_address_is_covered_by_an_address(fleet: Fleet) -> None:
    """IP addresses match iPAddress entries; a DNS name is not enough."""
    key = authority.new_key()
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = (
        x509.CertificateBuilder()
        .subject_name(authority.common_name("a"))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
        .add_extension(names, critical=False)
    )
    leaf = authority.signed(authority.issued_by(builder, fleet.issuing), fleet.issuing)
    chain = (leaf, fleet.issuing.certificate)
    assert fleet.faults(chain, name="127.0.0.1") == ()
    assert fleet.faults(chain, name="127.0.0.2")[0].code == "tls/name-mismatch"


@pytest.mark.parametrize(
    ("permitted", "excluded", "code"),
    [
        ([x509.DNSName("internal")], None, None),
        ([x509.DNSName("payments.internal")], None, "tls/name-constraint"),
        (None, [x509.DNSName("internal")], "tls/name-constraint"),
        (None, [x509.DNSName("other.internal")], None),
        ([x509.IPAddress(ip_network("10.0.0.0/8"))], None, None),
    ],
)
def test_name_constraints(
    fleet: Fleet, permitted: list[x509.GeneralName] | None, excluded: list[x509.GeneralName] | None, code: str | None
) -> None:
    """An authority may be limited to names, or kept from them; constraints on addresses do not touch names."""
    issuer = constrained(fleet, x509.NameConstraints(permitted, excluded))
    chain = authority.leaf(issuer, "order-service", (NAME,), NOW).chain
    assert [f.code for f in fleet.faults(chain)] == ([code] if code else [])


def test_an_authority_too_deep(fleet: Fleet) -> None:
    """The issuing authority may sign leaves only (pathlen:0)."""
    below = authority.intermediate(fleet.issuing, "Too deep", NOW)
    (fault,) = fleet.faults(authority.leaf(below, "order-service", (NAME,), NOW).chain)
    assert (fault.code, fault.detail.certificate) == ("tls/invalid-ca", "intermediate 2")
    assert "pathlen:0" in fault.explanation


def test_two_things_broken_at_once(fleet: Fleet) -> None:
    """The more specific is the cause; the other is told as well."""
    bundle = FAULTS["tls/self-signed"](Recipe(fleet.issuing, "order-service", ("other.internal",), NOW))
    assert [f.code for f in fleet.faults(bundle.chain)] == ["tls/self-signed", "tls/name-mismatch"]


def test_a_trusted_certificate_needs_no_issuer(fleet: Fleet) -> None:
    """A self-signed certificate that stands in the trust file is trusted as it is."""
    bundle = FAULTS["tls/self-signed"](Recipe(fleet.issuing, "order-service", (NAME,), NOW))
    assert fleet.faults(bundle.chain, trust=bundle.chain) == ()


def test_look_alikes_cost_no_more_than_their_square(fleet: Fleet) -> None:
    """A hostile chain of self-issued namesakes is walked once each, and judged."""
    root = authority.root("Loop", NOW)
    loop = tuple(authority.signed(authority.issued_by(_namesake(root, serial), root), root) for serial in range(2, 12))
    leaf = authority.leaf(root, "order-service", (NAME,), NOW).leaf
    assert fleet.faults((leaf, *loop))[0].code == "tls/unknown-ca"
    assert NOTHING.named(leaf.issuer) == ()
    assert isinstance(leaf.signature_hash_algorithm, hashes.SHA256)


def _namesake(root: Authority, serial: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(root.certificate.subject)
        .public_key(root.key.public_key())
        .serial_number(serial)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=9))
    )

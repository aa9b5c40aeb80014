"""A chain that was accepted is accepted again without being verified, but never for longer than it is valid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from firstcause.pki import authority
from firstcause.tls.accepted import acceptance
from firstcause.tls.certificate import der
from firstcause.tls.sent_chain import SentChain, sent_chain
from firstcause.tls.trust import CertificateSet, has_signed

NOW = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
NAME = "order-service.internal"
ROOT = authority.root("Root", NOW)
TRUST = CertificateSet((ROOT.certificate,))


def chain() -> SentChain:
    bundle = authority.leaf(authority.intermediate(ROOT, "Issuing", NOW), "order-service", (NAME,), NOW)
    return sent_chain(tuple(der(c) for c in bundle.chain))


def accepts(sent: SentChain, name: str, trust: CertificateSet, now: datetime) -> bool:
    return acceptance(sent, name, trust, now) is not None


def test_dates_are_judged_at_every_look() -> None:
    """The same chain, name and trust: only the time is another."""
    sent = chain()
    end = sent.summaries[0].not_after
    assert accepts(sent, NAME, TRUST, NOW)
    assert accepts(sent, NAME, TRUST, end)
    assert not accepts(sent, NAME, TRUST, end + timedelta(seconds=1))
    assert not accepts(sent, NAME, TRUST, NOW - timedelta(days=1))
    assert accepts(sent, NAME, TRUST, NOW)


def test_a_chain_first_seen_after_its_end_is_well_again_where_the_clock_was_wrong() -> None:
    """What is remembered is when it is valid, and not whether it was."""
    sent = chain()
    assert not accepts(sent, NAME, TRUST, NOW + timedelta(days=400))
    assert accepts(sent, NAME, TRUST, NOW)


def test_acceptance_is_of_this_name_and_this_trust() -> None:
    """Another caller may think otherwise, and so may this one once its trust has changed."""
    sent = chain()
    assert accepts(sent, NAME, TRUST, NOW)
    assert not accepts(sent, "billing-api.internal", TRUST, NOW)
    assert not accepts(sent, NAME, CertificateSet((authority.root("Root", NOW).certificate,)), NOW)


def test_signatures_are_verified_once() -> None:
    """The second look at the same bytes, parsed anew, verifies nothing."""
    sent = chain()
    accepts(sent, NAME, TRUST, NOW)
    verified = cast(Any, has_signed).cache_info()
    again = sent_chain(tuple(bytes(bytearray(der(c))) for c in sent.certificates))
    assert accepts(again, NAME, TRUST, NOW)
    assert cast(Any, has_signed).cache_info() == verified

"""Chain verdicts on some 350 cases: each as the standards say it, with its reason, and none worse than the peer's."""

from __future__ import annotations

import pytest
import tests.chains.families.every  # noqa: F401 - registers the cases
from tests.chains.cases import Refused, titles
from tests.chains.known import LET_THROUGH, MISSED, TOO_STRICT_FOR_ORDINARY
from tests.chains.score import judged, titles_where

from firstcause.model.handshake import Outcome

LEAST_SHARE_OF_REASONS = 0.9


@pytest.mark.parametrize("title", titles())
def test_a_chain_is_judged_as_the_standards_say(title: str) -> None:
    """Strict callers see every fault, ordinary callers what ordinary clients refuse; what we miss stands in `known`."""
    found = judged(title)
    assert found.ours_is_right != (title in MISSED or title in LET_THROUGH), found.strict.failure
    if found.is_weighed:
        assert found.ordinary_is_right != (title in MISSED or title in TOO_STRICT_FOR_ORDINARY), found.ordinary.failure
        assert found.has_reason or not found.is_our_refusal, (found.case.codes, found.case.where, found.strict.failure)


@pytest.mark.parametrize("title", titles())
def test_what_only_strict_clients_refuse_is_a_warning(title: str) -> None:
    """A look that is healthy for ordinary callers, and would not be for strict ones, says so."""
    found = judged(title)
    warned = any(w.code == "tls/weak-but-accepted" for w in found.ordinary.warnings)
    refused = found.strict.outcome is Outcome.FAULTY and found.ordinary.outcome is Outcome.HEALTHY
    assert warned is refused


def test_at_least_as_good_as_the_peer() -> None:
    """`cryptography`'s verifier judges the same cases; counted with and without the pedantic ones."""
    everything = [judged(title) for title in titles()]
    weighed = [j for j in everything if j.is_weighed]
    assert len(weighed) > 150
    for cases in (weighed, everything):
        assert sum(j.ours_is_right for j in cases) >= sum(j.peer_is_right for j in cases)


def test_what_the_peer_alone_gets_right_is_known() -> None:
    """No case is lost to the peer that is not listed with its reason."""
    lost = titles_where([judged(title) for title in titles()], lambda j: j.peer_is_right and not j.ours_is_right)
    assert set(lost) <= {*MISSED, *LET_THROUGH}


def test_nine_refusals_in_ten_come_with_their_reason() -> None:
    """The code that fits, the certificate that is meant, expected against presented."""
    refusals = [j for j in map(judged, titles()) if j.is_our_refusal and j.is_weighed]
    assert sum(j.has_reason for j in refusals) / len(refusals) >= LEAST_SHARE_OF_REASONS


def test_every_case_cites_its_rule() -> None:
    """An expectation without a source would be an opinion."""
    for title in titles():
        case = judged(title).case
        assert case.rule.startswith(("RFC ", "CABF BR "))
        assert bool(case.codes) is bool(case.where) is (case.refused is not Refused.NOBODY)

"""Each guard says no for its own reason, and all of them together let a good plan pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstcause.mitigate.guards import GUARDS, Refusal, Setting, first_refusal
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment
from firstcause.model.service import MitigationMode
from firstcause.testing.builders import SERVICE, change, hypothesis, plan, service

DEPLOYMENT = Deployment(SERVICE, "r42", settled=True, rolling=False, releases=("r40", "r41", "r42"))
GOOD = Setting(
    plan(), hypothesis(suspect=change()), service(), DEPLOYMENT, halted=False, approved=False, policy=MitigatePolicy()
)


def in_mode(mode: MitigationMode) -> Setting:
    return replace(GOOD, service=service(mitigation=mode))


def test_a_good_plan_passes_all_guards() -> None:
    """Also while the faulty release is still rolling out, and where the deployer lists no releases."""
    assert first_refusal(GOOD) is None
    assert first_refusal(replace(GOOD, deployment=replace(DEPLOYMENT, rolling=True, settled=False))) is None
    assert first_refusal(replace(GOOD, deployment=replace(DEPLOYMENT, releases=()))) is None


@pytest.mark.parametrize(
    ("setting", "guard", "words"),
    [
        (replace(GOOD, halted=True), "not-halted", "mitigation stop"),
        (in_mode(MitigationMode.OFF), "mode", "'off'"),
        (in_mode(MitigationMode.PROPOSE), "mode", "'propose'"),
        (in_mode(MitigationMode.APPROVE), "mode", "'approve'"),
        (replace(GOOD, cause=hypothesis(confidence=0.84)), "confidence", "0.84 is below 0.85"),
        (replace(GOOD, cause=hypothesis(kinds=1)), "independent-evidence", "1 kind of evidence"),
        (replace(GOOD, deployment=Unobserved("connection refused")), "target-known", "connection refused"),
        (replace(GOOD, plan=plan(to_release="r39")), "target-known", "does not know the release r39"),
        (
            replace(GOOD, deployment=replace(DEPLOYMENT, current="r43")),
            "still-current",
            "r43 is current, no longer r42",
        ),
    ],
)
def test_each_guard_refuses_for_its_reason(setting: Setting, guard: str, words: str) -> None:
    """The first that says no is the one that is recorded."""
    refusal = first_refusal(setting)
    assert isinstance(refusal, Refusal)
    assert refusal.guard == guard
    assert words in refusal.reason


def test_a_persons_approval_opens_the_mode_approve_and_no_other() -> None:
    """Whoever wrote off or propose meant it."""
    approved = [mode for mode in MitigationMode if first_refusal(replace(in_mode(mode), approved=True)) is None]
    assert approved == [MitigationMode.APPROVE, MitigationMode.AUTOMATIC]


def test_an_approval_does_not_open_the_other_guards() -> None:
    """A person may not have seen that somebody else is at work."""
    busy = replace(in_mode(MitigationMode.APPROVE), approved=True, deployment=replace(DEPLOYMENT, current="r43"))
    refusal = first_refusal(busy)
    assert refusal is not None
    assert refusal.guard == "still-current"


def test_every_guard_is_tested_here() -> None:
    """A new guard needs its case above."""
    assert set(GUARDS) == {
        "not-halted",
        "mode",
        "confidence",
        "independent-evidence",
        "target-known",
        "still-current",
    }

"""Each guard says no for its own reason, and all of them together let a good plan pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.mitigate.guards import GUARDS, Circumstances, Refusal, Setting, first_refusal
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.model.incident import Reason
from firstcause.model.mitigation import Deployment, Halt
from firstcause.model.service import MitigationMode
from firstcause.model.window import Window
from firstcause.testing.builders import CODE, SERVICE, change, hypothesis, plan, service
from firstcause.testing.clock import START, moment

DEPLOYMENT = Deployment(SERVICE, "r42", settled=True, rolling=False, releases=("r40", "r41", "r42"))
HALT = Halt("storage migration", "alice", moment(-60))
FREEZE = MitigatePolicy(freeze=(Window(moment(0), moment(3600)),))
GOOD = Setting(
    plan(),
    hypothesis(suspect=change()),
    service(),
    Circumstances(DEPLOYMENT),
    MitigatePolicy(),
    START,
    changes=(change(),),
)
APPROVED = replace(GOOD, approved_at=START)
BACK = replace(plan(from_release="r41", to_release="r42"), undoes=plan().id)


def in_mode(mode: MitigationMode) -> Setting:
    return replace(GOOD, service=service(mitigation=mode))


def under(setting: Setting = GOOD, **circumstances: object) -> Setting:
    return replace(setting, circumstances=replace(setting.circumstances, **circumstances))  # type: ignore[arg-type]


def current(release: str, setting: Setting = GOOD) -> Setting:
    return under(setting, deployment=replace(DEPLOYMENT, current=release))


def spoken_for_by(*kinds: str, code: str = CODE) -> Setting:
    reasons = tuple(Reason(f"the {kind} says so", kind=kind) for kind in kinds)
    return replace(GOOD, cause=replace(hypothesis(code=code, suspect=change()), supporting=reasons))


def rolling(*changes: Change) -> Setting:
    return replace(GOOD, changes=(change(), *changes))


def test_a_good_plan_passes_all_guards() -> None:
    """Also while the faulty release is still rolling out, and where the deployer lists no releases."""
    assert first_refusal(GOOD) is None
    assert first_refusal(under(deployment=replace(DEPLOYMENT, rolling=True, settled=False))) is None
    assert first_refusal(under(deployment=replace(DEPLOYMENT, releases=()))) is None


REFUSED = [
    (under(halt=HALT), "not-halted", "halted by alice (storage migration)"),
    (in_mode(MitigationMode.OFF), "mode", "'off'"),
    (in_mode(MitigationMode.PROPOSE), "mode", "'propose'"),
    (in_mode(MitigationMode.APPROVE), "mode", "'approve'"),
    (replace(GOOD, service=service(automatic_for=())), "named-fault", f"does not name {CODE}"),
    (replace(GOOD, service=service(automatic_for=["net/*"])), "named-fault", f"does not name {CODE}"),
    (replace(GOOD, cause=hypothesis(confidence=0.84)), "confidence", "0.84 is below 0.85"),
    (replace(GOOD, cause=hypothesis(kinds=1)), "independent-evidence", "1 speak for it (probe)"),
    (spoken_for_by("probe", "probe"), "independent-evidence", "1 speak for it (probe)"),
    (spoken_for_by("probe", "view"), "independent-evidence", "1 speak for it (probe)"),
    (spoken_for_by("signals", "log"), "independent-evidence", "1 speak for it (signals)"),
    (spoken_for_by("traffic", "calls", code="app/errors"), "independent-evidence", "1 speak for it (traffic)"),
    (spoken_for_by("", ""), "independent-evidence", "0 speak for it (none)"),
    (spoken_for_by("probe", "change"), "probe-and-traffic", "approval, traffic must show"),
    (spoken_for_by("traffic", "change"), "probe-and-traffic", "approval, a probe must show"),
    (spoken_for_by("log", "change"), "probe-and-traffic", "a probe and traffic must show"),
    (spoken_for_by("log", "change", code="app/errors"), "probe-and-traffic", "approval, traffic must show"),
    (replace(GOOD, cause=hypothesis()), "revertible", "unknown means no"),
    (replace(GOOD, cause=hypothesis(suspect=change(revertible_to="r40"))), "revertible", "go back to r41"),
    (under(deployment=Unobserved("connection refused")), "target-known", "connection refused"),
    (under(deployment=replace(DEPLOYMENT, releases=("r40", "r42"))), "target-known", "does not know the release r41"),
    (current("r43"), "still-current", "r43 is current, no longer r42"),
    (rolling(change(after="r43", takes_seconds=None)), "not-rolling", "r41 -> r43 of order-service is under way"),
    (replace(GOOD, policy=FREEZE), "not-frozen", "freezes all changes until 2025-11-07 05:58Z"),
    (under(frozen="the freeze file is there"), "not-frozen", "the freeze file is there"),
    (under(last_automatic=moment(-3600 * 23)), "cool-down", "less than 24 h ago"),
]


@pytest.mark.parametrize(("setting", "guard", "words"), REFUSED)
def test_each_guard_refuses_for_its_reason(setting: Setting, guard: str, words: str) -> None:
    """The first that says no is the one that is recorded."""
    refusal = first_refusal(setting)
    assert isinstance(refusal, Refusal)
    assert refusal.guard == guard
    assert words in refusal.reason


@pytest.mark.parametrize(
    "setting",
    [
        replace(GOOD, service=service(automatic_for=[CODE])),
        spoken_for_by("view", "signals"),
        spoken_for_by("probe", "calls"),
        spoken_for_by("signals", "change", code="app/errors"),  # no handshake shows it
        rolling(change(after="r42", takes_seconds=None, id="the suspect, as recorded when it began")),
        rolling(change(after="r43", takes_seconds=2.0)),
        rolling(change("billing-api", after="r43", takes_seconds=None)),
        rolling(change(kind="flag", after="", takes_seconds=None)),  # it happened at a moment, and is no release
        replace(GOOD, policy=FREEZE, now=moment(-1)),
        replace(GOOD, policy=FREEZE, now=moment(3600)),
        under(last_automatic=moment(-3600 * 24)),
        replace(under(last_automatic=START), policy=MitigatePolicy(cool_down=timedelta(0))),
    ],
)
def test_what_does_not_stand_in_the_way(setting: Setting) -> None:
    """The other side of each limit passes."""
    assert first_refusal(setting) is None


def test_a_persons_approval_opens_the_mode_approve_and_no_other() -> None:
    """Whoever wrote off or propose meant it."""
    approved = [m for m in MitigationMode if first_refusal(replace(in_mode(m), approved_at=START)) is None]
    assert approved == [MitigationMode.APPROVE, MitigationMode.AUTOMATIC]


OVERRIDDEN = {"named-fault", "probe-and-traffic", "not-frozen", "cool-down"}


@pytest.mark.parametrize(("setting", "guard", "_words"), [r for r in REFUSED if r[1] not in ("not-halted", "mode")])
def test_an_approval_overrides_what_is_for_automatic_action_alone(setting: Setting, guard: str, _words: str) -> None:
    """A person decides on faults, freezes and pauses; but may not have seen that somebody else is at work."""
    refusal = first_refusal(replace(setting, approved_at=START))
    assert (refusal.guard if refusal else None) == (None if guard in OVERRIDDEN else guard)


@pytest.mark.parametrize(("seconds", "stopped"), [(-61, True), (-60, True), (-59, False)])
def test_a_halt_stops_all_but_what_was_approved_in_spite_of_it(seconds: float, stopped: bool) -> None:
    """Whoever approves afterwards knows of the halt; whoever approved before it did not."""
    refusal = first_refusal(replace(under(halt=HALT), approved_at=moment(seconds)))
    assert (refusal is not None and refusal.guard == "not-halted") is stopped


def back(setting: Setting = GOOD) -> Setting:
    return replace(current("r41", setting), plan=BACK)


@pytest.mark.parametrize(
    "setting",
    [
        back(),
        back(replace(GOOD, cause=hypothesis(kinds=0, confidence=0.1))),
        back(under(last_automatic=START)),
        replace(back(), changes=(change(takes_seconds=None), change(before="r42", after="r41", takes_seconds=None))),
    ],
)
def test_a_way_back_needs_no_proof_and_no_pause(setting: Setting) -> None:
    """It rests on no cause, follows right upon the mitigation, and both rollouts are our own."""
    assert first_refusal(setting) is None


@pytest.mark.parametrize(
    ("setting", "guard"),
    [
        (replace(back(), circumstances=replace(back().circumstances, halt=HALT)), "not-halted"),
        (back(in_mode(MitigationMode.APPROVE)), "mode"),
        (back(replace(GOOD, service=service(automatic_for=()))), "named-fault"),
        (replace(current("r43"), plan=BACK), "still-current"),
        (back(rolling(change(after="r43", takes_seconds=None))), "not-rolling"),
        (back(replace(GOOD, policy=FREEZE)), "not-frozen"),
    ],
)
def test_a_way_back_is_guarded_too(setting: Setting, guard: str) -> None:
    """It changes production like any other plan."""
    refusal = first_refusal(setting)
    assert refusal is not None
    assert refusal.guard == guard


def test_every_guard_is_tested_here() -> None:
    """A new guard needs its case above."""
    assert set(GUARDS) == {guard for _, guard, _ in REFUSED}

"""When which endpoint is looked at, within the budget, and what is remembered of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from firstcause.detect.policy import DetectPolicy
from firstcause.engine.lookout import Lookout
from firstcause.engine.notebook import Notebook
from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.service import Catalogue
from firstcause.testing.builders import CODE, SERVICE, service
from firstcause.testing.clock import START
from firstcause.testing.world import Fakes

ONE = Catalogue((service(replicas=1),))
TARGET = f"{SERVICE}-0:8443"
POLICY = DetectPolicy(interval=timedelta(seconds=30), second_look=timedelta(seconds=2), looks_per_minute=6)


def lookout(fakes: Fakes, policy: DetectPolicy = POLICY) -> Lookout:
    return Lookout(ONE, policy, fakes.probe, Notebook(fakes.evidence, fakes.metrics))


def watch_for(seconds: int, fakes: Fakes, policy: DetectPolicy = POLICY) -> Lookout:
    """Step whenever it asks to be stepped; every step must be asked for in the future."""
    watching = lookout(fakes, policy)
    end = fakes.clock.now() + timedelta(seconds=seconds)
    while fakes.clock.now() < end:
        now = fakes.clock.now()
        due = min(watching.step(now), now + timedelta(seconds=1))
        fakes.clock.advance(max((due - now).total_seconds(), 0.01))
    return watching


def test_health_is_confirmed_by_a_second_look_and_then_left_in_peace() -> None:
    """Two looks at the start, then one an interval."""
    fakes = Fakes()
    watch_for(120, fakes)
    assert 5 <= fakes.probe.looks <= 7


def test_an_odd_sign_is_looked_at_again_at_once() -> None:
    """A fault is confirmed after the second look, not after another interval."""
    fakes = Fakes()
    watching = watch_for(4, fakes)
    fakes.probe.breaks(TARGET, CODE)
    while not any(w.faulty(2) for w in watching.watches.values()):
        watching.step(fakes.clock.now())
        fakes.clock.advance(0.5)
    assert fakes.clock.now() - START < timedelta(seconds=4 + 33 + 4)


def test_the_budget_is_kept_while_an_endpoint_flaps() -> None:
    """Every look is odd, and yet there are no more than six in any minute; and we wait for the budget, not spin."""
    fakes = Fakes()
    watching = lookout(fakes)
    end = START + timedelta(minutes=5)
    while fakes.clock.now() < end:
        now = fakes.clock.now()
        flapping = fakes.probe.looks % 2
        fakes.probe.breaks(TARGET, CODE) if flapping else fakes.probe.heals(TARGET)
        assert watching.step(now) > now
        fakes.clock.advance(0.5)
    assert 6 * 4 <= fakes.probe.looks <= 6 * 5


def test_a_look_that_could_not_be_taken_does_not_replace_what_was_seen() -> None:
    """An alert that cites the last look must not cite that we were unable to look."""
    fakes = Fakes()
    fakes.probe.breaks(TARGET, CODE)
    patient = replace(POLICY, looks_per_minute=60)
    watching = watch_for(10, fakes, patient)
    fakes.probe.unable = "no route to host"
    for _ in range(100):
        watching.step(fakes.clock.now())
        fakes.clock.advance(1)
    (seen,) = watching.evidence_of([SERVICE])
    assert isinstance(seen.observation, HandshakeObserved)
    assert seen.observation.outcome is Outcome.FAULTY


def asked(fakes: Fakes, policy: DetectPolicy, seconds: int = 40) -> list[bool]:
    """Which of the looks at a fault that came up were to ask further."""
    fakes.probe.breaks(TARGET, CODE)
    watch_for(seconds, fakes, policy)
    return [look.diagnostic for look in fakes.probe.taken]


def test_the_look_that_confirms_an_odd_sign_asks_further() -> None:
    """Neither the first one, nor those that only see that the fault is still there."""
    assert asked(Fakes(), POLICY) == [False, True, False]


def test_nobody_asks_further_where_that_is_switched_off_or_there_is_no_room() -> None:
    """`diagnostic = false`, or a budget that a further question would overdraw."""
    assert True not in asked(Fakes(), replace(POLICY, diagnostic=False))
    assert True not in asked(Fakes(), replace(POLICY, looks_per_minute=3))


def test_questions_asked_further_count_against_the_budget() -> None:
    """Three hellos and three looks are six handshakes, and the minute is spent."""
    fakes = Fakes()
    fakes.probe.hellos = 3
    fakes.probe.breaks(TARGET, CODE)
    watch_for(59, fakes, replace(POLICY, interval=timedelta(seconds=5)))
    assert fakes.probe.looks == 3

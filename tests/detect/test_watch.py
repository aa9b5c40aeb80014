"""Looks in a row: what is confirmed and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstcause.detect.watch import Watch, after, key_of, of_service
from firstcause.model.handshake import HandshakeObserved
from firstcause.testing.builders import SERVICE, faulty_look, healthy_look, unobserved_look
from firstcause.testing.clock import moment

F, H, U = faulty_look(), healthy_look(), unobserved_look()
OTHER = faulty_look(code="tls/certificate-expired")


def watch(*looks: HandshakeObserved) -> Watch:
    found = None
    for number, look in enumerate(looks):
        found = after(found, moment(number), look)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("looks", "faulty", "healthy"),
    [
        ([F], False, False),
        ([F, F], True, False),
        ([F, OTHER], True, False),
        ([F, H, F], False, False),
        ([F, U, F], True, False),
        ([F, F, U, U], True, False),
        ([F, F, H], False, False),
        ([F, F, H, H], False, True),
        ([U], False, False),
        ([U, U, U], False, False),
        ([U, F, F], True, False),
        ([H, H, U], False, True),
    ],
)
def test_two_looks_in_a_row_confirm(looks: list[HandshakeObserved], faulty: bool, healthy: bool) -> None:
    """A fault that changes its name is still a fault; a look that could not be taken says nothing."""
    found = watch(*looks)
    assert (found.faulty(2), found.healthy(2)) == (faulty, healthy)


def test_the_code_is_that_of_the_last_telling_look() -> None:
    """And a healthy look has none."""
    assert (watch(F, OTHER, U).code, watch(F, H).code) == ("tls/certificate-expired", None)


AMBIGUOUS = faulty_look(code="tls/peer-internal-error", alternatives=("tls/no-shared-group",))
EXPLAINED = replace(faulty_look(code="tls/no-shared-group"), hellos=2)


def test_what_a_further_question_found_stands_while_the_fault_stays_the_same() -> None:
    """Ordinary looks cannot tell it, and do not take it back; it was seen once and is cited as such."""
    found = watch(AMBIGUOUS, EXPLAINED, AMBIGUOUS, AMBIGUOUS)
    assert (found.code, found.in_a_row, found.at) == ("tls/no-shared-group", 4, moment(3))
    assert found.seen is EXPLAINED


def test_another_fault_or_health_takes_the_place_of_what_was_found() -> None:
    """What was explained is over."""
    assert watch(AMBIGUOUS, EXPLAINED, OTHER).code == "tls/certificate-expired"
    assert watch(AMBIGUOUS, EXPLAINED, OTHER, AMBIGUOUS).code == "tls/peer-internal-error"
    assert watch(AMBIGUOUS, EXPLAINED, H).code is None


def test_a_further_question_that_found_nothing_new_changes_nothing() -> None:
    """The newest look stands, as ever."""
    again = replace(AMBIGUOUS, hellos=3)
    assert watch(AMBIGUOUS, again, AMBIGUOUS).seen is AMBIGUOUS


def test_watches_of_a_service_come_in_a_stable_order() -> None:
    """By target and view, and no others."""
    looks = [healthy_look(target="b:1"), healthy_look("billing-api"), healthy_look(target="a:1", view="x")]
    watches = {key_of(look): watch(look) for look in looks}
    assert [w.seen.target for w in of_service(watches, SERVICE)] == ["a:1", "b:1"]

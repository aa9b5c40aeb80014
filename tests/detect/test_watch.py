"""Looks in a row: what is confirmed and what is not."""

from __future__ import annotations

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


def test_watches_of_a_service_come_in_a_stable_order() -> None:
    """By target and view, and no others."""
    looks = [healthy_look(target="b:1"), healthy_look("billing-api"), healthy_look(target="a:1", view="x")]
    watches = {key_of(look): watch(look) for look in looks}
    assert [w.seen.target for w in of_service(watches, SERVICE)] == ["a:1", "b:1"]

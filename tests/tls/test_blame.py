"""Whose side it is, from looks as several callers."""

from __future__ import annotations

from firstcause.model.handshake import HandshakeObserved
from firstcause.testing.builders import SERVICE, evidence, faulty_look, healthy_look
from firstcause.testing.clock import START, moment
from firstcause.tls.blame import Blame, blame, seen_in

CALLERS = {"billing-api", "storefront", SERVICE}


def judged(*looks: HandshakeObserved, seconds: float = 1) -> tuple[Blame, ...]:
    return blame(seen_in([evidence(look, seconds) for look in looks]), CALLERS, START)


def sides(*looks: HandshakeObserved, seconds: float = 1) -> list[tuple[str, str]]:
    return [(b.service, b.code) for b in judged(*looks, seconds=seconds)]


def test_what_fails_for_everybody_is_the_servers() -> None:
    """An expired certificate, and an authority that nobody trusts."""
    for code in ("tls/certificate-expired", "tls/unknown-ca", "tls/client-certificate-rejected"):
        looks = (faulty_look(code=code, view="billing-api"), faulty_look(code=code, view="storefront"))
        assert sides(*looks) == [(SERVICE, code)]


def test_a_certificate_that_is_refused_to_one_caller_alone_is_that_callers() -> None:
    """Others are let in at the same endpoint."""
    code = "tls/client-certificate-expired"
    (found,) = judged(faulty_look(code=code, view="billing-api"), healthy_look(view="storefront"))
    assert (found.service, found.target, found.callers) == ("billing-api", SERVICE, ("billing-api",))
    assert found.because == f"storefront finds the same endpoints of {SERVICE} well"


def test_trust_that_one_caller_lacks_is_that_callers() -> None:
    """The same chain satisfies everybody else."""
    looks = (faulty_look(code="tls/unknown-ca", view="billing-api"), healthy_look(view="firstcause-probe"))
    assert sides(*looks) == [("billing-api", "tls/unknown-ca")]


def test_a_policy_that_one_caller_cannot_meet_is_the_servers() -> None:
    """The server decides which versions it speaks."""
    looks = (faulty_look(code="tls/no-shared-version", view="billing-api"), healthy_look(view="storefront"))
    assert sides(*looks) == [(SERVICE, "tls/no-shared-version")]


def test_a_healthy_look_at_another_replica_excuses_nobody() -> None:
    """The rollout has reached one replica and not the other."""
    broken = faulty_look(code="tls/unknown-ca", target="a:1", view="billing-api")
    assert sides(broken, healthy_look(target="b:1", view="storefront")) == [(SERVICE, "tls/unknown-ca")]


def test_a_healthy_look_from_before_excuses_nobody() -> None:
    """It was well for the others, before it broke."""
    early = evidence(healthy_look(view="storefront"), -5)
    late = evidence(faulty_look(code="tls/unknown-ca", view="billing-api"), 1)
    assert [b.service for b in blame(seen_in([early, late]), CALLERS, moment(0))] == [SERVICE]


def test_a_view_that_is_no_service_is_no_culprit() -> None:
    """The probe's own certificate may be refused; no service's file is wrong then, and the server is asked."""
    looks = (faulty_look(code="tls/client-certificate-expired", view="probe"), healthy_look(view="storefront"))
    assert sides(*looks) == [(SERVICE, "tls/client-certificate-expired")]

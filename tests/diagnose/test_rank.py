"""Causes ranked for and against: right where the evidence decides, honest where it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from firstcause.diagnose import handshakes, witness
from firstcause.diagnose.case import Case
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.diagnose.rank import rank
from firstcause.testing.builders import CODE, SERVICE, change, faulty_look, healthy_look, unobserved_look

POLICY = DiagnosePolicy()
MakeCase = Callable[..., Case]

BROKEN = [faulty_look(target="a:1"), faulty_look(target="b:1")]
WELL_BELOW = [healthy_look("billing-api")]
WELL_ABOVE = [healthy_look("storefront")]
COMPLAINTS = [("storefront", SERVICE, 40.0)]


def test_an_incomplete_chain_with_its_change_is_the_cause(make_case: MakeCase) -> None:
    """Probe, traffic and change agree: the cause has all three, the release to go back to, and the endpoints."""
    ranking = rank(make_case(BROKEN + WELL_BELOW, [change()], COMPLAINTS), POLICY)
    cause = ranking.cause
    assert cause is not None
    assert (cause.id, cause.code, cause.confidence) == (f"{SERVICE} {CODE}", CODE, 0.94)
    assert cause.change == change()
    assert (len(cause.supporting), cause.endpoints) == (3, ("a:1", "b:1"))
    assert [r.text.partition(" ")[0] for r in cause.supporting] == ["2", "handshakes", "deploy"]
    assert all(r.evidence for r in cause.supporting)


def test_the_decoy_deploy_of_another_service_is_ruled_out(make_case: MakeCase) -> None:
    """It was deployed at the worst moment, and is well: healthy endpoints, no failing call towards it."""
    decoy = change("billing-api", -3)
    case = make_case(BROKEN + WELL_BELOW, [change(), decoy], COMPLAINTS, well=[(SERVICE, "billing-api", 40.0)])
    ranking = rank(case, POLICY)
    assert ranking.cause is not None
    assert ranking.cause.service == SERVICE
    ((excluded, reason),) = ranking.ruled_out
    assert (excluded.service, excluded.change) == ("billing-api", decoy)
    assert "find them healthy; no call to it fails" in reason.text


def test_who_only_suffers_is_ruled_out(make_case: MakeCase) -> None:
    """The caller complains of the broken service: that is no sign of guilt."""
    ranking = rank(make_case(BROKEN + WELL_ABOVE, [], COMPLAINTS), POLICY)
    assert [h.service for h, _ in ranking.ruled_out] == ["storefront"]
    assert "its failing calls go to order-service" in ranking.ruled_out[0][1].text


def test_a_middleman_that_passes_failures_on_is_ruled_out(make_case: MakeCase) -> None:
    """Calls to it fail because its own calls do: the one below it is to blame."""
    looks = [healthy_look(), faulty_look("billing-api")]
    case = make_case(looks, [], [(SERVICE, "billing-api", 40.0)], [("storefront", SERVICE, 40.0)])
    ranking = rank(case, POLICY)
    assert ranking.cause is not None
    assert ranking.cause.service == "billing-api"
    assert [h.service for h, _ in ranking.ruled_out] == [SERVICE]


def test_two_that_are_equally_likely_are_inconclusive(make_case: MakeCase) -> None:
    """Both are named, and what would decide between them."""
    ranking = rank(make_case([faulty_look(), faulty_look("billing-api")]), POLICY)
    assert ranking.cause is None
    assert len(ranking.hypotheses) == 2
    assert "are equally likely: probe both" in ranking.would_decide


def test_without_a_change_the_cause_has_no_change(make_case: MakeCase) -> None:
    """A certificate expires by itself."""
    ranking = rank(make_case([faulty_look(code="tls/certificate-expired")], [], COMPLAINTS), POLICY)
    assert ranking.cause is not None
    assert (ranking.cause.code, ranking.cause.change, ranking.cause.confidence) == (
        "tls/certificate-expired",
        None,
        0.88,
    )


@pytest.mark.parametrize(
    ("alternatives", "confidence"), [((), 0.7), (("tls/unknown-ca",), 0.55), (("a", "b", "c"), 0.3)]
)
def test_alternatives_lower_the_confidence(
    make_case: MakeCase, alternatives: tuple[str, ...], confidence: float
) -> None:
    """What the look cannot exclude is doubt, but a fault stays a fault."""
    ranking = rank(make_case([faulty_look(alternatives=alternatives)]), POLICY)
    assert ranking.hypotheses[0].confidence == pytest.approx(confidence)
    assert ranking.cause is None


def test_traffic_alone_is_inconclusive(make_case: MakeCase) -> None:
    """It says who is complained of, not what is wrong: a probe would decide, and the changes."""
    ranking = rank(make_case([], [], COMPLAINTS), POLICY)
    assert ranking.cause is None
    assert ranking.would_decide == (
        f"{SERVICE} app/errors is likeliest (60%); a probe of {SERVICE} and the changes of {SERVICE} would decide"
    )


def test_a_probe_alone_is_inconclusive_while_the_telemetry_is_silent(make_case: MakeCase) -> None:
    """And it says that the callers' metrics are missing."""
    ranking = rank(make_case(BROKEN, silent=True), POLICY)
    assert ranking.cause is None
    assert "the callers' metrics and the changes of order-service would decide" in ranking.would_decide


def test_with_nothing_to_go_by_nothing_stands_out(make_case: MakeCase) -> None:
    """Not even the service that alerted is blamed for it."""
    for case in (make_case(), make_case([unobserved_look()])):
        ranking = rank(case, POLICY)
        assert (ranking.hypotheses, ranking.cause) == ((), None)
        assert ranking.would_decide.startswith("no service stands out")


def test_strangers_are_no_suspects(make_case: MakeCase) -> None:
    """A peer that the catalogue does not know cannot be probed nor rolled back."""
    ranking = rank(make_case(BROKEN, [], [("stranger", "unknown-peer", 9.0)]), POLICY)
    assert {h.service for h in ranking.hypotheses} | {h.service for h, _ in ranking.ruled_out} == {SERVICE}


CHANGES = [
    (change(seconds=-10), 0.5, "began 10 s before the detection and replaced bundle.pem"),
    (change(seconds=4), 0.5, "began 4 s after the detection and replaced bundle.pem"),  # another machine's clock
    (change(seconds=6), 0.0, "came after the detection"),
    (change(seconds=-10, replaced=()), 0.2, "and replaced no file"),
]


@pytest.mark.parametrize(("one", "weight", "words"), CHANGES)
def test_a_change_testifies_by_its_time_and_its_files(
    make_case: MakeCase, one: object, weight: float, words: str
) -> None:
    """Before the detection, to the tolerance of clocks; more when it replaced something."""
    testimony = witness.change(make_case(changes=[one]), SERVICE)
    assert testimony is not None
    assert testimony.weight == weight
    assert words in testimony.reason.text


def test_the_last_change_before_the_detection_is_the_suspect(make_case: MakeCase) -> None:
    """Not an older one, nor the repair that came later."""
    old, suspect, repair = change(seconds=-900, after="r40"), change(seconds=-10), change(seconds=60, after="r43")
    testimony = witness.change(make_case(changes=[old, repair, suspect]), SERVICE)
    assert testimony is not None
    assert testimony.change == suspect


def test_the_commonest_fault_of_the_looks_is_the_one_that_is_named(make_case: MakeCase) -> None:
    """With how many of them agree, and what the look itself said."""
    looks = [*BROKEN, faulty_look(code="tls/certificate-expired", target="c:1"), healthy_look(target="d:1")]
    case = make_case(looks)
    testimony = witness.probe(case, case.blames(), SERVICE)
    assert testimony is not None
    assert testimony.code == CODE
    assert testimony.reason.text.startswith(f"2 of 4 looks at its endpoints fail with {CODE}: The handshake")
    assert len(testimony.reason.evidence) == 2


@pytest.mark.parametrize(
    ("failed", "calls", "well", "weights"),
    [
        (COMPLAINTS, COMPLAINTS, [], (0.6, None)),  # the calls failed in the handshake
        ([], COMPLAINTS, [], (None, 0.4)),
        ([], [], COMPLAINTS, (None, 0.0)),
        ([("storefront", SERVICE, 0.4)], [], COMPLAINTS, (None, 0.0)),  # half a failure is none yet
    ],
)
def test_traffic_testifies_by_what_fails(
    make_case: MakeCase, failed: object, calls: object, well: object, weights: tuple[float | None, float | None]
) -> None:
    """Handshakes say more than calls; calls that are well speak against."""
    case = make_case(handshakes=failed, calls=calls, well=well)
    heard = handshakes.testify(case, (), SERVICE), witness.calls(case, (), SERVICE)
    assert tuple(testimony.weight if testimony else None for testimony in heard) == weights


def test_a_witness_that_saw_nothing_says_nothing(make_case: MakeCase) -> None:
    """Neither for nor against."""
    case = make_case([unobserved_look()])
    heard = [w(case, (), SERVICE) for w in (witness.probe, witness.calls, handshakes.testify, handshakes.complaint)]
    assert [*heard, witness.change(case, SERVICE)] == [None] * 5


def test_a_caller_that_is_refused_alone_is_the_cause(make_case: MakeCase) -> None:
    """Its client certificate expired: looks as that caller, and its own failed handshakes, go on its account."""
    code = "tls/client-certificate-expired"
    looks = [faulty_look("billing-api", code, view=SERVICE), healthy_look("billing-api", view="probe"), healthy_look()]
    failed = [(SERVICE, "billing-api", 40.0)]
    ranking = rank(make_case(looks, [], failed, failed), POLICY)
    assert ranking.cause is not None
    assert (ranking.cause.service, ranking.cause.code) == (SERVICE, code)
    assert "looks at billing-api as order-service fail" in ranking.cause.supporting[0].text
    assert "its own handshakes fail, with billing-api 40" in ranking.cause.supporting[1].text
    assert [h.service for h, _ in ranking.ruled_out] == ["billing-api"]


def test_the_librarys_words_tell_the_side_where_nobody_looked(make_case: MakeCase) -> None:
    """The peer sent an alert about the client's certificate: that is the caller's."""
    refused = "[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired (_ssl.c:2580)"
    case = make_case(handshakes=[("storefront", SERVICE, 9.0)], reason=refused)
    assert handshakes.testify(case, (), SERVICE) is None
    testimony = handshakes.testify(case, (), "storefront")
    assert testimony is not None
    assert testimony.code == "tls/client-certificate-expired"

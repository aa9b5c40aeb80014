"""A case from looks, changes and complaints, for the shop storefront -> order-service -> billing-api."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from firstcause.diagnose.case import CALLS, HANDSHAKES, Case, questions
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.model.change import Change
from firstcause.model.facts import Fact
from firstcause.model.handshake import HandshakeObserved
from firstcause.testing.builders import answer, change_evidence, evidence, incident
from firstcause.testing.clock import moment
from firstcause.testing.world import SHOP

Complaint = tuple[str, str, float]  # caller, callee, how many
MakeCase = Callable[..., Case]


@pytest.fixture
def make_case() -> MakeCase:
    """`make_case(looks=[...], changes=[...], handshakes=[...], calls=[...])`; `silent` is a telemetry that fails."""

    def make(
        looks: Sequence[HandshakeObserved] = (),
        changes: Sequence[Change] = (),
        handshakes: Sequence[Complaint] = (),
        calls: Sequence[Complaint] = (),
        well: Sequence[Complaint] = (),
        facts: Sequence[Fact] = (),
        silent: bool = False,
        reason: str = "unable to get issuer",
    ) -> Case:
        found = incident(*((1.0, fact) for fact in facts))
        asked = questions(found, DiagnosePolicy(), moment(20))
        silence = "connection refused" if silent else ""
        failed = [(n, {"service": a, "peer": b, "reason": reason}) for a, b, n in handshakes]
        ended = [(n, {"service": a, "callee": b, "outcome": "failed"}) for a, b, n in calls]
        ended += [(n, {"service": a, "callee": b, "outcome": "ok"}) for a, b, n in well]
        answers = {
            HANDSHAKES: answer(asked[HANDSHAKES], *failed, silence=silence),
            CALLS: answer(asked[CALLS], *ended, silence=silence),
        }
        return Case(found, SHOP, tuple(evidence(look, 1) for look in looks), change_evidence(*changes), answers)

    return make

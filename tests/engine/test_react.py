"""The reaction table: which fact asks the world for what, under which key."""

from __future__ import annotations

import pytest

from firstcause.engine.react import effects_of
from firstcause.model.effect import ApplyMitigation, Effect, SendPage, WriteRca
from firstcause.model.event import Statement
from firstcause.model.facts import (
    Fact,
    IncidentResolved,
    MitigationProposed,
    MitigationStarted,
    NoteAdded,
    QuestionAnswered,
    ResponderPaged,
)
from firstcause.testing.builders import INCIDENT, RULE, incident, plan
from firstcause.testing.clock import START

STREAM = f"incident/{INCIDENT}"
PAGED = ResponderPaged("p0", "alice", 0, ("mail", "sms"), "it is broken")
PLAN = plan()


def effects(before: list[Fact], *stated: Fact) -> list[tuple[str, Effect]]:
    found = incident(*((1.0, fact) for fact in before))
    statements = [Statement(fact, START, RULE) for fact in stated]
    return [(e.key, e.effect) for e in effects_of(STREAM, found.sequence, statements, found, START)]


@pytest.mark.parametrize(
    ("before", "stated", "expected"),
    [
        (
            [],
            PAGED,
            [
                (f"{STREAM}#3 page mail", SendPage(INCIDENT, "p0", "alice", "mail", "it is broken")),
                (f"{STREAM}#3 page sms", SendPage(INCIDENT, "p0", "alice", "sms", "it is broken")),
            ],
        ),
        (
            [MitigationProposed(PLAN)],
            MitigationStarted(PLAN.id),
            [(f"{STREAM}#4 mitigate {PLAN.id}", ApplyMitigation(INCIDENT, PLAN))],
        ),
        ([], MitigationStarted(PLAN.id), []),
        ([], IncidentResolved("quiet"), [(f"{STREAM}#3 rca", WriteRca(INCIDENT))]),
        ([], QuestionAnswered("why?", "so"), []),
        (
            [IncidentResolved("quiet")],
            QuestionAnswered("why?", "so"),
            [(f"{STREAM}#4 rca", WriteRca(INCIDENT))],
        ),
        ([], NoteAdded("coffee"), []),
    ],
)
def test_a_fact_asks_for_its_effects(before: list[Fact], stated: Fact, expected: list[tuple[str, Effect]]) -> None:
    """Under keys that name the fact: the same cause never asks twice."""
    assert effects(before, stated) == expected


def test_the_keys_count_on_within_one_append() -> None:
    """Two facts of one append have two sequences."""
    keys = [key for key, _ in effects([], NoteAdded("first"), IncidentResolved("quiet"))]
    assert keys == [f"{STREAM}#4 rca"]

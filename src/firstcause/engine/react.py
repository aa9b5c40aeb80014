"""The reaction table: which fact asks the world for what. The whole of it is on this page.

| fact             | effect          |
|------------------|-----------------|
| ResponderPaged   | SendPage, one a channel |
| MitigationStarted| ApplyMitigation |
| IncidentResolved | WriteRca        |
| QuestionAnswered | WriteRca, once there is a document |

An effect goes into the queue in the same transaction as its fact (promise 3). Its key names the fact that caused it,
so the same cause never asks twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from firstcause.eventlog.evolve import PREFIX
from firstcause.model.effect import ApplyMitigation, Effect, KeyedEffect, SendPage, WriteRca
from firstcause.model.event import Statement
from firstcause.model.facts import IncidentResolved, MitigationStarted, QuestionAnswered, ResponderPaged
from firstcause.model.incident import Incident

Reaction = Iterator[tuple[str, Effect]]


def effects_of(
    stream: str, last_sequence: int, statements: Sequence[Statement], incident: Incident | None, now: datetime
) -> list[KeyedEffect]:
    """The effects of facts that are about to follow `last_sequence`. `incident` is as it was before them."""
    wanted = []
    for sequence, statement in enumerate(statements, last_sequence + 1):
        reaction = REACTIONS.get(type(statement.fact))
        if reaction is None:
            continue
        for target, effect in reaction(stream.removeprefix(PREFIX), incident, statement.fact):
            wanted.append(KeyedEffect(f"{stream}#{sequence} {target}", stream, effect, now))
    return wanted


def _send_pages(incident_id: str, _: Incident | None, fact: ResponderPaged) -> Reaction:
    for channel in fact.channels:
        yield f"page {channel}", SendPage(incident_id, fact.page, fact.contact, channel, fact.text)


def _apply(incident_id: str, incident: Incident | None, fact: MitigationStarted) -> Reaction:
    plan = incident.in_hand.plan if incident and incident.in_hand else None
    if plan is not None and plan.id == fact.plan:
        yield f"mitigate {fact.plan}", ApplyMitigation(incident_id, plan)


def _write(incident_id: str, _: Incident | None, __: IncidentResolved) -> Reaction:
    yield "rca", WriteRca(incident_id)


def _write_again(incident_id: str, incident: Incident | None, _: QuestionAnswered) -> Reaction:
    if incident and incident.milestones.resolved:
        yield "rca", WriteRca(incident_id)


# The fact's own type decides which reaction takes it.
REACTIONS: Mapping[type, Callable[[str, Incident | None, Any], Reaction]] = {
    ResponderPaged: _send_pages,
    MitigationStarted: _apply,
    IncidentResolved: _write,
    QuestionAnswered: _write_again,
}

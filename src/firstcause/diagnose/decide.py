"""When to say what: the ranking is stated once, when a cause stands out or when waiting would not help."""

from __future__ import annotations

from datetime import datetime

from firstcause.diagnose.case import Case
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.diagnose.rank import Ranking, rank
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import CauseIdentified, DiagnosisInconclusive, HypothesisRaised, HypothesisRuledOut
from firstcause.model.incident import Hypothesis, Incident

DIAGNOSE = Actor("rule", "diagnose/rank")


def due(incident: Incident, policy: DiagnosePolicy, now: datetime, settled: datetime) -> bool:
    """Whether a ranking is wanted: there is no cause yet, and the first evidence had time to gather.

    `settled` is until when the telemetry is complete; we wait for it, but not for longer than `policy.settle`.
    """
    opened = incident.opened_at
    if opened is None or incident.cause or incident.milestones.recovered or now - opened < policy.gather:
        return False
    return settled > opened or now - opened >= policy.settle


def decide(case: Case, policy: DiagnosePolicy, now: datetime) -> list[Statement]:
    """The facts of a ranking; none while it is open and may still become clear."""
    ranking = rank(case, policy)
    if ranking.cause and _may_yet_be_heard(case.incident, ranking.cause, policy, now):
        return []
    if ranking.cause:
        verdict = Statement(CauseIdentified(ranking.cause), now, DIAGNOSE, cited(ranking.cause))
        return [*_stated(ranking, now), verdict]
    waited = now - (case.incident.opened_at or now) >= policy.settle
    if not waited or case.incident.inconclusive == ranking.would_decide:
        return []
    return [*_stated(ranking, now), Statement(DiagnosisInconclusive(ranking.would_decide), now, DIAGNOSE)]


def _may_yet_be_heard(incident: Incident, cause: Hypothesis, policy: DiagnosePolicy, now: datetime) -> bool:
    """Whether the first alert of this very fault is so young that those who suffer from it had no time to say so: an
    incident may be open already for another reason, a slow minute before."""
    fired = [a.fired_at for a in incident.alerts if a.code == cause.code]
    patient = now - (incident.opened_at or now) < policy.settle
    return patient and bool(fired) and now - min(fired) < policy.gather


def _stated(ranking: Ranking, now: datetime) -> list[Statement]:
    raised = [Statement(HypothesisRaised(h), now, DIAGNOSE, cited(h)) for h in ranking.hypotheses]
    excluded = [
        Statement(HypothesisRuledOut(h, reason.text), now, DIAGNOSE, reason.evidence) for h, reason in ranking.ruled_out
    ]
    return raised + excluded


def cited(hypothesis: Hypothesis) -> tuple[str, ...]:
    """Every piece of evidence that a hypothesis cites, once, in the order of its reasons."""
    reasons = (*hypothesis.supporting, *hypothesis.contradicting)
    return tuple(dict.fromkeys(i for r in reasons for i in r.evidence))

"""An event in one line, for people at a terminal. Events without a phrase are not told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from firstcause.model import facts
from firstcause.model.event import Event
from firstcause.model.mitigation import is_way_back


def phrase(event: Event) -> tuple[str, str]:
    """The stage and the line; an empty line for what only the log needs to know."""
    known = PHRASES.get(type(event.fact))
    if known is None:
        return "", ""
    stage, say = known
    # What was undone has stopped no harm.
    undone = isinstance(event.fact, facts.MitigationVerified) and is_way_back(event.fact.plan)
    return "undone" if undone else stage, say(event.fact)


def _recorded(fact: facts.RcaPublished) -> str:
    kept = f"; what people wrote stays as it is in: {', '.join(fact.kept)}" if fact.kept else ""
    return f"{fact.path}{kept}"


# The fact's own type decides which phrase takes it.
PHRASES: Mapping[type, tuple[str, Callable[[Any], str]]] = {
    facts.IncidentOpened: ("detected", lambda f: f.summary),
    facts.SeverityAssessed: ("severity", lambda f: f"{f.severity.value}: {f.because}"),
    facts.ImpactStarted: ("began", lambda f: f"{f.signal}: {f.method}"),
    facts.PageDelivered: ("paged", lambda f: f"{f.channel}: {f.receipt}"),
    facts.PageFailed: ("page failed", lambda f: f"{f.channel}: {f.reason}"),
    facts.PageEscalated: ("escalated", lambda f: f"step {f.step}: {f.reason}"),
    facts.PageWithheld: (
        "shadow",
        lambda f: f"would have paged {f.contact} over {', '.join(f.channels)} (step {f.step}): {f.reason}",
    ),
    facts.PageReopened: ("paged again", lambda f: f.reason),
    facts.PageAcknowledged: ("acknowledged", lambda f: f"by {f.by}"),
    facts.HypothesisRuledOut: ("ruled out", lambda f: f"{f.hypothesis.service}: {f.reason}"),
    facts.DiagnosisInconclusive: ("inconclusive", lambda f: f.would_decide),
    facts.CauseIdentified: (
        "cause",
        lambda f: (
            f"{f.hypothesis.code} on {f.hypothesis.service}, confidence {f.hypothesis.confidence:.2f}"
            + (f", behind it: {f.hypothesis.change.title}" if f.hypothesis.change else ", no change behind it")
        ),
    ),
    facts.ChangeObserved: (
        "change",
        lambda f: (
            f"{f.change.title} {'finished' if f.change.finished_at else 'began'}"
            + (f", by {f.change.by}" if f.change.by else "")
        ),
    ),
    facts.MitigationProposed: ("proposed", lambda f: f.plan.action),
    facts.MitigationApproved: ("approved", lambda f: f"by {f.by}"),
    facts.MitigationRefused: ("refused", lambda f: f"{f.guard}: {f.reason}"),
    facts.MitigationStarted: ("started", lambda f: f.plan),
    facts.MitigationApplied: ("applied", lambda f: f.receipt.partition("\n")[0]),
    facts.MitigationVerified: ("mitigated", lambda f: f.because),
    facts.MitigationFailed: ("failed", lambda f: f.reason),
    facts.RecoveryObserved: ("recovered", lambda f: f.signal),
    facts.IncidentResolved: ("resolved", lambda f: f.reason),
    facts.RcaPublished: ("recorded", _recorded),
    facts.NoteAdded: ("note", lambda f: f.text),
}

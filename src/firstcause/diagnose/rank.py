"""Ranked causes, for and against, and the change behind each; or an honest "inconclusive"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from firstcause.diagnose import accounting, handshakes, loglines, waits, witness
from firstcause.diagnose.case import CALLS, HANDSHAKES, Case
from firstcause.diagnose.localise.localisation import Localisation
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.diagnose.testimony import Testimony
from firstcause.model.fault import family
from firstcause.model.incident import Hypothesis, Reason
from firstcause.tls.blame import Blame

# Two causes whose confidence differs by less than this cannot be told apart.
MARGIN = 0.1
# Kinds of evidence that come of counting a service's answers.
COUNTED = frozenset({"signals", "calls"})


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hypotheses, the best first; those that the evidence excludes, with the reason; and what would decide, where
    nothing stands out."""

    hypotheses: tuple[Hypothesis, ...]
    ruled_out: tuple[tuple[Hypothesis, Reason], ...]
    would_decide: str

    @property
    def cause(self) -> Hypothesis | None:
        """The one that stands out, or None."""
        return self.hypotheses[0] if self.hypotheses and not self.would_decide else None


def rank(case: Case, policy: DiagnosePolicy) -> Ranking:
    """Weigh every service that could be to blame."""
    blames = case.blames()
    localised = accounting.account(case, blames)
    weighed = [_weigh(case, blames, localised, service) for service in _suspects(case, blames, localised)]
    standing = [h for h, against in weighed if against is None and h.supporting]
    standing.sort(key=lambda h: (-h.score, h.id))
    excluded = tuple((h, against) for h, against in weighed if against is not None)
    return Ranking(tuple(standing), excluded, _would_decide(case, standing, policy))


def _suspects(case: Case, blames: Sequence[Blame], localised: Localisation | None) -> list[str]:
    """Services that are blamed, that look faulty, that alert, that were changed, that differ from their own past, that
    complain or are complained of."""
    names = {a.service for a in case.incident.alerts} | {name for b in blames for name in (b.service, b.target)}
    names |= {s.name for s in case.catalogue if case.changes_of(s.name)}
    names |= {c.service for c in localised.candidates} if localised else set()
    names |= loglines.accounts(case, blames) | {logged.lines.service for logged in case.logged}
    for question, labels in ((HANDSHAKES, ("service", "peer")), (CALLS, ("callee",))):
        _, samples = case.samples(question)
        failed = (s for s in samples if question == HANDSHAKES or s.labels.get("outcome") == "failed")
        names |= {s.labels.get(label, "") for s in failed for label in labels}
    known = {s.name for s in case.catalogue}
    return sorted(names & known)


def _weigh(
    case: Case, blames: Sequence[Blame], localised: Localisation | None, service: str
) -> tuple[Hypothesis, Reason | None]:
    """The hypothesis that this service is the cause, and why it is excluded, if it is."""
    heard = (
        witness.probe(case, blames, service),
        # What metrics count and logs tell are the same handshakes: one testimony.
        handshakes.testify(case, blames, service) or loglines.testify(case, blames, service),
        accounting.testify(case, localised, service),
        _calls(case, blames, localised, service),
        witness.change(case, service),
    )
    testimonies = [t for t in heard if t is not None]
    hypothesis = _corroborated(case, _hypothesis(service, testimonies))
    return hypothesis, _exclusion(case, blames, service, testimonies)


def _calls(case: Case, blames: Sequence[Blame], localised: Localisation | None, service: str) -> Testimony | None:
    """What its callers count: that calls fail, else that they have to wait, else that neither is so."""
    failing = witness.calls(case, blames, service)
    return failing if failing and failing.weight else waits.testify(case, localised, service) or failing


def _hypothesis(service: str, testimonies: list[Testimony]) -> Hypothesis:
    speaking = [t for t in testimonies if t.weight > 0]
    code = next((t.code for t in speaking if t.code), "app/errors")
    confidence = 1 - prod(1 - t.weight for t in speaking)
    return Hypothesis(
        id=f"{service} {code}",
        service=service,
        code=code,
        score=round(sum(t.weight for t in speaking), 3),
        confidence=round(confidence, 3),
        explanation=next((t.explanation or t.reason.text for t in speaking), ""),
        supporting=tuple(t.reason.of_kind(t.kind) for t in speaking),
        contradicting=tuple(t.reason.of_kind(t.kind) for t in testimonies if t.weight == 0),
        change=next((t.change for t in speaking if t.change), None),
        endpoints=next((t.endpoints for t in speaking if t.endpoints), ()),
    )


def _corroborated(case: Case, hypothesis: Hypothesis) -> Hypothesis:
    """With its own log's words, where its answers are at fault and somebody counted that. They move no weight."""
    counted = any(r.kind in COUNTED for r in hypothesis.supporting)
    said = loglines.corroboration(case, hypothesis.service) if counted and family(hypothesis.code) == "app" else None
    return replace(hypothesis, supporting=(*hypothesis.supporting, said.of_kind("log"))) if said else hypothesis


def _exclusion(case: Case, blames: Sequence[Blame], service: str, testimonies: list[Testimony]) -> Reason | None:
    """Healthy endpoints, and no failing call towards it but such as it only passes on: it is not the cause."""
    by_kind = {t.kind: t for t in testimonies}
    probe, traffic, calls = by_kind.get("probe"), by_kind.get("traffic"), by_kind.get("calls")
    complaint = handshakes.complaint(case, blames, service) or loglines.complaint(case, blames, service)
    signals = by_kind.get("signals")
    # Where the signals speak, they have taken into account what the service only passes on; failing calls have not.
    accuser = signals or (calls if complaint is None else None)
    accused = accuser is not None and accuser.weight > 0
    if probe is None or probe.weight > 0 or traffic is not None or accused:
        return None
    reasons = [t.reason for t in (probe, signals, calls) if t is not None] + ([complaint] if complaint else [])
    ids = dict.fromkeys(i for r in reasons for i in r.evidence)
    return Reason("; ".join(r.text for r in reasons), tuple(ids))


def _would_decide(case: Case, standing: list[Hypothesis], policy: DiagnosePolicy) -> str:
    """Empty when the best stands out; else what would decide it."""
    if not standing:
        return "no service stands out: probe the endpoints as each caller, and look at the callers' logs"
    best = standing[0]
    if len(standing) > 1 and best.confidence - standing[1].confidence < MARGIN:
        return f"{best.id} and {standing[1].id} are equally likely: probe both as each of their callers"
    if best.confidence >= policy.confidence:
        return ""
    missing = [] if case.looks_at(best.service) else [f"a probe of {best.service}"]
    missing += [] if case.observed(HANDSHAKES) else ["the callers' metrics"]
    missing += [] if best.change else [f"the changes of {best.service}"]
    return (
        f"{best.id} is likeliest ({best.confidence:.0%}); " + (" and ".join(missing) or "more time") + " would decide"
    )

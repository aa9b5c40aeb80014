"""The witnesses: each looks at one kind of evidence about one service and testifies for or against it.

Independent kinds of evidence (probe, traffic, change) are kept apart, because two weak ones together say more than
one strong one, and because a mitigation may ask for two.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from firstcause.diagnose.case import CALLS, HANDSHAKES, Case
from firstcause.model.change import Change
from firstcause.model.evidence import Evidence, Sample
from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.incident import Reason

# A change a little after the first sign may still be its cause: rollouts are recorded by another machine's clock.
CLOCK_TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one witness says. `weight` (0-1) is the chance that the service is to blame, given this evidence alone;
    0 with a reason speaks against. `code` is named only by those who can."""

    kind: str
    weight: float
    reason: Reason
    code: str = ""
    change: Change | None = None
    explanation: str = ""
    endpoints: tuple[str, ...] = ()


def probe(case: Case, service: str) -> Testimony | None:
    """Looks at the service's own endpoints."""
    looks = case.looks_at(service)
    if not looks:
        return None
    faulty = [(e, o) for e, o in looks if o.outcome is Outcome.FAULTY]
    if not faulty:
        text = f"{len(looks)} of {len(looks)} looks at its endpoints find them healthy"
        return Testimony("probe", 0.0, Reason(text, tuple(e.id for e, _ in looks)))
    return _faulty_looks(faulty, len(looks))


def _faulty_looks(faulty: list[tuple[Evidence, HandshakeObserved]], of: int) -> Testimony:
    codes = Counter(o.failure.code for _, o in faulty if o.failure)
    code = min(codes, key=lambda c: (-codes[c], c))
    agreeing = [(e, o) for e, o in faulty if o.failure and o.failure.code == code]
    example = agreeing[0][1].failure
    said = example.explanation if example else ""
    text = f"{len(agreeing)} of {of} looks at its endpoints fail with {code}: {said}"
    doubt = 0.15 * len({a for _, o in agreeing for a in o.alternatives})
    endpoints = tuple(sorted({o.target for _, o in agreeing}))
    reason = Reason(text, tuple(e.id for e, _ in agreeing))
    return Testimony("probe", max(0.7 - doubt, 0.3), reason, code, explanation=said, endpoints=endpoints)


def traffic(case: Case, service: str) -> Testimony | None:
    """Handshakes and calls towards the service, as its callers counted them."""
    evidence, samples = case.samples(HANDSHAKES)
    towards = [s for s in samples if s.labels.get("peer") == service]
    if towards:
        reason = Reason(f"handshakes with it fail at its callers: {_by_caller(towards)}", (evidence,))
        return Testimony("traffic", 0.6, reason)
    evidence, samples = case.samples(CALLS)
    failed = [s for s in samples if s.labels.get("callee") == service and s.labels.get("outcome") == "failed"]
    if failed:
        reason = Reason(f"calls to it fail: {_by_caller(failed)}", (evidence,))
        return Testimony("traffic", 0.4, reason, "app/errors")
    if any(s.labels.get("callee") == service for s in samples):
        return Testimony("traffic", 0.0, Reason("no call to it fails", (evidence,)))
    return None


def _by_caller(samples: list[Sample]) -> str:
    counts: Counter[str] = Counter()
    for sample in samples:
        counts[sample.labels.get("service", "?")] += round(sample.value)
    said = next((s.labels["reason"] for s in samples if s.labels.get("reason")), "")
    listed = ", ".join(f"{caller} {count}" for caller, count in sorted(counts.items()))
    return f'{listed} ("{said}")' if said else listed


def change(case: Case, service: str) -> Testimony | None:
    """The last change of the service that began before the fault was detected.

    Detection is certain; the onset is an estimate, and a method that trusts it collapses when it is wrong.
    """
    changes = case.changes_of(service)
    detected = case.incident.milestones.detected
    if not changes or detected is None:
        return None
    suspects = [(e, c) for e, c in changes if c.at <= detected.at + CLOCK_TOLERANCE]
    if not suspects:
        evidence, latest = changes[0]
        return Testimony("change", 0.0, Reason(f"{latest.title} came after the detection", (evidence.id,)))
    evidence, suspect = suspects[0]
    seconds = (detected.at - suspect.at).total_seconds()
    replaced = ", ".join(n for n, (old, new) in sorted(suspect.artifacts.items()) if old != new)
    order = "before" if seconds >= 0 else "after"  # within the tolerance of clocks
    text = f"{suspect.title} began {abs(seconds):.0f} s {order} the detection"
    text += f" and replaced {replaced}" if replaced else ", and replaced no file"
    return Testimony("change", 0.5 if replaced else 0.2, Reason(text, (evidence.id,)), change=suspect)


def complaint(case: Case, service: str) -> Reason | None:
    """The service's own calls to others fail: it suffers, which is no sign of guilt."""
    evidence, samples = case.samples(HANDSHAKES)
    own = [s for s in samples if s.labels.get("service") == service]
    if not own:
        return None
    towards = sorted({s.labels.get("peer", "?") for s in own})
    return Reason(f"its failing calls go to {', '.join(towards)}", (evidence,))

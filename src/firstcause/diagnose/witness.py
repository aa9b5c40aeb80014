"""The witnesses: each looks at one kind of evidence about one service and testifies for or against it.

Independent kinds of evidence (probe, traffic, change) are kept apart, because two weak ones together say more than
one strong one, and because a mitigation may ask for two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from firstcause.diagnose.case import CALLS, HANDSHAKES, Case
from firstcause.diagnose.testimony import Testimony, counted
from firstcause.model.evidence import Sample
from firstcause.model.incident import Reason
from firstcause.tls.blame import Blame

# A change a little after the first sign may still be its cause: rollouts are recorded by another machine's clock.
CLOCK_TOLERANCE = timedelta(seconds=5)
# Calls that fail for most callers are as good a sign as failed handshakes; a few are a weaker one.
MOST = 0.5


def probe(case: Case, blames: Sequence[Blame], service: str) -> Testimony | None:
    """Looks at the service's own endpoints, and looks as that service at others'."""
    mine = [b for b in blames if b.service == service]
    if mine:
        return _faulty(case, mine, service)
    looks = case.looks_at(service)
    if not looks:
        return None
    well = [e.id for e, o in looks if o.failure is None]
    others = sorted({b.service for b in blames if b.target == service})
    text = f"{len(well)} of {len(looks)} looks at its endpoints find them healthy"
    text += f"; what fails there is on the side of {', '.join(others)}" if others else ""
    return Testimony("probe", 0.0, Reason(text, tuple(well)))


def _faulty(case: Case, mine: Sequence[Blame], service: str) -> Testimony:
    codes = Counter(verdict.code for verdict in mine for _ in verdict.failing)
    code = min(codes, key=lambda c: (-codes[c], c))
    agreeing = [b for b in mine if b.code == code]
    failing = [seen for verdict in agreeing for seen in verdict.failing]
    said = agreeing[0].explanation
    text = f"{len(failing)} of {_could_show(case, agreeing, service)} fail with {code}: {said}"
    reasons = "; ".join(dict.fromkeys(b.because for b in agreeing if b.because))
    text += f" But {reasons}." if reasons else ""
    doubt = 0.15 * len({a for b in agreeing for a in b.alternatives})
    endpoints = tuple(sorted({e for b in agreeing for e in b.endpoints}))
    cited = (*(seen.id for seen in failing), *(seen.id for b in agreeing for seen in b.well[:1]))
    reason = Reason(text, tuple(dict.fromkeys(cited)))
    return Testimony("probe", max(0.7 - doubt, 0.3), reason, code, explanation=said, endpoints=endpoints)


def _could_show(case: Case, agreeing: Sequence[Blame], service: str) -> str:
    """Of how many looks, and of which kind: at its endpoints, or as this caller."""
    if all(b.target == service for b in agreeing):
        return f"{len(case.looks_at(service))} looks at its endpoints"
    targets = {b.target for b in agreeing}
    as_caller = [o for t in targets for _, o in case.looks_at(t) if o.view == service]
    return f"{len(as_caller)} looks at {', '.join(sorted(targets))} as {service}"


def calls(case: Case, blames: Sequence[Blame], service: str) -> Testimony | None:
    """Calls to the service that fail for another reason than the handshake."""
    evidence, samples = case.samples(CALLS)
    towards = [s for s in samples if s.labels.get("callee") == service]
    if not towards:
        return None
    failed = [s for s in towards if s.labels.get("outcome") == "failed" and _beyond_handshakes(case, s)]
    if not failed:
        if any(s.labels.get("outcome") == "failed" for s in towards):
            return None
        return Testimony("calls", 0.0, Reason("no call to it fails", (evidence,)))
    share = sum(s.value for s in failed) / sum(s.value for s in towards)
    weight = 0.6 if share >= MOST and any(b.service == service for b in blames) else 0.4
    return Testimony(
        "calls", weight, Reason(f"calls to it fail: {counted(failed, 'service')}", (evidence,)), "app/errors"
    )


def _beyond_handshakes(case: Case, failed: Sample) -> bool:
    """Whether more calls of this pair failed than handshakes did: a tenth more is what two scrapes may differ by."""
    _, samples = case.samples(HANDSHAKES)
    pair = failed.labels.get("service"), failed.labels.get("callee")
    shaken = sum(s.value for s in samples if (s.labels.get("service"), s.labels.get("peer")) == pair)
    return failed.value - shaken > 0.1 * failed.value


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

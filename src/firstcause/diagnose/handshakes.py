"""Failed handshakes between two services, as both ends counted them: on whose account does each go?

Where a look has told whose side a fault is on, the handshakes of that pair go on the same account. Where none has, the
library's own words may tell (`tls.explain`); else they go on the callee's, of whom its callers complain.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from firstcause.diagnose.case import HANDSHAKES, Case
from firstcause.diagnose.testimony import Testimony, counted
from firstcause.model.evidence import Sample
from firstcause.model.incident import Reason
from firstcause.tls.blame import Blame
from firstcause.tls.explain.explain import explain
from firstcause.tls.explain.words import Explanation

# Words that allow another cause with more than this chance do not name one.
CLEAR = 0.6


def testify(case: Case, blames: Sequence[Blame], service: str) -> Testimony | None:
    """The failed handshakes that go on this service's account."""
    evidence, samples = case.samples(HANDSHAKES)
    mine = [s for s in samples if account(s, blames) == service]
    if not mine:
        return None
    towards = [s for s in mine if s.labels.get("peer") == service]
    own = [s for s in mine if s.labels.get("peer") != service]
    said = [f"handshakes with it fail at its callers: {counted(towards, 'service')}"] if towards else []
    said += [f"its own handshakes fail, with {counted(own, 'peer')}"] if own else []
    return Testimony("traffic", 0.6, Reason("; ".join(said), (evidence,)), _named(mine))


def complaint(case: Case, blames: Sequence[Blame], service: str) -> Reason | None:
    """The service's own calls to others fail, on their account: it suffers, which is no sign of guilt."""
    evidence, samples = case.samples(HANDSHAKES)
    own = [s for s in samples if s.labels.get("service") == service and account(s, blames) != service]
    if not own:
        return None
    towards = sorted({s.labels.get("peer", "?") for s in own})
    return Reason(f"its failing calls go to {', '.join(towards)}", (evidence,))


def account(sample: Sample, blames: Sequence[Blame]) -> str:
    """On whose account this caller's failed handshakes with this callee go."""
    caller, callee = sample.labels.get("service", ""), sample.labels.get("peer", "")
    found = blamed(caller, callee, blames)
    if found:
        return found
    words = read(sample.labels.get("reason", ""))
    return caller if words.side_at_fault == "client" else callee


def blamed(caller: str, callee: str, blames: Sequence[Blame]) -> str:
    """Whose side a look has found the fault of this pair on; "" where none has."""
    of_pair = (b for b in blames if b.target == callee and caller in b.callers)
    of_either = (b for b in blames if b.service in (caller, callee))
    found = next(of_pair, None) or next(of_either, None)
    return found.service if found else ""


def _named(samples: Sequence[Sample]) -> str:
    """The code that the words leave little doubt about, where they do."""
    best = (cause for s in samples for cause in read(s.labels.get("reason", "")).causes[:1])
    return next((cause.code for cause in best if cause.confidence >= CLEAR), "")


@lru_cache(maxsize=256)
def read(reason: str) -> Explanation:
    """A client's words, explained. The same few come back at every ranking."""
    return explain(reason, role="client")

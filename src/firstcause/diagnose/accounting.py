"""The witness of the signals: which service adds seconds or failures of its own, beyond what its callees explain?

It speaks only where no handshake fails and no endpoint that is called refuses: those explain what the signals show,
and a service that waits for a refused one would look slow of itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from firstcause.diagnose import loglines
from firstcause.diagnose.case import CALLS, HANDSHAKES, Case
from firstcause.diagnose.localise.localisation import Localisation
from firstcause.diagnose.localise.localise import localise
from firstcause.diagnose.localise.signals import Alarm
from firstcause.diagnose.signals import CALLED, CALLED_SECONDS, SERVED, SERVED_SECONDS, signals
from firstcause.diagnose.testimony import Testimony
from firstcause.model.incident import Reason
from firstcause.tls.blame import Blame

QUESTIONS: Final = (SERVED, SERVED_SECONDS, CALLED, CALLED_SECONDS)
# What a mechanism is called where it is an incident's cause: whatever makes answers late is latency.
CODES: Final[Mapping[str, str]] = {"errors": "app/errors", "exception": "app/errors", "log": "app/errors"}
WORTH: Final = 0.9  # signals alone never make a cause: a change, or what callers count, have to agree


def account(case: Case, blames: Sequence[Blame]) -> Localisation | None:
    """The ranking by own excess; None where the signals are silent, or a handshake explains them."""
    if case.since is None or _explained(case, blames):
        return None
    seen = signals(case.answers, case.since)
    if not seen.loads:
        return None
    found = [localise(seen, alarm) for alarm in _alarms(case)]
    return next((one for one in found if not one.would_decide), found[0])


def _alarms(case: Case) -> list[Alarm]:
    """Where objectives burn, errors before latency: whoever retries what fails below looks slow, and does not fail."""
    burning = [a for a in case.incident.alerts if a.identity.startswith("traffic/") and not a.resolved]
    ordered = sorted(burning, key=lambda a: (a.code != "app/errors", a.fired_at))
    named = [Alarm(a.service, "errors" if a.code == "app/errors" else "latency") for a in ordered]
    return named or [Alarm(case.entry)]


def testify(case: Case, found: Localisation | None, service: str) -> Testimony | None:
    """The service's own excess, where the ranking found one."""
    place = next((n for n, c in enumerate(found.candidates) if c.service == service), None) if found else None
    if found is None or place is None:
        return None
    candidate, cited = found.candidates[place], tuple(case.answers[q].id for q in QUESTIONS if case.observed(q))
    stands_out = place == 0 and not found.would_decide
    text = "; ".join(candidate.evidence)
    if not stands_out:
        against = "; ".join(candidate.against) or f"{found.candidates[0].service} differs more from its own past"
        return Testimony("signals", 0.0, Reason(f"{text}, but {against}", cited))
    weight = WORTH * candidate.confidence
    code = CODES.get(candidate.mechanism, "app/latency")
    return Testimony("signals", weight, Reason(text, cited), code, explanation=_explanation(service, text))


def _explanation(service: str, text: str) -> str:
    return f"{service} {text}; its callees do not explain it."


def _explained(case: Case, blames: Sequence[Blame]) -> bool:
    """Whether a handshake fails in traffic, or calls fail to a service whose endpoints do."""
    _, handshakes = case.samples(HANDSHAKES)
    _, calls = case.samples(CALLS)
    blamed = {name for b in blames for name in (b.service, b.target)}
    failing = {s.labels.get("callee") for s in calls if s.labels.get("outcome") == "failed"}
    return bool(handshakes) or bool(loglines.accounts(case, blames)) or bool(blamed & failing)

"""Whose files or settings must change: judged from looks at one endpoint as several callers.

One look tells that a handshake fails, not at whose side. Looks as several callers tell more: what fails for everybody
is the server's; what fails for one caller, while others find the same endpoint well, is that caller's certificate or
trust, or else a policy that the two no longer share. It knows looks and names, and weighs no other evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from firstcause.model.evidence import Evidence
from firstcause.model.handshake import HandshakeFailure, HandshakeObserved, Outcome

# Judged by the server, about what the caller presents (RFC 8446 section 4.4.2.4).
CLIENT_CERTIFICATE: Final = frozenset(
    {"tls/client-certificate-missing", "tls/client-certificate-rejected", "tls/client-certificate-expired"}
)
# Judged by the caller against its own trust: with another trust the same chain may be well.
TRUST: Final = frozenset({"tls/unknown-ca", "tls/incomplete-chain", "tls/self-signed"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One look that could be taken, and the evidence that holds it."""

    id: str
    at: datetime
    look: HandshakeObserved

    @property
    def failure(self) -> HandshakeFailure | None:
        """How it failed; None for a healthy one."""
        return self.look.failure


@dataclass(frozen=True, slots=True)
class Blame:
    """`service` is whose files or settings must change, `target` whose endpoints show it, to `callers` (views).

    `because` says why it is not the other side; empty where every caller fails.
    """

    service: str
    code: str
    target: str
    callers: tuple[str, ...]
    failing: tuple[Seen, ...]
    well: tuple[Seen, ...] = ()
    because: str = ""

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Where it shows, sorted."""
        return tuple(sorted({seen.look.target for seen in self.failing}))

    @property
    def alternatives(self) -> frozenset[str]:
        """Codes that these looks cannot exclude."""
        return frozenset(code for seen in self.failing for code in seen.look.alternatives)

    @property
    def explanation(self) -> str:
        """What the first of the looks says."""
        failure = self.failing[0].failure
        return failure.explanation if failure else ""


def seen_in(evidence: Sequence[Evidence]) -> tuple[Seen, ...]:
    """The looks among this evidence, those that could be taken."""
    pairs = ((e, e.observation) for e in evidence if isinstance(e.observation, HandshakeObserved))
    return tuple(Seen(e.id, e.observed_at, o) for e, o in pairs if o.outcome is not Outcome.UNOBSERVED)


def blame(looks: Sequence[Seen], services: Collection[str], since: datetime) -> tuple[Blame, ...]:
    """One verdict for each failing service, code and side, those with most looks first.

    `services` are the names that callers may have: a view named after none of them is a probe's own. A healthy look
    from before `since` says nothing about what has failed since.
    """
    blamed: dict[tuple[str, str, str], list[tuple[Seen, tuple[Seen, ...]]]] = defaultdict(list)
    for failing in looks:
        if failing.failure is not None:
            well = tuple(_well_for_others(failing, looks, since))
            culprit = _culprit(failing, well, services)
            blamed[culprit, failing.failure.code, failing.look.service].append((failing, well))
    verdicts = (_verdict(*key, found) for key, found in blamed.items())
    return tuple(sorted(verdicts, key=lambda b: (-len(b.failing), b.service, b.code, b.target)))


def _well_for_others(failing: Seen, looks: Sequence[Seen], since: datetime) -> Iterator[Seen]:
    """Other callers' looks at the same endpoint that find it healthy."""
    for other in looks:
        same = (other.look.service, other.look.target) == (failing.look.service, failing.look.target)
        if same and other.failure is None and other.at >= since and other.look.view != failing.look.view:
            yield other


def _culprit(failing: Seen, well: tuple[Seen, ...], services: Collection[str]) -> str:
    """The caller, where the fault is of a kind that can be the caller's, and nobody else meets it."""
    code = failing.failure.code if failing.failure else ""
    callers_own = code in CLIENT_CERTIFICATE or code in TRUST
    return failing.look.view if callers_own and well and failing.look.view in services else failing.look.service


def _verdict(service: str, code: str, target: str, found: list[tuple[Seen, tuple[Seen, ...]]]) -> Blame:
    failing = tuple(seen for seen, _ in found)
    well = tuple({seen.id: seen for _, wells in found for seen in wells}.values())
    callers = tuple(sorted({seen.look.view for seen in failing}))
    healthy = ", ".join(sorted({seen.look.view for seen in well}))
    because = f"{healthy} find{'' if ', ' in healthy else 's'} the same endpoints of {target} well" if well else ""
    return Blame(service, code, target, callers, failing, well, because)

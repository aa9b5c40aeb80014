"""Asks a piece of evidence again, and says whether the answer is still the same."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.app import Archive, look_again
from firstcause.cli.evidence_text import suffix
from firstcause.model.evidence import Evidence, MetricSampled, Unobserved
from firstcause.model.handshake import HandshakeObserved, Look

# Samples that were scraped after the question fill in the last moments of a window.
TOLERANCE = 0.005


@dataclass(frozen=True, slots=True)
class Again:
    """Then and now, in words. `same` None: it could not be asked."""

    then: str
    now: str
    same: bool | None

    @property
    def exit_code(self) -> int:
        """0 the same, 1 different, 3 could not be observed."""
        return {True: 0, False: 1, None: 3}[self.same]

    def text(self) -> str:
        """One line."""
        verdict = {True: "the same as then", False: "different now", None: "could not be asked again"}[self.same]
        return f"again     {verdict}: {self.then} then, {self.now} now"

    def document(self) -> dict[str, object]:
        """For machines."""
        return {"then": self.then, "now": self.now, "same": self.same}


def ask(archive: Archive, evidence: Evidence) -> Again:
    """Ask its own question once more, of the same source."""
    match evidence.observation:
        case MetricSampled() as sampled:
            return _metric(sampled, archive.metrics.ask(sampled.query))
        case HandshakeObserved() as seen:
            return _handshake(archive, seen)
        case Unobserved(reason):
            return Again(f"not observed ({reason})", "what could not be observed then cannot be compared", None)
        case _:
            return Again("recorded", "this is a record and not a measurement", None)


def _metric(then: MetricSampled, now: MetricSampled | Unobserved) -> Again:
    before = f"{then.total:g}{suffix(then.unit)}"
    if isinstance(now, Unobserved):
        return Again(before, now.reason, None)
    near = abs(now.total - then.total) <= TOLERANCE * max(abs(then.total), 1.0)
    return Again(before, f"{now.total:g}{suffix(now.unit)}", near)


def _handshake(archive: Archive, then: HandshakeObserved) -> Again:
    catalogue = archive.config.catalogue
    endpoint = next((e for e in catalogue.service(then.service).endpoints if e.address == then.target), None)
    if endpoint is None:
        return Again(_outcome(then), f"{then.target} is no longer in the configuration", None)
    now = look_again(Look(then.service, endpoint, catalogue.view(then.view)))
    return Again(_outcome(then), _outcome(now), _outcome(then) == _outcome(now))


def _outcome(seen: HandshakeObserved) -> str:
    return seen.failure.code if seen.failure else seen.outcome.value

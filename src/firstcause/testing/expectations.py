"""What may be expected of a timeline. Each holds as soon as one incident shows it."""

from __future__ import annotations

from collections.abc import Callable

from firstcause.model.facts import Fact, ResponderPaged
from firstcause.model.incident import Incident, Severity
from firstcause.model.mitigation import MitigationState
from firstcause.testing.timeline import Expectation, Timeline


def _some(says: str, holds: Callable[[Incident], bool]) -> Expectation:
    return Expectation(says, lambda timeline: any(holds(i) for i in timeline.incidents))


def paged(contact: str) -> Expectation:
    """A channel took a page to this contact."""
    return _some(f"{contact} paged", lambda i: any(p.contact == contact and p.delivered for p in i.pages))


def cause(code: str, *, on: str) -> Expectation:
    """The cause is identified as this."""
    return _some(
        f"the cause {code} on {on}", lambda i: i.cause is not None and (i.cause.code, i.cause.service) == (code, on)
    )


def inconclusive() -> Expectation:
    """Diagnosis says that it cannot decide, and what would."""
    return _some("an inconclusive diagnosis", lambda i: bool(i.inconclusive))


def rated(severity: Severity) -> Expectation:
    """The incident has this severity."""
    return _some(f"severity {severity.value}", lambda i: i.severity is severity)


def mitigation(state: MitigationState, reason: str = "") -> Expectation:
    """The mitigation stands here, for a reason that contains these words."""
    return _some(
        f"a mitigation {state.value} ({reason or 'whatever the reason'})",
        lambda i: i.mitigation is not None and i.mitigation.state is state and reason in i.mitigation.reason,
    )


def undoing(state: MitigationState, reason: str = "") -> Expectation:
    """What undoes the mitigation stands here, for a reason that contains these words."""
    return _some(
        f"a way back {state.value} ({reason or 'whatever the reason'})",
        lambda i: i.undoing is not None and i.undoing.state is state and reason in i.undoing.reason,
    )


def began() -> Expectation:
    """The onset of the impact is known."""
    return _some("an onset", lambda i: i.milestones.began is not None)


def recovered() -> Expectation:
    """The signals are back inside their baseline."""
    return _some("recovery", lambda i: i.milestones.recovered is not None)


def resolved() -> Expectation:
    """An incident is resolved."""
    return _some("a resolution", lambda i: i.milestones.resolved is not None)


def rca() -> Expectation:
    """The document is in the vault, and the incident knows it."""
    return Expectation(
        "an RCA in the vault",
        lambda timeline: any(i.rca and i.rca in timeline.fakes.vault.documents() for i in timeline.incidents),
    )


def stated(fact: type[Fact]) -> Expectation:
    """Some incident's stream holds such a fact."""
    return Expectation(fact.__name__, lambda timeline: bool(timeline.stated(fact)))


def incidents(number: int) -> Expectation:
    """So many incidents were opened in all."""
    return Expectation(f"{number} incidents", lambda timeline: len(timeline.incidents) == number)


def pages(number: int) -> Expectation:
    """So many times somebody was to be called, in all."""

    def holds(timeline: Timeline) -> bool:
        return len(timeline.stated(ResponderPaged)) == number

    return Expectation(f"{number} pages", holds)

"""The verdict: what was injected beside what was found, and the RCA's figures beside the customers' ledger. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from firstcause.drill.customers.ledger import Purchase, episodes, figures
from firstcause.model.figure import Figure
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident, Milestone


@dataclass(frozen=True, slots=True)
class Named:
    """A fault where it is: its code, the service whose files must change, and the change behind it."""

    code: str
    service: str
    change: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure twice: as the RCA has it, and as the customers counted. None: not observed."""

    rca: float | None
    ledger: float | None


@dataclass(frozen=True, slots=True)
class Lint:
    """Findings on the published document, by severity."""

    error: int
    warning: int
    questions: int  # that a person has still to answer


@dataclass(frozen=True, slots=True)
class FleetHealth:
    """How many processes ran, and whether one lagged by more than 200 ms, so that times mean less."""

    processes: int
    overloaded: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The drill's answer, in the shape of its JSON."""

    scenario: str
    seed: int
    injected: Named | None
    found: Named | None
    verdict: str  # right | wrong | inconclusive
    seconds: Mapping[str, float | None]
    figures: Mapping[str, Compared]
    rca: str | None
    lint: Lint | None
    fleet: FleetHealth
    probe_interval_seconds: float
    incidents: int
    pages: int
    repeated_pages: int
    rollbacks: int
    engine_restarts: int = 0
    notes: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """As JSON; the keys are a contract."""
        return asdict(self)


MILESTONES = ("detected", "paged", "acknowledged", "diagnosed", "mitigated", "recovered", "resolved")


def found_in(incident: Incident | None) -> Named | None:
    """What the incident names as its cause."""
    cause = incident.cause if incident else None
    return Named(cause.code, cause.service, cause.change.id if cause.change else None) if cause else None


def judge(injected: Named | None, found: Named | None, incidents: Sequence[Incident]) -> str:
    """`right` when code, service and change agree, or when nothing was injected and nothing opened."""
    if injected is None:
        return "wrong" if incidents else "right"
    if found is None:
        return "inconclusive"
    return "right" if found == injected and len(incidents) == 1 else "wrong"


def intervals(incident: Incident | None, onset: float | None) -> dict[str, float | None]:
    """Seconds from the first degraded request (Unix seconds, by the ledger) to each milestone."""
    zero = onset
    if zero is None and incident and incident.opened_at:
        zero = incident.opened_at.timestamp()
    return {name: _since(zero, getattr(incident.milestones, name) if incident else None) for name in MILESTONES}


def _since(zero: float | None, milestone: Milestone | None) -> float | None:
    return round(milestone.at.timestamp() - zero, 2) if milestone and zero is not None else None


def compare(impact: Impact | None, purchases: Sequence[Purchase]) -> dict[str, Compared]:
    """The RCA's figures over its own stated window, beside the ledger's over the same window."""
    if impact is None:
        return {}
    start, end = impact.window.start.timestamp(), impact.window.end.timestamp()
    counted = figures(purchases, start, end)
    episode = next((e for e in episodes(purchases) if e.recovery >= start - 10 and e.onset <= end + 10), None)
    return {
        "requests": Compared(_value(impact.requests), counted.requests),
        "degraded": Compared(_value(impact.degraded), counted.degraded),
        "failed": Compared(_value(impact.failed), counted.failed),
        "users": Compared(_value(impact.users), counted.users),
        "p99_seconds": Compared(_value(impact.p99_during), counted.p99_seconds),
        "onset": Compared(start, episode.onset if episode else None),
        "recovery": Compared(end, episode.recovery if episode else None),
    }


def _value(figure: Figure) -> float | None:
    return figure.quantity.value if figure.quantity else None


def first_degraded(purchases: Sequence[Purchase], since: datetime) -> float | None:
    """When the first episode after `since` began: the zero of all intervals."""
    return next((e.onset for e in episodes(purchases) if e.recovery >= since.timestamp()), None)

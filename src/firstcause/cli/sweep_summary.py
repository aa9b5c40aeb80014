"""A sweep's summary for people: by cause, by service, and by the day on which certificates end."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.model.handshake import Outcome
from firstcause.review.swept import LATER, SOON, Summary

MOST_SERVICES = 20


def summary_text(summary: Summary) -> str:
    """A few lines; nothing that is zero."""
    return "\n".join(_lines(summary))


def _lines(summary: Summary) -> Iterator[str]:
    counted = summary.outcomes
    outcomes = ", ".join(f"{counted[o]} {o.value}" for o in Outcome if counted[o])
    yield f"{summary.looked_at} looked at: {outcomes or 'nothing'}"
    for code, count in summary.causes.most_common():
        yield f"  {count:>6}  {code}"
    yield from _services(summary)
    endings = [name for name, _ in SOON] + [LATER]
    yield from (
        f"  {summary.ending[name]:>6}  with a certificate that ends {_end(name)}"
        for name in endings[:-1]
        if summary.ending[name]
    )
    if any(summary.ending[name] for name, _ in SOON):
        end, target = summary.first_to_end[0]
        yield f"  the first to end is at {target}, {end:%Y-%m-%dT%H:%M:%SZ}"


def _services(summary: Summary) -> Iterator[str]:
    """Those with a fault, the worst first."""
    broken = {name: c[Outcome.FAULTY] for name, c in summary.services.items() if name and c[Outcome.FAULTY]}
    worst = sorted(broken.items(), key=lambda item: (-item[1], item[0]))
    for name, count in worst[:MOST_SERVICES]:
        yield f"  {count:>6}  of {summary.services[name].total()} at {name}"
    if len(worst) > MOST_SERVICES:
        yield f"          and {len(worst) - MOST_SERVICES} more services"


def _end(name: str) -> str:
    return "in the past" if name == "expired" else name

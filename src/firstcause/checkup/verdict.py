"""What the checks add up to: ready to watch, ready to page, and what is missing for it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from firstcause.checkup import endpoints, keeping, metrics_server, telemetry
from firstcause.checkup.outcome import Checked, State
from firstcause.config.schema import PageSettings

NEEDED = (keeping.STORE, keeping.EVIDENCE, keeping.VAULT)
SEEING = (endpoints.KIND, telemetry.METRICS, metrics_server.KIND)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`for_watching` and `for_paging` say what is missing; empty: ready."""

    for_watching: tuple[str, ...]
    for_paging: tuple[str, ...]

    @property
    def text(self) -> str:
        """In one line."""
        if self.for_watching:
            return "not ready to watch"
        return "ready to watch" if self.for_paging else "ready to page"


def judge(checked: Sequence[Checked], page: PageSettings, answered: Collection[str], heartbeat: bool) -> Verdict:
    """`answered`: contacts that have answered a test page lately; `heartbeat`: somebody else watches ours."""
    watching = tuple(_for_watching(checked))
    return Verdict(watching, tuple(_for_paging(page, answered, heartbeat)))


def _for_watching(checked: Sequence[Checked]) -> Iterator[str]:
    """Something to see, and room to keep it. A faulty endpoint is watched very well: that is what we are for."""
    yield from (f"{c.kind}: {c.told}" for c in checked if c.kind in NEEDED and c.state is State.BROKEN)
    if not any(c.kind == keeping.STORE for c in checked):
        yield "an engine that starts: see what is broken above"
    if not any(c.kind in SEEING and c.state is not State.ABSENT for c in checked):
        yield "a service with an endpoint, or with metrics"


def _for_paging(page: PageSettings, answered: Collection[str], heartbeat: bool) -> Iterator[str]:
    if not page.steps:
        yield "somebody to page: a [contact.NAME] with a channel"
    elif page.steps[0] not in answered:
        yield f"an answered test page: `firstcause check --test-page {page.steps[0]}` (the console does not count)"
    if not heartbeat:
        yield "a heartbeat that somebody else watches: [heartbeat]"
    if page.shadow:
        yield "shadow = false in [page]: while it is true nobody is paged"

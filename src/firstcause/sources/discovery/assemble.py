"""From what a decoder found to a sound proposal: one table a name, every name known, calls that go one way.

A configuration that is not so would be refused. What had to be left out for it is said, never silently dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from firstcause.model.proposal import Proposal, ProposedPrometheus, ProposedService, ProposedView

T = TypeVar("T")

MAX_SERVICES: Final = 2000
MAX_ENDPOINTS: Final = 64  # of one service


def assemble(
    origin: str,
    services: Iterable[ProposedService],
    views: Iterable[ProposedView] = (),
    untold: Sequence[str] = (),
    prometheus: ProposedPrometheus | None = None,
) -> Proposal:
    """The proposal. Services of one name become one, with all their endpoints; the first of several views counts."""
    merged = _merged(services)
    seen = {v.view.name: v for v in reversed(tuple(views))}
    kept = dict(list(merged.items())[:MAX_SERVICES])
    left_out = (f"{len(merged) - len(kept)} further services, which are left out",) if len(merged) > len(kept) else ()
    known = [_known_names(s, kept, seen) for s in kept.values()]
    return Proposal(origin, tuple(_one_way(known)), tuple(reversed(seen.values())), (*untold, *left_out), prometheus)


def _merged(services: Iterable[ProposedService]) -> dict[str, ProposedService]:
    found: dict[str, ProposedService] = {}
    for proposed in services:
        name = proposed.service.name
        found[name] = _joined(found[name], proposed) if name in found else proposed
    return {name: _bounded(_usable(proposed)) for name, proposed in found.items()}


def _joined(first: ProposedService, second: ProposedService) -> ProposedService:
    """Lists are put together; of single values the first that says something counts."""
    one, other = first.service, second.service
    service = replace(
        one,
        owner=one.owner or other.owner,
        tier=min(one.tier, other.tier),
        runbook=one.runbook or other.runbook,
        endpoints=_unique((*one.endpoints, *other.endpoints)),
        depends_on=_unique((*one.depends_on, *other.depends_on)),
        views=_unique((*one.views, *other.views)),
        metrics=_unique((*one.metrics, *other.metrics)),
    )
    return ProposedService(service, _unique((*first.remarks, *second.remarks)))


def _usable(proposed: ProposedService) -> ProposedService:
    """Without addresses and URLs that no configuration could hold: whoever wrote them was not careful."""
    service = proposed.service
    endpoints = tuple(e for e in service.endpoints if e.host and not set(e.host) & set("[]") and 0 < e.port < 65536)
    metrics = tuple(url for url in service.metrics if url.startswith(("http://", "https://")))
    odd = len(service.endpoints) - len(endpoints) + len(service.metrics) - len(metrics)
    named = tuple(replace(e, server_name=e.server_name or e.host) for e in endpoints)
    remarks = (f"{odd} of its addresses cannot be read, and are left out",) if odd else ()
    return ProposedService(replace(service, endpoints=named, metrics=metrics), (*proposed.remarks, *remarks))


def _bounded(proposed: ProposedService) -> ProposedService:
    endpoints = _unique(proposed.service.endpoints)
    if len(endpoints) <= MAX_ENDPOINTS:
        return replace(proposed, service=replace(proposed.service, endpoints=endpoints))
    remark = f"it has {len(endpoints)} endpoints; the first {MAX_ENDPOINTS} stand here"
    service = replace(proposed.service, endpoints=endpoints[:MAX_ENDPOINTS])
    return ProposedService(service, (*proposed.remarks, remark))


def _known_names(
    proposed: ProposedService, services: Mapping[str, object], views: Mapping[str, object]
) -> ProposedService:
    """Without the names that lead nowhere."""
    service = proposed.service
    strangers = [name for name in _unique(service.depends_on) if name not in services or name == service.name]
    known = tuple(name for name in _unique(service.depends_on) if name not in strangers)
    remarks = (f"it also depends on {', '.join(strangers)}, not described here",) if strangers else ()
    seen_as = tuple(name for name in _unique(service.views) if name in views)
    return ProposedService(replace(service, depends_on=known, views=seen_as), (*proposed.remarks, *remarks))


def _one_way(services: Sequence[ProposedService]) -> Iterable[ProposedService]:
    """Leave out each call that would close a circle: a service depends on those that it calls, not on who calls it.

    Whoever is nearer to the customers speaks first, so that of two services that call one another the inner one's call
    is the call back.
    """
    calls: dict[str, tuple[str, ...]] = {}
    back: dict[str, tuple[str, ...]] = {}
    wanted = {s.service.name: s.service.depends_on for s in services}
    for name in _from_the_entries(wanted):
        back[name] = tuple(callee for callee in wanted[name] if name in _reached(callee, calls))
        calls[name] = tuple(callee for callee in wanted[name] if callee not in back[name])
    for proposed in services:
        name = proposed.service.name
        remarks = tuple(f"{callee} depends on it as well: that call back is left out" for callee in back[name])
        yield ProposedService(replace(proposed.service, depends_on=calls[name]), (*proposed.remarks, *remarks))


def _from_the_entries(calls: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    """Every service once: those that nobody calls, those that they call, and so on; then what only circles reach."""
    called = {callee for callees in calls.values() for callee in callees}
    order = dict.fromkeys(name for name in calls if name not in called)
    frontier = list(order)
    while frontier:
        frontier = [c for c in dict.fromkeys(c for name in frontier for c in calls[name]) if c not in order]
        order.update(dict.fromkeys(frontier))
    return dict.fromkeys((*order, *calls))


def _reached(start: str, calls: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Everything that is called from there, itself among it."""
    reached, pending = {start}, [start]
    while pending:
        fresh = [callee for callee in calls.get(pending.pop(), ()) if callee not in reached]
        reached.update(fresh)
        pending.extend(fresh)
    return reached


def _unique(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))

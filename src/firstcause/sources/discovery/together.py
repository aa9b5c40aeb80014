"""Several sources made one: a Prometheus that counts requests, the modules that probe, the catalogue of owners.

What one says of a service completes what another says. An address that a source knows by number alone is left to the
source that knows under which name callers ask for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from firstcause.model.proposal import Proposal, ProposedService, ProposedView
from firstcause.model.service import Endpoint, View
from firstcause.sources.discovery.assemble import assemble


def together(proposals: Sequence[Proposal], view: View | None = None) -> Proposal:
    """One proposal of at least one. `view`: as which caller to look at whatever has endpoints and no view yet."""
    services = [service for proposal in proposals for service in proposal.services]
    named = {e.address for s in services for e in s.service.endpoints if not _nameless(e)}
    seen = [*(v for p in proposals for v in p.views), *([ProposedView(view)] if view else [])]
    return assemble(
        ", ".join(dict.fromkeys(p.origin for p in proposals)),
        [_viewed(s, view) for s in _without_numbers(services, named)],
        seen,
        tuple(dict.fromkeys(phrase for p in proposals for phrase in p.untold)),
        next((p.prometheus for p in proposals if p.prometheus), None),
    )


def _nameless(endpoint: Endpoint) -> bool:
    return endpoint.server_name in ("", endpoint.host)


def _without_numbers(services: Sequence[ProposedService], named: Collection[str]) -> Iterator[ProposedService]:
    """Without the endpoints that another source knows by name; a service that was nothing else is no service."""
    told = Counter(s.service.name for s in services)
    told.update(callee for s in services for callee in s.service.depends_on)
    for proposed in services:
        service = proposed.service
        kept = tuple(e for e in service.endpoints if not (_nameless(e) and e.address in named))
        known = service.metrics or service.depends_on or told[service.name] > 1
        if kept or known or len(kept) == len(service.endpoints):
            yield replace(proposed, service=replace(service, endpoints=kept))


def _viewed(proposed: ProposedService, view: View | None) -> ProposedService:
    service = proposed.service
    if view is None or service.views or not service.endpoints:
        return proposed
    return replace(proposed, service=replace(service, views=(view.name,)))

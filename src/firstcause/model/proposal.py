"""What `firstcause init` found, on its way to a configuration: services, views, and what is to be said of each.

The sources propose, the configuration's writer writes. What nobody could know stands here as a sentence, so that it
reaches the person who reads the written file.
"""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.model.handshake import Outcome
from firstcause.model.service import Catalogue, Endpoint, Service, View


@dataclass(frozen=True, slots=True)
class ProposedService:
    """A service, and remarks about it for the reader: one sentence each."""

    service: Service
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedView:
    """A view, and remarks about it."""

    view: View
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedPrometheus:
    """A Prometheus that holds the services' metrics. `preset` is the family whose series it has; "": none of them.
    `login`: as whom it was asked, as the configuration has it, keys and values; no secret itself."""

    url: str
    preset: str = ""
    login: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that the sources led to. Names are unique, what a service names is here, calls go one way."""

    origin: str
    services: tuple[ProposedService, ...] = ()
    views: tuple[ProposedView, ...] = ()
    untold: tuple[str, ...] = ()  # what these sources in particular do not tell
    prometheus: ProposedPrometheus | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The services and views alone."""
        return Catalogue(tuple(s.service for s in self.services), tuple(v.view for v in self.views))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What could not be known, one phrase each: what no service here has, and what the sources do not tell."""
        services = self.catalogue.services
        gaps = {
            "who owns each service, and how important it is (owner, tier)": not any(s.owner for s in services),
            "which services call which (depends_on)": len(services) > 1 and not any(s.depends_on for s in services),
            "where the services speak TLS (endpoints): give --from-blackbox or --from-kubernetes as well": not any(
                s.endpoints for s in services
            ),
            "as which caller to look: give --trust, or name its trust and client certificate in a view": not self.views,
        }
        return (*(gap for gap, open_ in gaps.items() if open_), *self.untold)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one first look at an address showed of whoever listens there."""

    endpoint: Endpoint
    outcome: Outcome
    code: str = ""  # of the fault; "": none
    explanation: str = ""
    names: tuple[str, ...] = ()  # for which the leaf is valid
    issuer: str = ""
    certificate_requested: bool = False
    acceptable_issuers: tuple[str, ...] = ()

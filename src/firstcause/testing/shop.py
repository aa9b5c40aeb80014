"""The little shop behind a timeline: customers come in at the entry, services call one another, releases break them.

It keeps probe, telemetry, deployer and change source of one story telling the same: when a release is broken, looks
at its replicas fail, its callers' handshakes fail, and so do the customers' requests, until another release runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from firstcause.model.service import Catalogue
from firstcause.testing.builders import change
from firstcause.testing.clock import moment
from firstcause.testing.telemetry import Flow
from firstcause.testing.world import Fakes

REQUESTS_PER_SECOND: Final = 20.0
HURT_SHARE: Final = 0.7  # of the customers' requests, while a service below the entry is broken


class Shop:
    """Healthy at first; `r41` runs everywhere, and has for an hour."""

    def __init__(self, fakes: Fakes, catalogue: Catalogue) -> None:
        self._fakes = fakes
        self._catalogue = catalogue
        self._broken_releases: dict[tuple[str, str], str] = {}
        self._pain: dict[str, list[Flow]] = {}
        self._open_for_business()
        for service in catalogue:
            if service.deployer and service.name not in fakes.deployer.running:
                fakes.deployer.deploy(service.name, "r41")
        fakes.deployer.deployed = self._runs

    def deploy(self, service: str, release: str, breaks: str = "", *, revertible_to: str | None = "r41") -> None:
        """Roll the release out; `breaks` is the code with which handshakes with it fail."""
        fakes = self._fakes
        if breaks:
            self._broken_releases[service, release] = breaks
        seconds = (fakes.clock.now() - moment(0)).total_seconds()
        before = fakes.deployer.running.get(service, "")
        event = change(service, seconds, before=before, after=release, revertible_to=revertible_to)
        fakes.changes.known.append(replace(event, finished_at=event.at))
        if service in fakes.deployer.running:
            fakes.deployer.deploy(service, release)
        else:
            self._runs(service, release)

    def spoils(self, service: str, release: str, code: str) -> None:
        """Whenever this release runs from now on, handshakes with it fail with this code."""
        self._broken_releases[service, release] = code

    def breaks(self, service: str, code: str, *, replicas: int | None = None, hurts: bool = True) -> None:
        """The service fails with this code, on so many of its replicas; `hurts` says whether customers feel it."""
        for endpoint in self._catalogue.service(service).endpoints[:replicas]:
            self._fakes.probe.breaks(endpoint.address, code)
        if hurts and service not in self._pain:
            self._pain[service] = list(self._hurt(service, code))

    def heals(self, service: str) -> None:
        """All is well with the service again."""
        for endpoint in self._catalogue.service(service).endpoints:
            self._fakes.probe.heals(endpoint.address)
        for flow in self._pain.pop(service, []):
            self._fakes.metrics.end(flow, self._fakes.clock.now())

    def _runs(self, service: str, release: str) -> None:
        """The release is current everywhere now, with all that this means."""
        code = self._broken_releases.get((service, release))
        if code:
            self.breaks(service, code)
        else:
            self.heals(service)

    def _open_for_business(self) -> None:
        metrics, long_ago = self._fakes.metrics, moment(-3600)
        for entry in self._catalogue.entries():
            metrics.requests(entry.name, REQUESTS_PER_SECOND, long_ago)
        for caller in self._catalogue:
            for callee in caller.depends_on:
                metrics.calls(caller.name, callee, REQUESTS_PER_SECOND, long_ago)
                metrics.failed_handshakes(caller.name, callee, 0.0, long_ago)

    def _hurt(self, service: str, code: str) -> list[Flow]:
        metrics, now = self._fakes.metrics, self._fakes.clock.now()
        failing = REQUESTS_PER_SECOND * HURT_SHARE
        flows = [metrics.requests(entry.name, failing, now, "failed") for entry in self._catalogue.entries()]
        for caller in self._catalogue.declared_callers(service):
            flows.append(metrics.failed_handshakes(caller, service, failing, now, reason=code))
            flows.append(metrics.calls(caller, service, failing, now, "failed"))
        return flows

"""The service in force, and its exchange for another when the configuration changes.

The successor is opened first: when it cannot be, nothing has happened. Then requests go to it, those under way are
let finish, the predecessor stops, and the successor begins. Both stand on the same stores, where whatever is open or
still to be done waits; so nothing is lost between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from logging import getLogger

from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from firstcause.app import Service
from firstcause.config.errors import ConfigError
from firstcause.config.load import load
from firstcause.config.schema import Config
from firstcause.model.errors import FirstcauseError
from firstcause.serve.application import create_app
from firstcause.serve.changes import ChangeDoors
from firstcause.serve.front import Front
from firstcause.serve.probe import LookFigures, ProbeDoor
from firstcause.serve.status import ConfigStatus, ServiceFigures, status_route
from firstcause.serve.systemd import ServiceManager
from firstcause.serve.tokens import digests

log = getLogger(__name__)

DRAIN_SECONDS = 3.0  # for requests under way


class Running:
    """Everything behind the listener. One thread at a time calls `reload` and `stop`."""

    def __init__(self, config: Config, front: Front, manager: ServiceManager) -> None:
        self._front = front
        self._manager = manager
        self._status = ConfigStatus(config.path)
        self._service = Service(config)
        self._former: list[Service] = []  # stopped, and with a rollout or the like still in hand

    def start(self) -> None:
        """Begin to watch and to answer."""
        self._service.start()
        self._front.show(self._application(self._service))

    def stop(self) -> bool:
        """End; True when something was still under way, and only the end of the process will end it."""
        self._service.stop()
        return sum(service.give_back() for service in (self._service, *self._former)) > 0

    def turning(self, within_seconds: float) -> bool:
        """Whether the loop came round within that time."""
        return self._service.loop.turning(within_seconds)

    def reload(self) -> None:
        """Take the file as it stands now; when it cannot be used, say so and go on with the one in force."""
        try:
            config = load(self._service.config.path)
            _see_unchanged(self._service.config, config)
            successor = Service(config)
        except (FirstcauseError, OSError) as error:
            hint = getattr(error, "hint", "")
            self._status.refused(str(error), hint)
            log.warning("the configuration was not taken, the one before stays in force: %s (hint: %s)", error, hint)
            return
        self._manager.reloading()
        self._exchange(successor)
        self._status.accepted()
        self._manager.ready()
        log.warning("the configuration was taken anew: %s", config.path)

    def _exchange(self, successor: Service) -> None:
        former, before = self._service, self._front.show(self._application(successor))
        if before is not None and not before.wait_idle(DRAIN_SECONDS):
            log.warning("requests under way take longer than %g s; they may be answered with an error", DRAIN_SECONDS)
        former.stop()
        self._former = [service for service in (*self._former, former) if service.unfinished()]
        successor.start()
        self._service = successor

    def _application(self, service: Service) -> ASGIApp:
        metrics = CollectorRegistry()
        metrics.register(self._status)
        metrics.register(ServiceFigures(service.status))
        metrics.register(LookFigures(service.looks))
        settings, config = service.config.changes, service.config
        return create_app(
            service.desk,
            metrics=metrics,
            traces=service.take_traces,
            ready=service.ready,
            tokens=digests(service.config.serve.tokens),
            changes=ChangeDoors(service.take_changes, settings.secret, settings.github.secret),
            status=status_route(self._status, service.status),
            probe=ProbeDoor(config.catalogue, config.exporter, service.looks),
        )


def _see_unchanged(before: Config, after: Config) -> None:
    """Some things a process has for life. Raises ConfigError.

    The socket: tokens belong to its address, and it stays open. The stores: what is open in the old ones would be
    forgotten.
    """
    fixed: Mapping[str, tuple[object, object]] = {
        "[serve] listen": ((before.serve.host, before.serve.port), (after.serve.host, after.serve.port)),
        "[store]": (_places(before), _places(after)),
        "[sources.changes] received": (before.changes.received, after.changes.received),
    }
    for name, (old, new) in fixed.items():
        if old != new:
            raise ConfigError(f"{after.path}: {name} cannot change while we run", hint="restart `firstcause serve`")


def _places(config: Config) -> tuple[object, ...]:
    store = config.store
    return store.url, store.series, store.evidence, store.vault

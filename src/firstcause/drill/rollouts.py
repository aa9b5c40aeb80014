"""Deploys of the drill, each in a thread of its own: a soak may take longer than the incident that it causes."""

from __future__ import annotations

import json
from threading import Thread

from firstcause.drill.fleet import releases
from firstcause.drill.fleet.layout import FleetLayout
from firstcause.drill.fleet.releases import SupersededError
from firstcause.model.errors import FirstcauseError


class Rollout:
    """One deploy under way. A rollback that takes over ends it; that is expected and no trouble."""

    def __init__(
        self, layout: FleetLayout, service: str, release: str, *, soak_seconds: float, by: str, last: int
    ) -> None:
        self._layout = layout
        self._service = service
        self._release = release
        self._soak_seconds = soak_seconds
        self._by = by
        self._last = last
        self.trouble = ""
        self.superseded = False
        self._thread = Thread(target=self._run, daemon=True, name=f"deploy {service} {release}")

    def start(self) -> Rollout:
        """Begin; returns itself."""
        self._thread.start()
        return self

    def done(self) -> bool:
        """Whether it has come to its end, one way or another."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False when it takes longer."""
        self._thread.join(seconds)
        return self.done()

    def change_id(self) -> str:
        """The id under which the deployer recorded it; "" while it has not."""
        found = ""
        for line in self._layout.changes.read_text("utf-8").splitlines():
            change = json.loads(line)
            if (change["service"], change["after"]) == (self._service, self._release):
                found = change["id"]
        return found

    def _run(self) -> None:
        try:
            releases.deploy(
                self._layout,
                self._service,
                self._release,
                soak_seconds=self._soak_seconds,
                by=self._by,
                spared=self._last,
            )
        except SupersededError:
            self.superseded = True
        except (FirstcauseError, OSError) as error:
            self.trouble = f"the deploy of {self._release} failed: {error}"

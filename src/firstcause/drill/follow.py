"""Follows the incident through the API, as anybody's dashboard would, and tells what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2

from firstcause.eventlog.codec import from_json
from firstcause.eventlog.evolve import fold
from firstcause.model.event import Event
from firstcause.model.incident import Incident

# The engine may be starting again: a few seconds without an answer are no news.
TIMEOUT_SECONDS = 3.0


@dataclass(slots=True)
class Follower:
    """Asks a running engine; remembers what it has told."""

    base: str
    _told: dict[str, int] = field(default_factory=dict)
    _events: dict[str, list[Event]] = field(default_factory=dict)
    _client: httpx2.Client = field(default_factory=lambda: httpx2.Client(timeout=TIMEOUT_SECONDS))

    def ready(self) -> bool:
        """Whether the engine says that it is ready to accept and to page."""
        try:
            return self._client.get(f"{self.base}/readyz").is_success
        except httpx2.HTTPError:
            return False

    def news(self) -> list[Event]:
        """Events of all incidents that were not told yet; none while the engine does not answer."""
        try:
            return list(self._new_events())
        except httpx2.HTTPError:
            return []

    def incidents(self) -> list[Incident]:
        """All incidents as last seen, in the order in which they were opened."""
        return [fold(events) for _, events in sorted(self._events.items()) if events]

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    def _new_events(self) -> Iterator[Event]:
        for incident in self._get("/api/v1/incidents")["incidents"]:
            name = str(incident["id"])
            events = self._get(f"/api/v1/incidents/{name}/timeline")["events"]
            decoded = [from_json(Event, e) for e in events]
            self._events[name] = decoded
            yield from decoded[self._told.get(name, 0) :]
            self._told[name] = len(decoded)

    def _get(self, path: str) -> dict[str, list[dict[str, object]]]:
        answer = self._client.get(f"{self.base}{path}")
        answer.raise_for_status()
        body: dict[str, list[dict[str, object]]] = answer.json()
        return body

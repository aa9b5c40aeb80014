"""The stores of a configuration, opened to be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack

from firstcause.app.wiring import NoProbe, change_sources, metrics_of, open_stores, world_of
from firstcause.config.schema import Config
from firstcause.engine.desk import Desk
from firstcause.engine.document import figures_path
from firstcause.eventlog.codec import from_json
from firstcause.eventlog.names import evidence_names
from firstcause.model.impact import Impact
from firstcause.ports import MetricSource
from firstcause.record.case import figure_evidence


class Archive:
    """The stores of a configuration, opened to be read: no probe, no scrape, no loop. A context manager."""

    def __init__(self, config: Config) -> None:
        self._closing = ExitStack()
        self.config = config
        self.stores = open_stores(config, self._closing)
        self._metrics, _ = metrics_of(config, self.stores, self._closing)
        self.world = world_of(config, self.stores, NoProbe(), self._metrics, change_sources(config))
        self.desk = Desk(self.world, wake=lambda: None)

    @property
    def metrics(self) -> MetricSource:
        """Answers queries: from the metrics server where one is configured, else from what was scraped."""
        return self._metrics

    def names(self, incident_id: str) -> Mapping[str, str]:
        """Content id -> short name, of what the log cites and then of what the document's figures stand on."""
        impact = self.impact(incident_id)
        cited = tuple(figure_evidence(impact)) if impact else ()
        return evidence_names(self.desk.events(incident_id), cited)

    def impact(self, incident_id: str) -> Impact | None:
        """The figures as they were published beside the document; None where there are none."""
        document = self.desk.incident(incident_id).rca
        file = self.config.store.vault / figures_path(document)
        if not document or not file.exists():
            return None
        return from_json(Impact, json.loads(file.read_text("utf-8")), where=str(file))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

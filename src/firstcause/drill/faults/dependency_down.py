"""All replicas of a service stop: its ports refuse, and nothing was deployed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcause.drill.faults.fault import Stage


@dataclass(frozen=True, slots=True)
class DependencyDown:
    """The processes end; what they were doing ends with them."""

    def prepare(self, stage: Stage, at: datetime) -> None:
        """Nothing."""

    def inject(self, stage: Stage) -> None:
        """Stop them."""
        stage.fleet.stop_service(stage.service.name)

    def repair(self, stage: Stage) -> None:
        """Somebody starts them again."""
        stage.fleet.start_service(stage.service.name)

"""What the team wants to be told about, and how sure it wants us to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from firstcause.model.incident import Severity


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """A row of the severity table. It matches when any of its thresholds is reached on a service of that tier or
    above (a smaller number is above). None: the threshold does not count."""

    severity: Severity
    failed: float | None = None  # share of requests, 0-1
    users: int | None = None
    tier: int | None = None


@dataclass(frozen=True, slots=True)
class DetectPolicy:
    """Times and thresholds of detection. The defaults suit a service probed every 30 seconds."""

    interval: timedelta = timedelta(seconds=30)
    second_look: timedelta = timedelta(seconds=2)  # the look that confirms the first odd sign
    confirmations: int = 2
    look_timeout: timedelta = timedelta(seconds=5)
    looks_per_minute: int = 6  # at one endpoint as one view, second looks included
    expiry_horizon: timedelta = timedelta(days=21)
    baseline: timedelta = timedelta(minutes=45)
    traffic_window: timedelta = timedelta(minutes=2)
    failed_share: float = 0.05  # of the entry's requests, in the traffic window
    failed_least: int = 5  # fewer failed requests than this wake nobody
    recovery_quiet: timedelta = timedelta(minutes=2)
    resolve_after: timedelta = timedelta(minutes=10)
    severity: tuple[SeverityRow, ...] = (
        SeverityRow(Severity.P1, failed=0.20, users=1000, tier=1),
        SeverityRow(Severity.P2, failed=0.05, users=100, tier=2),
        SeverityRow(Severity.P3, failed=0.0),
    )

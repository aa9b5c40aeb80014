"""What the team wants to be told about, and how sure it wants us to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from firstcause.model.incident import Severity, Urgency


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """A row of the severity table. It matches when any of its thresholds is reached on a service of that tier or
    above (a smaller number is above). None: the threshold does not count."""

    severity: Severity
    failed: float | None = None  # share of requests, 0-1
    users: int | None = None
    tier: int | None = None


@dataclass(frozen=True, slots=True)
class BurnRow:
    """An alert on an objective: at this burn rate in both windows, of this urgency."""

    long: timedelta
    short: timedelta
    rate: float
    urgency: Urgency


BURN: Final = (
    BurnRow(timedelta(hours=1), timedelta(minutes=5), 14.4, Urgency.PAGE),
    BurnRow(timedelta(hours=6), timedelta(minutes=30), 6.0, Urgency.PAGE),
    BurnRow(timedelta(days=1), timedelta(hours=2), 3.0, Urgency.TICKET),
    BurnRow(timedelta(days=3), timedelta(hours=6), 1.0, Urgency.TICKET),
)
"""As in Google's Site Reliability Workbook, table 5-8: 2 % and 5 % of a month's budget page, 10 % is a ticket."""


@dataclass(frozen=True, slots=True)
class DetectPolicy:
    """Times and thresholds of detection. The defaults suit a service probed every 30 seconds."""

    interval: timedelta = timedelta(seconds=30)
    second_look: timedelta = timedelta(seconds=2)  # the look that confirms the first odd sign
    confirmations: int = 2
    look_timeout: timedelta = timedelta(seconds=5)
    looks_per_minute: int = 6  # at one endpoint as one view, second looks included
    diagnostic: bool = True  # where a refusal names no cause, the look that confirms it asks further
    light: bool = False  # whether a light look comes before a deep one, and is enough where all is well
    expiry_horizon: timedelta = timedelta(days=21)
    baseline: timedelta = timedelta(minutes=45)
    traffic_window: timedelta = timedelta(minutes=2)
    burn: tuple[BurnRow, ...] = BURN
    failed_least: int = 5  # fewer bad answers than this in a long window wake nobody
    flap_window: timedelta = timedelta(hours=1)  # an alert that fires again within it is believed more slowly
    recovery_quiet: timedelta = timedelta(minutes=2)
    resolve_after: timedelta = timedelta(minutes=10)
    severity: tuple[SeverityRow, ...] = (
        SeverityRow(Severity.P1, failed=0.20, users=1000, tier=1),
        SeverityRow(Severity.P2, failed=0.05, users=100, tier=2),
        SeverityRow(Severity.P3, failed=0.0),
    )

"""How bad is it, by the team's own table."""

from __future__ import annotations

from firstcause.detect.policy import SeverityRow
from firstcause.model.facts import SeverityAssessed


def assess(
    rows: tuple[SeverityRow, ...], failed_share: float | None, users: int | None, tier: int
) -> SeverityAssessed | None:
    """The first row that matches. `tier` is the lowest (most important) tier touched; None: not observed."""
    for row in rows:
        because = _match(row, failed_share, users, tier)
        if because:
            return SeverityAssessed(row.severity, because)
    return None


def _match(row: SeverityRow, failed_share: float | None, users: int | None, tier: int) -> str:
    """Why the row matches; empty when it does not."""
    if row.tier is not None and tier > row.tier:
        return ""
    if failed_share is None and row.failed == 0:
        return "how many requests failed was not observed"
    if row.failed is not None and failed_share is not None and failed_share >= row.failed:
        threshold = f"threshold {_percent(row.failed)}" if row.failed else "no threshold"
        return f"{_percent(failed_share)} of the requests failed ({threshold})"
    if row.users is not None and users is not None and users >= row.users:
        return f"{users} users affected (threshold {row.users})"
    return ""


def _percent(share: float) -> str:
    """`0.0%` is none at all, and nothing else."""
    return "under 0.1%" if 0 < share < 0.001 else f"{share:.1%}"

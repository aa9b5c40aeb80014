"""Who plays which part in a drill: drawn from the seed, and known to the drill alone until the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SERVICES: Final = ("order-service", "billing-api", "notification-service")
CALLERS: Final[Mapping[str, tuple[str, ...]]] = {
    "order-service": ("billing-api", "notification-service"),
    "billing-api": ("order-service",),
    "notification-service": ("order-service",),
}
"""Who calls whom with a certificate of its own, the storefront aside, whose releases the drill leaves alone."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What the seed drew: where it breaks, which replica (from 0) a rollout leaves for last, after which delay; the
    caller whose client is old; and where the decoy goes."""

    service: str
    spared: int
    delay_seconds: float
    old_caller: str
    decoy_service: str

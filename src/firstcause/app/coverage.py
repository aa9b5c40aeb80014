"""What the configuration has to watch with, beyond its catalogue."""

from __future__ import annotations

from firstcause.config.schema import Config
from firstcause.review.coverage import Means


def means(config: Config) -> Means:
    """What the configuration has beyond the catalogue."""
    return Means(
        prometheus=config.prometheus is not None,
        changes=config.learns_of_changes,
        announces=bool(config.detect.expiry_horizon),
        deployers=tuple(d.name for d in config.deployers),
    )

"""Whether a check speaks of a service that the configuration has."""

from __future__ import annotations

from firstcause.config.schema import Config
from firstcause.review.checks import Proof, Verdict


def unknown_service(name: str, config: Config) -> Proof | None:
    """Why nothing can be proved of it; None where it is known."""
    if any(service.name == name for service in config.catalogue):
        return None
    return Proof(Verdict.UNABLE, f"{config.path.name} has no service {name}")

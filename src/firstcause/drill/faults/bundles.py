"""Releases for the drill: one whose certificate bundle has a property broken, and healthy ones beside it."""

from __future__ import annotations

from datetime import datetime

from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.releases import prepare_release
from firstcause.pki.faults import FAULTS, Recipe


def broken(fleet: Fleet, service: str, release: str, code: str, now: datetime) -> None:
    """A release whose bundle has exactly the fault of this code. Raises KeyError for a code without a fault."""
    bundle = FAULTS[code](_recipe(fleet, service, now))
    prepare_release(fleet.layout, service, release, bundle.bundle_pem, bundle.key_pem)


def healthy(fleet: Fleet, service: str, release: str, now: datetime) -> None:
    """A release with a renewed certificate and its whole chain."""
    bundle = _recipe(fleet, service, now).bundle()
    prepare_release(fleet.layout, service, release, bundle.bundle_pem, bundle.key_pem)


def _recipe(fleet: Fleet, service: str, now: datetime) -> Recipe:
    described = fleet.layout.service(service)
    return Recipe(fleet.authority.issuing, service, (described.server_name,), now)

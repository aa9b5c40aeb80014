"""A release that no longer mounts its client certificate: it calls without one."""

from __future__ import annotations

from firstcause.drill.faults.fault import Replaced, Stage
from firstcause.drill.fleet.contexts import CLIENT_BUNDLE, CLIENT_KEY


def client_certificate_missing(_stage: Stage) -> Replaced:
    """The two files are left out."""
    return {CLIENT_BUNDLE: None, CLIENT_KEY: None}

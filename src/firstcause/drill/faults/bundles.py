"""Releases whose server bundle has exactly one property broken, by the fault's code."""

from __future__ import annotations

from firstcause.drill.faults.fault import Replaced, Stage
from firstcause.drill.fleet.contexts import BUNDLE, KEY
from firstcause.pki.faults import FAULTS


def incomplete_chain(stage: Stage) -> Replaced:
    """The leaf alone, without its intermediate."""
    return _broken(stage, "tls/incomplete-chain")


def name_mismatch(stage: Stage) -> Replaced:
    """A certificate that is not valid for the service's name."""
    return _broken(stage, "tls/name-mismatch")


def unknown_ca(stage: Stage) -> Replaced:
    """A complete chain below a root that no caller trusts."""
    return _broken(stage, "tls/unknown-ca")


def _broken(stage: Stage, code: str) -> Replaced:
    bundle = FAULTS[code](stage.recipe())
    return {BUNDLE: bundle.bundle_pem, KEY: bundle.key_pem}

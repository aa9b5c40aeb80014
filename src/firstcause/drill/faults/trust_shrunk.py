"""A caller's trust bundle loses the root that issued everybody: it rejects all of its callees."""

from __future__ import annotations

from firstcause.drill.faults.fault import Replaced, Stage
from firstcause.drill.fleet.contexts import TRUST
from firstcause.pki.authority import root


def trust_shrunk(stage: Stage) -> Replaced:
    """Another root is left in the bundle, as after a rotation that removed the wrong one."""
    return {TRUST: root("Drill Root CA 2", stage.now).certificate_pem}

"""A caller's client certificate reaches its end: its callees refuse it, and nothing was deployed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstcause.drill.faults.fault import FIXED_RELEASE, REPAIRED_BY, SHORT_SOAK_SECONDS, Stage
from firstcause.drill.fleet import releases
from firstcause.drill.fleet.contexts import CLIENT_BUNDLE, CLIENT_KEY
from firstcause.pki.authority import LEAF_LIFETIME


@dataclass(frozen=True, slots=True)
class ClientCertificateExpired:
    """The client leaf's notAfter is the moment of the fault; the server's own certificate is well."""

    def prepare(self, stage: Stage, at: datetime) -> None:
        """All replicas get a client certificate that is valid until then."""
        began = stage.now
        releases.renew_in_place(stage.fleet.layout, stage.service.name, _client_files(stage, began, at - began))

    def inject(self, stage: Stage) -> None:
        """Time does it."""

    def repair(self, stage: Stage) -> None:
        """Somebody issues a new one."""
        files = _client_files(stage, stage.now, LEAF_LIFETIME)
        releases.derive_release(stage.fleet.layout, stage.service.name, FIXED_RELEASE, files, kind="certificate")
        stage.roll_out(FIXED_RELEASE, by=REPAIRED_BY, soak_seconds=SHORT_SOAK_SECONDS)


def _client_files(stage: Stage, now: datetime, lifetime: timedelta) -> dict[str, bytes]:
    bundle = stage.fleet.authority.client_leaf(stage.service, now, lifetime)
    return {CLIENT_BUNDLE: bundle.bundle_pem, CLIENT_KEY: bundle.key_pem}

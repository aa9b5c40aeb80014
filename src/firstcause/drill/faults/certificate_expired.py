"""A server's certificate reaches its end: nothing is deployed, and nothing can be rolled back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcause.drill.faults.fault import FIXED_RELEASE, REPAIRED_BY, SHORT_SOAK_SECONDS, Stage, renewed
from firstcause.drill.fleet import releases
from firstcause.drill.fleet.contexts import BUNDLE, KEY
from firstcause.pki.authority import leaf


@dataclass(frozen=True, slots=True)
class CertificateExpired:
    """The leaf's notAfter is the moment of the fault (RFC 5280 section 4.1.2.5)."""

    def prepare(self, stage: Stage, at: datetime) -> None:
        """All replicas get a certificate that is valid until then."""
        began = stage.now
        issuing, service = stage.fleet.authority.issuing, stage.service
        bundle = leaf(issuing, service.name, [service.server_name], began, lifetime=at - began)
        files = {BUNDLE: bundle.bundle_pem, KEY: bundle.key_pem}
        releases.renew_in_place(stage.fleet.layout, service.name, files)

    def inject(self, stage: Stage) -> None:
        """Time does it."""

    def repair(self, stage: Stage) -> None:
        """Somebody issues a new one."""
        files = renewed(stage)
        releases.derive_release(stage.fleet.layout, stage.service.name, FIXED_RELEASE, files, kind="certificate")
        stage.roll_out(FIXED_RELEASE, by=REPAIRED_BY, soak_seconds=SHORT_SOAK_SECONDS)

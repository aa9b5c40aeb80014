"""The run's own certificate authority: a root that everybody trusts, and an issuing CA, kept in `DIR/ca`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from firstcause.drill.fleet.files import PRIVATE, write_new
from firstcause.drill.fleet.layout import ServiceLayout
from firstcause.pki.authority import LEAF_LIFETIME, Authority, Bundle, Usage, intermediate, leaf, root


@dataclass(frozen=True, slots=True)
class RunAuthority:
    """Root and issuing CA of one run."""

    root: Authority
    issuing: Authority

    def leaf(self, service: ServiceLayout, now: datetime) -> Bundle:
        """A healthy bundle for the service: CN is its name, the DNS name is what callers ask for."""
        return leaf(self.issuing, service.name, [service.server_name], now)

    def client_leaf(self, service: ServiceLayout, now: datetime, lifetime: timedelta = LEAF_LIFETIME) -> Bundle:
        """What the service presents where it is the caller."""
        usages = [Usage.CLIENT]
        return leaf(self.issuing, service.name, [service.server_name], now, usages=usages, lifetime=lifetime)


def create_authority(directory: Path, now: datetime) -> RunAuthority:
    """Make both and write `root.pem`, `issuing.pem` and, readable by the owner alone, their keys."""
    directory.mkdir(mode=0o700)
    top = root("Drill Root CA", now)
    authority = RunAuthority(top, intermediate(top, "Drill Issuing CA 1", now))
    for name, who in (("root", authority.root), ("issuing", authority.issuing)):
        write_new(directory / f"{name}.pem", who.certificate_pem)
        write_new(directory / f"{name}.key", who.key_pem, mode=PRIVATE)
    return authority

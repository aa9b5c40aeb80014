"""What `firstcause.toml` can say, as values. Defaults suit a team's own services; the drill writes its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from firstcause.detect.policy import DetectPolicy
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.service import Catalogue


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """A person's channels: `console`, or apprise URLs. URLs hold secrets and are named only by their place."""

    name: str
    channels: tuple[str, ...]

    def channel_names(self) -> tuple[str, ...]:
        """`alice:console`, `alice:json-2`: what the log calls them."""
        schemes = (url.partition(":")[0] for url in self.channels)
        return tuple(f"{self.name}:{scheme}-{place}" for place, scheme in enumerate(schemes, 1))


@dataclass(frozen=True, slots=True)
class PageSettings:
    """`[page]`: the escalation, by names of contacts."""

    steps: tuple[str, ...] = ()
    escalate_after: timedelta = timedelta(minutes=5)
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class DeployerSettings:
    """`[deployer.NAME]`: two commands as argument lists, with `{service}`, `{release}` and `{from_release}`."""

    name: str
    current: tuple[str, ...]
    rollback: tuple[str, ...]
    timeout: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`[store]`: where things are kept; paths are absolute by now."""

    url: str
    series: str
    evidence: Path
    vault: Path
    retention: timedelta = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """`[serve]`: where we listen, and the SHA-256 of the tokens that may write, each with its actor."""

    host: str = "127.0.0.1"
    port: int = 8420
    tokens: tuple[str, ...] = ()
    users_key: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file."""

    path: Path
    catalogue: Catalogue
    detect: DetectPolicy
    diagnose: DiagnosePolicy
    mitigate: MitigatePolicy
    page: PageSettings
    store: StoreSettings
    serve: ServeSettings
    contacts: tuple[ContactSettings, ...] = ()
    deployers: tuple[DeployerSettings, ...] = ()
    change_files: tuple[Path, ...] = ()
    scrape_interval: timedelta = timedelta(seconds=15)
    author: str = "SRE"

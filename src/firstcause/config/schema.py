"""What `firstcause.toml` can say, as values. Defaults suit a team's own services; the drill writes its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from firstcause.config.lint import LintSettings
from firstcause.config.prometheus import PrometheusSettings
from firstcause.detect.policy import DetectPolicy
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.exporter.policy import ExporterPolicy
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


class DeployerPreset(StrEnum):
    """Deployers whose commands we know; `commands` are the team's own."""

    COMMANDS = "commands"
    KUBECTL = "kubectl"
    ARGOCD = "argocd"


@dataclass(frozen=True, slots=True)
class DeployerSettings:
    """`[deployer.NAME]`: two commands as argument lists, with `{service}`, `{release}` and `{from_release}`; or a
    preset, which brings its own."""

    name: str
    current: tuple[str, ...] = ()
    rollback: tuple[str, ...] = ()
    timeout: timedelta = timedelta(minutes=5)
    preset: DeployerPreset = DeployerPreset.COMMANDS
    namespace: str = ""  # "": the one that the tool itself takes


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
class GitSettings:
    """`[[sources.changes.git]]`: tags of a repository that are releases, as in `orders-{release}`."""

    repository: Path
    tags: str
    service: str


@dataclass(frozen=True, slots=True)
class KubernetesSettings:
    """`[sources.changes.kubernetes]`: a command that prints Deployments and ReplicaSets, or a file that holds them."""

    command: tuple[str, ...] = ()
    file: str = ""
    label: str = "app.kubernetes.io/name"
    services: Mapping[str, str] = field(default_factory=dict)
    timeout: timedelta = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class GithubSettings:
    """`[sources.changes.github]`: the webhook's secret, and which deployments count."""

    secret: str = ""
    environments: tuple[str, ...] = ("production",)
    release: Literal["sha", "ref"] = "sha"
    services: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """`[sources.changes]` but for its `file`: what is fetched every `interval`, and what is sent to us."""

    received: Path
    secret: str = ""
    interval: timedelta = timedelta(seconds=15)
    git: tuple[GitSettings, ...] = ()
    kubernetes: KubernetesSettings = field(default_factory=KubernetesSettings)
    github: GithubSettings = field(default_factory=GithubSettings)

    @property
    def fetched(self) -> bool:
        """Whether a repository or a cluster is looked at."""
        return bool(self.git or self.kubernetes.command or self.kubernetes.file)

    @property
    def signed(self) -> bool:
        """Whether somebody has a secret under which to send us changes."""
        return bool(self.secret or self.github.secret)


@dataclass(frozen=True, slots=True)
class HeartbeatSettings:
    """`[heartbeat]`: somebody else's dead-man switch. Its URL is a secret; "" means that there is none."""

    url: str = ""
    interval: timedelta = timedelta(seconds=30)


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
    changes: ChangeSettings
    heartbeat: HeartbeatSettings
    contacts: tuple[ContactSettings, ...] = ()
    deployers: tuple[DeployerSettings, ...] = ()
    change_files: tuple[Path, ...] = ()
    scrape_interval: timedelta = timedelta(seconds=15)
    log_interval: timedelta = timedelta(seconds=1)
    prometheus: PrometheusSettings | None = None
    exporter: ExporterPolicy = field(default_factory=ExporterPolicy)
    author: str = "SRE"
    lint: LintSettings = field(default_factory=LintSettings)

    @property
    def learns_of_changes(self) -> bool:
        """Whether any change can come to be known."""
        return bool(self.change_files) or self.changes.fetched or self.changes.signed

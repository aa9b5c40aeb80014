"""Each edge as it is configured: stores, metrics, changes, deployers, channels; and the engine's world of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from firstcause.config.prometheus import PrometheusSettings
from firstcause.config.schema import Config, ContactSettings, DeployerPreset, DeployerSettings
from firstcause.engine.world import Policies, SystemClock, World
from firstcause.model.handshake import HandshakeObserved
from firstcause.page.policy import Contact, PagePolicy
from firstcause.ports import Deployer, EvidenceStore, HandshakeProbe, MetricSource, Notifier
from firstcause.sinks.appriser import AppriseNotifier
from firstcause.sinks.argocd import ArgocdDeployer
from firstcause.sinks.console import ConsoleNotifier
from firstcause.sinks.deployer import CommandDeployer
from firstcause.sinks.kubectl import KubectlDeployer
from firstcause.sources.changes import ChangeFile
from firstcause.sources.discovery import find
from firstcause.sources.freeze import freeze_reason
from firstcause.sources.git_tags import GitTags, TagPattern
from firstcause.sources.kubernetes import KubernetesRollouts, Naming, by_command, from_file
from firstcause.sources.polled import PolledChanges
from firstcause.sources.prometheus.api import PrometheusApi, Server
from firstcause.sources.prometheus.preset import Preset
from firstcause.sources.prometheus.presets.catalogue import preset_named
from firstcause.sources.prometheus.presets.own import own_preset
from firstcause.sources.prometheus.source import PrometheusSource
from firstcause.sources.received import ReceivedChanges
from firstcause.sources.spans_apart import SpansApart
from firstcause.store.database import is_server, open_database
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.evidence_table import EvidenceTable
from firstcause.store.lines import DurableLines
from firstcause.store.log import SqlEventLog
from firstcause.store.series import SqlSeriesStore
from firstcause.store.vault import FileVault

CONSOLE = "console"
discovery = find  # looks for services where `firstcause init` is told to; it needs no configuration


class NoProbe:
    """Stands in where nothing may be probed: reading a finished incident must not touch the network."""

    def submit(self, looks: object) -> None:
        """Nothing is looked at."""

    def collect(self) -> list[tuple[datetime, HandshakeObserved]]:
        """Nothing was seen."""
        return []

    def close(self) -> None:
        """Nothing to give back."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept."""

    log: SqlEventLog
    series: SqlSeriesStore
    evidence: EvidenceStore
    vault: FileVault


@dataclass(frozen=True, slots=True)
class ChangeSources:
    """Where we learn of changes: files, what was sent to us, and what is fetched in the background."""

    files: tuple[ChangeFile, ...]
    received: ReceivedChanges
    polled: tuple[PolledChanges, ...]

    def all(self) -> tuple[ChangeFile | ReceivedChanges | PolledChanges, ...]:
        """In the order in which they are asked."""
        return *self.files, self.received, *self.polled


def open_stores(config: Config, closing: ExitStack) -> Stores:
    """All that is kept, opened; `closing` closes it."""
    database = open_database(config.store.url)
    closing.callback(database.close)
    series = SqlSeriesStore(config.store.series)
    closing.callback(series.close)
    # Whoever reads the log of a server from another machine must find its evidence there too.
    shared = is_server(config.store.url)
    evidence = EvidenceTable(database) if shared else EvidenceFiles(config.store.evidence)
    return Stores(SqlEventLog(database), series, evidence, FileVault(config.store.vault))


def metrics_of(config: Config, stores: Stores, closing: ExitStack) -> tuple[MetricSource, PrometheusSource | None]:
    """Who answers queries, and the metrics server among them; nothing is asked of it yet."""
    if config.prometheus is None:
        return stores.series, None
    one = config.prometheus
    api = metrics_server(one)
    closing.callback(api.close)
    preset = metrics_preset(one)
    known = one.resolution.total_seconds() if one.resolution else 0.0
    source = PrometheusSource(api, preset, config.catalogue, resolution_seconds=known)
    return SpansApart(source, stores.series), source


def metrics_server(one: PrometheusSettings) -> PrometheusApi:
    """The server as it is configured; the caller closes it."""
    return PrometheusApi(
        Server(
            url=one.url,
            token=one.token,
            user=one.user,
            password=one.password,
            ca=one.ca,
            client_cert=one.client_cert,
            client_key=one.client_key,
            timeout_seconds=one.timeout.total_seconds(),
        )
    )


def metrics_preset(one: PrometheusSettings) -> Preset:
    """Under which names the server keeps what is asked for."""
    preset = own_preset(**asdict(one.queries)) if one.queries else preset_named(one.preset)
    return preset.where(one.where)


def change_sources(config: Config) -> ChangeSources:
    """Everything in `[sources.changes]`; nothing is fetched yet."""
    settings = config.changes
    cluster = settings.kubernetes
    naming = Naming(cluster.label, cluster.services)
    looks: list[GitTags | KubernetesRollouts] = []
    looks += [GitTags(row.repository, TagPattern(row.tags, row.service)) for row in settings.git]
    if cluster.command:
        fetch = by_command(cluster.command, cluster.timeout.total_seconds())
        looks.append(KubernetesRollouts(f"kubernetes by {cluster.command[0]}", fetch, naming))
    elif cluster.file:
        looks.append(KubernetesRollouts(f"kubernetes in {cluster.file}", from_file(Path(cluster.file)), naming))
    return ChangeSources(
        tuple(ChangeFile(path) for path in config.change_files),
        ReceivedChanges(settings.received, DurableLines(settings.received).append),
        tuple(PolledChanges(one.name, one.look, settings.interval.total_seconds()) for one in looks),
    )


def world_of(
    config: Config,
    stores: Stores,
    probe: HandshakeProbe,
    metrics: MetricSource,
    changes: ChangeSources,
    resolution: timedelta = timedelta(seconds=15),
) -> World:
    """The ports that the engine is given."""
    return World(
        clock=SystemClock(),
        log=stores.log,
        effects=stores.log,
        evidence=stores.evidence,
        metrics=metrics,
        changes=changes.all(),
        probe=probe,
        notifiers=dict(_notifiers(config.contacts)),
        deployers={d.name: _deployer(d) for d in config.deployers},
        vault=stores.vault,
        catalogue=config.catalogue,
        policies=_policies(config, resolution),
        frozen=partial(freeze_reason, config.mitigate.freeze_file),
    )


def _deployer(settings: DeployerSettings) -> Deployer:
    seconds = settings.timeout.total_seconds()
    match settings.preset:
        case DeployerPreset.KUBECTL:
            return KubectlDeployer(settings.name, settings.namespace, seconds)
        case DeployerPreset.ARGOCD:
            return ArgocdDeployer(settings.name, settings.namespace, seconds)
        case DeployerPreset.COMMANDS:
            return CommandDeployer(settings.name, settings.current, settings.rollback, seconds)


def _notifiers(contacts: tuple[ContactSettings, ...]) -> list[tuple[str, Notifier]]:
    return [
        (name, ConsoleNotifier(sys.stdout) if url == CONSOLE else AppriseNotifier(url))
        for contact in contacts
        for name, url in zip(contact.channel_names(), contact.channels, strict=True)
    ]


def _policies(config: Config, resolution: timedelta) -> Policies:
    by_name: Mapping[str, ContactSettings] = {c.name: c for c in config.contacts}
    steps = tuple(Contact(name, by_name[name].channel_names()) for name in config.page.steps)
    link = f"http://{config.serve.host}:{config.serve.port}/api/v1/incidents/{{incident}}"
    return Policies(
        detect=config.detect,
        page=PagePolicy(steps, config.page.escalate_after, link, config.page.shadow),
        diagnose=config.diagnose,
        mitigate=config.mitigate,
        resolution=resolution,
        author=config.author,
    )

"""The composition root: the only place where configuration meets sources, sinks and store."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from logging import getLogger
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from firstcause.config.prometheus import PrometheusSettings
from firstcause.config.schema import Config, ContactSettings, DeployerPreset, DeployerSettings
from firstcause.engine.desk import Desk
from firstcause.engine.document import Documents, figures_path
from firstcause.engine.effects import Performer
from firstcause.engine.engine import Engine
from firstcause.engine.loop import Loop
from firstcause.engine.workers import Workers
from firstcause.engine.world import Policies, SystemClock, World
from firstcause.eventlog.codec import from_json
from firstcause.eventlog.names import evidence_names
from firstcause.model.errors import FirstcauseError, NotificationError
from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.impact import Impact
from firstcause.page.policy import Contact, PagePolicy
from firstcause.ports import Deployer, EvidenceStore, HandshakeProbe, MetricSource, Notifier
from firstcause.record.case import figure_evidence
from firstcause.sinks.appriser import AppriseNotifier
from firstcause.sinks.argocd import ArgocdDeployer
from firstcause.sinks.console import ConsoleNotifier
from firstcause.sinks.deployer import CommandDeployer
from firstcause.sinks.heartbeat import Heartbeat
from firstcause.sinks.kubectl import KubectlDeployer
from firstcause.sources.change_intake import ChangeIntake
from firstcause.sources.changes import ChangeFile
from firstcause.sources.discovery import find
from firstcause.sources.freeze import freeze_reason
from firstcause.sources.git_tags import GitTags, TagPattern
from firstcause.sources.github import GithubPolicy
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.kubernetes import KubernetesRollouts, Naming, by_command, from_file
from firstcause.sources.logs.watch import LogWatch
from firstcause.sources.otlp import decode_traces
from firstcause.sources.polled import PolledChanges
from firstcause.sources.prometheus.api import PrometheusApi, Server
from firstcause.sources.prometheus.preset import Preset
from firstcause.sources.prometheus.presets.catalogue import preset_named
from firstcause.sources.prometheus.presets.own import own_preset
from firstcause.sources.prometheus.source import PrometheusSource
from firstcause.sources.received import ReceivedChanges
from firstcause.sources.scrape import Scraper, ScrapeTarget
from firstcause.sources.spans_apart import SpansApart
from firstcause.store.database import is_server, open_database
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.evidence_table import EvidenceTable
from firstcause.store.lines import DurableLines
from firstcause.store.log import SqlEventLog
from firstcause.store.series import SqlSeriesStore
from firstcause.store.vault import FileVault

CONSOLE = "console"
STALLED_SECONDS = 30.0  # without a step that went well: the heartbeat stops, and somebody else calls somebody
HOUSEKEEPING_SECONDS = 3600.0

log = getLogger(__name__)
discovery = find  # looks for services where `firstcause init` is told to; it needs no configuration


def handshake_probe() -> DeepLane:
    """The deep lane, ready to take looks. The caller closes it."""
    return DeepLane()


class _NoProbe:
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


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source of changes: how many of its records were skipped, and what was wrong with some of them."""

    name: str
    skipped: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How a running service is, for whoever asks."""

    shadow: bool
    heartbeat: bool  # whether there is one
    heartbeats_delivered: int
    heartbeats_failed: int
    heartbeat_trouble: str
    changes: tuple[SourceStatus, ...]


class Archive:
    """The stores of a configuration, opened to be read: no probe, no scrape, no loop. A context manager."""

    def __init__(self, config: Config) -> None:
        self._closing = ExitStack()
        self.config = config
        self.stores = _open(config, self._closing)
        self._metrics, _ = _metrics(config, self.stores, self._closing)
        self.world = _world(config, self.stores, _NoProbe(), self._metrics, change_sources(config))
        self.desk = Desk(self.world, wake=lambda: None)

    @property
    def metrics(self) -> MetricSource:
        """Answers queries: from the metrics server where one is configured, else from what was scraped."""
        return self._metrics

    def names(self, incident_id: str) -> Mapping[str, str]:
        """Content id -> short name, of what the log cites and then of what the document's figures stand on."""
        impact = self.impact(incident_id)
        cited = tuple(figure_evidence(impact)) if impact else ()
        return evidence_names(self.desk.events(incident_id), cited)

    def impact(self, incident_id: str) -> Impact | None:
        """The figures as they were published beside the document; None where there are none."""
        document = self.desk.incident(incident_id).rca
        file = self.config.store.vault / figures_path(document)
        if not document or not file.exists():
            return None
        return from_json(Impact, json.loads(file.read_text("utf-8")), where=str(file))

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()


class Service:
    """A running firstcause: engine, workers, scraper, probe. Start it, hand `desk`, `take_traces` and `take_changes` to
    the HTTP edge, and stop it."""

    def __init__(self, config: Config) -> None:
        with ExitStack() as closing:
            self._build(config, closing)
            self._closing = closing.pop_all()  # until here, what was opened is closed again when the rest fails

    def _build(self, config: Config, closing: ExitStack) -> None:
        self.config = config
        self.stores = _open(config, closing)
        wake = Flag()
        probe = DeepLane(expiry_horizon=config.detect.expiry_horizon, finished=wake.set)
        closing.callback(probe.close)
        self.logs = LogWatch({s.name: s.logs for s in config.catalogue}, config.log_interval.total_seconds())
        closing.callback(self.logs.stop)
        metrics, server = _metrics(config, self.stores, closing)
        self.resolution = _resolution(config, server)
        self.changes = change_sources(config)
        self.take_changes = ChangeIntake(self.changes.received, _github(config))
        world = replace(_world(config, self.stores, probe, metrics, self.changes, self.resolution), logs=self.logs)
        self._notifiers = world.notifiers
        self.clock = world.clock
        self._engine = Engine(world)
        self.loop = Loop(self._engine, world.clock, wake)
        performer = Performer(world, Documents(world, self._engine.notebook))
        self._workers = Workers(world, performer, _name_of_this_process(), self.loop.wake)
        self.desk = Desk(world, wake=self.loop.wake)
        self.scraper = Scraper(
            [] if server else [ScrapeTarget(s.name, url) for s in config.catalogue for url in s.metrics],
            config.scrape_interval.total_seconds(),
            self.stores.series.write_scrape,
        )
        self._users_key = _users_key(config)
        self.heartbeat = Heartbeat(
            config.heartbeat.url,
            config.heartbeat.interval.total_seconds(),
            lambda: self.loop.stepping(STALLED_SECONDS),
        )
        self._stopping = Flag()
        self._housekeeping = Thread(target=self._keep_house, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin to watch. Effects that an earlier process left behind are taken up at once."""
        self.scraper.start()
        for source in self.changes.polled:
            source.start()
        self.logs.start()
        self.loop.start(self._workers)
        self.heartbeat.start()
        self._housekeeping.start()

    def stop(self) -> None:
        """Finish the step and, for a few seconds, the effects under way; then give everything back.

        What takes longer (a rollout) goes on, and keeps its lease as long as the process lives.
        """
        self._stopping.set()
        self.heartbeat.stop()
        self.loop.stop()
        self.scraper.stop()
        for source in self.changes.polled:
            source.stop()
        self._closing.close()

    def unfinished(self) -> bool:
        """Whether an effect is still under way."""
        return not self._workers.finish(0.0)

    def give_back(self) -> int:
        """After `stop`, when the process is about to end: how much was still under way, which others may now take
        over."""
        return self._workers.give_back()

    def _keep_house(self) -> None:
        """Look the channels over, so that the first page need not wait for their libraries; then, every hour, forget
        telemetry that is older than the retention. The log and the evidence are kept for good."""
        for name, notifier in self._notifiers.items():
            _look_over(name, notifier)
        while not self._stopping.wait(HOUSEKEEPING_SECONDS):
            try:
                self.stores.series.prune(self.clock.now() - self.config.store.retention)
            except FirstcauseError as error:
                log.warning("telemetry older than the retention could not be forgotten: %s", error)

    def take_traces(self, body: bytes) -> None:
        """Keep the spans of one OTLP request. Raises DecodeError, StorageFullError."""
        self.stores.series.write_spans(decode_traces(body, self._users_key))

    def status(self) -> ServiceStatus:
        """Shadow mode, the heartbeat, and the sources of changes."""
        beat = self.heartbeat
        sources = (SourceStatus(s.name, s.skipped(), tuple(s.problems())[-5:]) for s in self.changes.all())
        return ServiceStatus(
            self.config.page.shadow, beat.wanted, beat.delivered, beat.failed, beat.trouble, tuple(sources)
        )

    def ready(self) -> list[str]:
        """Why we could not accept and page now; empty when we could."""
        reasons = [] if self.loop.alive else ["the engine has stopped"]
        return [*reasons, *([self.loop.trouble] if self.loop.trouble else [])]


def _name_of_this_process() -> str:
    """Under which effects are leased. In containers every process may be number 1 of a host with the same name."""
    return f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"


def look_again(look: Look) -> HandshakeObserved:
    """Take one look now."""
    lane = DeepLane()
    try:
        return lane.look_once(look)
    finally:
        lane.close()


def _open(config: Config, closing: ExitStack) -> Stores:
    database = open_database(config.store.url)
    closing.callback(database.close)
    series = SqlSeriesStore(config.store.series)
    closing.callback(series.close)
    # Whoever reads the log of a server from another machine must find its evidence there too.
    shared = is_server(config.store.url)
    evidence = EvidenceTable(database) if shared else EvidenceFiles(config.store.evidence)
    return Stores(SqlEventLog(database), series, evidence, FileVault(config.store.vault))


def _metrics(config: Config, stores: Stores, closing: ExitStack) -> tuple[MetricSource, PrometheusSource | None]:
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


def _resolution(config: Config, server: PrometheusSource | None) -> timedelta:
    """How fine the telemetry is. The metrics server is asked once, at the start."""
    return timedelta(seconds=server.resolution(datetime.now(UTC))) if server else config.scrape_interval


def _github(config: Config) -> GithubPolicy:
    github = config.changes.github
    return GithubPolicy(github.environments, github.services, github.release)


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


def _world(
    config: Config,
    stores: Stores,
    probe: HandshakeProbe,
    metrics: MetricSource,
    changes: ChangeSources,
    resolution: timedelta = timedelta(seconds=15),
) -> World:
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


def _look_over(name: str, notifier: Notifier) -> None:
    """Say at once what would otherwise only be found by a page that does not arrive."""
    if isinstance(notifier, AppriseNotifier):
        try:
            notifier.check()
        except NotificationError as error:
            log.warning("the channel %s will not work: %s", name, error)


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


def _users_key(config: Config) -> bytes:
    """The key under which users are counted: configured, or made once and kept beside the vault for its owner alone."""
    if config.serve.users_key:
        return config.serve.users_key.encode()
    file = Path(config.store.evidence).parent / "users.key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(descriptor, "wb") as opened:
        key = secrets.token_hex(32).encode()
        opened.write(key)
    return key

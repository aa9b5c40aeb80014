"""The composition root: the only place where configuration meets sources, sinks and store."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from firstcause.config.schema import Config, ContactSettings
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
from firstcause.ports import HandshakeProbe, MetricSource, Notifier
from firstcause.record.case import figure_evidence
from firstcause.sinks.appriser import AppriseNotifier
from firstcause.sinks.console import ConsoleNotifier
from firstcause.sinks.deployer import CommandDeployer
from firstcause.sinks.heartbeat import Heartbeat
from firstcause.sources.change_intake import ChangeIntake
from firstcause.sources.changes import ChangeFile
from firstcause.sources.git_tags import GitTags, TagPattern
from firstcause.sources.github import GithubPolicy
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.kubernetes import KubernetesRollouts, Naming, by_command, from_file
from firstcause.sources.otlp import decode_traces
from firstcause.sources.polled import PolledChanges
from firstcause.sources.received import ReceivedChanges
from firstcause.sources.scrape import Scraper, ScrapeTarget
from firstcause.store.database import open_database
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.lines import DurableLines
from firstcause.store.log import SqlEventLog
from firstcause.store.series import SqlSeriesStore
from firstcause.store.vault import FileVault

CONSOLE = "console"
STALLED_SECONDS = 30.0  # without a step that went well: the heartbeat stops, and somebody else calls somebody
HOUSEKEEPING_SECONDS = 3600.0

log = getLogger(__name__)


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
    """Everything that is on disk."""

    log: SqlEventLog
    series: SqlSeriesStore
    evidence: EvidenceFiles
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
        world = _world(config, self.stores, _NoProbe(), _change_sources(config))
        self.desk = Desk(world, wake=lambda: None)

    @property
    def metrics(self) -> MetricSource:
        """Answers queries from what was scraped."""
        return self.stores.series

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
        self.changes = _change_sources(config)
        self.take_changes = ChangeIntake(self.changes.received, _github(config))
        world = _world(config, self.stores, probe, self.changes)
        self._notifiers = world.notifiers
        self.clock = world.clock
        self._engine = Engine(world)
        self.loop = Loop(self._engine, world.clock, wake)
        performer = Performer(world, Documents(world, self._engine.notebook))
        self._workers = Workers(world, performer, _owner(), self.loop.wake)
        self.desk = Desk(world, wake=self.loop.wake)
        self.scraper = Scraper(
            [ScrapeTarget(s.name, url) for s in config.catalogue for url in s.metrics],
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
    return Stores(SqlEventLog(database), series, EvidenceFiles(config.store.evidence), FileVault(config.store.vault))


def _owner() -> str:
    """Under which name effects are leased: a successor in the same process must not be taken for its predecessor."""
    return f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(2)}"


def _github(config: Config) -> GithubPolicy:
    github = config.changes.github
    return GithubPolicy(github.environments, github.services, github.release)


def _change_sources(config: Config) -> ChangeSources:
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


def _world(config: Config, stores: Stores, probe: HandshakeProbe, changes: ChangeSources) -> World:
    return World(
        clock=SystemClock(),
        log=stores.log,
        effects=stores.log,
        evidence=stores.evidence,
        metrics=stores.series,
        changes=changes.all(),
        probe=probe,
        notifiers=dict(_notifiers(config.contacts)),
        deployers={
            d.name: CommandDeployer(d.name, d.current, d.rollback, d.timeout.total_seconds()) for d in config.deployers
        },
        vault=stores.vault,
        catalogue=config.catalogue,
        policies=_policies(config),
    )


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


def _policies(config: Config) -> Policies:
    by_name: Mapping[str, ContactSettings] = {c.name: c for c in config.contacts}
    steps = tuple(Contact(name, by_name[name].channel_names()) for name in config.page.steps)
    link = f"http://{config.serve.host}:{config.serve.port}/api/v1/incidents/{{incident}}"
    return Policies(
        detect=config.detect,
        page=PagePolicy(steps, config.page.escalate_after, link, config.page.shadow),
        diagnose=config.diagnose,
        mitigate=config.mitigate,
        resolution=config.scrape_interval,
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

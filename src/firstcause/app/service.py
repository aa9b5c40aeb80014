"""A running firstcause, from its configuration to its threads."""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from logging import getLogger
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from firstcause.app.wiring import change_sources, metrics_of, open_stores, world_of
from firstcause.config.schema import Config
from firstcause.engine.desk import Desk
from firstcause.engine.document import Documents
from firstcause.engine.effects import Performer
from firstcause.engine.engine import Engine
from firstcause.engine.loop import Loop
from firstcause.engine.workers import Workers
from firstcause.model.errors import FirstcauseError, NotificationError
from firstcause.ports import Notifier
from firstcause.sinks.appriser import AppriseNotifier
from firstcause.sinks.heartbeat import Heartbeat
from firstcause.sources.change_intake import ChangeIntake
from firstcause.sources.github import GithubPolicy
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.lightly import Lightly
from firstcause.sources.handshake.shared import SharedLane
from firstcause.sources.logs.watch import LogWatch
from firstcause.sources.otlp import decode_traces
from firstcause.sources.prometheus.source import PrometheusSource
from firstcause.sources.scrape import Scraper, ScrapeTarget

STALLED_SECONDS = 30.0  # without a step that went well: the heartbeat stops, and somebody else calls somebody
HOUSEKEEPING_SECONDS = 3600.0

log = getLogger(__name__)


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


class Service:
    """A running firstcause: engine, workers, scraper, probe. Start it, hand `desk`, `looks`, `take_traces` and
    `take_changes` to the HTTP edge, and stop it."""

    def __init__(self, config: Config) -> None:
        with ExitStack() as closing:
            self._build(config, closing)
            self._closing = closing.pop_all()  # until here, what was opened is closed again when the rest fails

    def _build(self, config: Config, closing: ExitStack) -> None:
        self.config = config
        self.stores = open_stores(config, closing)
        wake = Flag()
        light = Lightly() if config.detect.light else None
        lane = DeepLane(expiry_horizon=config.detect.expiry_horizon, light=light)
        self.looks = probe = SharedLane(lane, config.detect.looks_per_minute, finished=wake.set)
        closing.callback(probe.close)
        self.logs = LogWatch({s.name: s.logs for s in config.catalogue}, config.log_interval.total_seconds())
        closing.callback(self.logs.stop)
        metrics, server = metrics_of(config, self.stores, closing)
        self.resolution = _resolution(config, server)
        self.changes = change_sources(config)
        self.take_changes = ChangeIntake(self.changes.received, _github(config))
        world = replace(world_of(config, self.stores, probe, metrics, self.changes, self.resolution), logs=self.logs)
        self._notifiers = world.notifiers
        self.clock = world.clock
        self._engine = Engine(world)
        self.loop = Loop(self._engine, world.clock, wake)
        performer = Performer(world, Documents(world))
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


def _resolution(config: Config, server: PrometheusSource | None) -> timedelta:
    """How fine the telemetry is. The metrics server is asked once, at the start."""
    return timedelta(seconds=server.resolution(datetime.now(UTC))) if server else config.scrape_interval


def _github(config: Config) -> GithubPolicy:
    github = config.changes.github
    return GithubPolicy(github.environments, github.services, github.release)


def _look_over(name: str, notifier: Notifier) -> None:
    """Say at once what would otherwise only be found by a page that does not arrive."""
    if isinstance(notifier, AppriseNotifier):
        try:
            notifier.check()
        except NotificationError as error:
            log.warning("the channel %s will not work: %s", name, error)


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

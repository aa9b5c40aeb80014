"""Everything that the engine is given: the ports to the world, the catalogue, and the policies of the stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from firstcause.detect.policy import DetectPolicy
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.evidence import Unobserved
from firstcause.model.logs import LogTally
from firstcause.model.service import Catalogue
from firstcause.model.window import Window
from firstcause.page.policy import PagePolicy
from firstcause.ports import (
    ChangeSource,
    Clock,
    Deployer,
    EffectQueue,
    EventLog,
    EvidenceStore,
    HandshakeProbe,
    LogSource,
    MetricSource,
    Notifier,
    Vault,
)


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)


class NoLogs:
    """Stands in where no logs are followed."""

    def tally(self, window: Window, before: Window) -> LogTally | Unobserved:  # noqa: ARG002 - the port's shape
        """Why there is no answer."""
        return Unobserved("logs: none are followed here")

    def problems(self) -> tuple[str, ...]:
        """Nothing stood in the way."""
        return ()


@dataclass(frozen=True, slots=True)
class Policies:
    """What each stage has been told by the team. `resolution` is how fine the telemetry is (the scrape interval)."""

    detect: DetectPolicy = field(default_factory=DetectPolicy)
    page: PagePolicy = field(default_factory=PagePolicy)
    diagnose: DiagnosePolicy = field(default_factory=DiagnosePolicy)
    mitigate: MitigatePolicy = field(default_factory=MitigatePolicy)
    resolution: timedelta = timedelta(seconds=15)
    author: str = "SRE"


@dataclass(frozen=True, slots=True)
class World:
    """The ports. `notifiers` by channel, `deployers` by their name in the configuration; `frozen` tells why another
    tool wants nothing changed now, or ""."""

    clock: Clock
    log: EventLog
    effects: EffectQueue
    evidence: EvidenceStore
    metrics: MetricSource
    changes: tuple[ChangeSource, ...]
    probe: HandshakeProbe
    notifiers: Mapping[str, Notifier]
    deployers: Mapping[str, Deployer]
    vault: Vault
    catalogue: Catalogue
    policies: Policies
    frozen: Callable[[], str] = lambda: ""
    logs: LogSource = field(default_factory=NoLogs)

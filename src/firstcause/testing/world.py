"""A whole world of fakes, and a small shop in it: storefront -> order-service -> billing-api.

`World` is the engine's own; the engine cannot tell that nothing here is real. Whatever a test wants to break or to
look at afterwards is a field of `Fakes`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Protocol

from firstcause.detect.policy import BurnRow, DetectPolicy
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.engine.world import Policies, World
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.incident import Urgency
from firstcause.model.service import Catalogue, MitigationMode
from firstcause.page.policy import Contact, PagePolicy
from firstcause.ports import EffectQueue, EventLog, EvidenceStore, Vault
from firstcause.testing.builders import service
from firstcause.testing.clock import FakeClock
from firstcause.testing.edges import FakeChanges, FakeDeployer, FakeNotifier, ScriptedProbe
from firstcause.testing.memory import MemoryLog
from firstcause.testing.stores import MemoryEvidence, MemoryVault
from firstcause.testing.telemetry import ScriptedTelemetry

SHOP: Final = Catalogue(
    (
        service("storefront", "order-service", replicas=1, deployer=""),
        service("order-service", "billing-api"),
        service("billing-api", tier=2),
    )
)
"""The entry, the service that usually breaks, and one below it."""

QUICK: Final = Policies(
    detect=DetectPolicy(
        interval=timedelta(seconds=1),
        second_look=timedelta(milliseconds=500),
        looks_per_minute=240,
        expiry_horizon=timedelta(0),
        baseline=timedelta(seconds=15),
        traffic_window=timedelta(seconds=10),
        burn=(BurnRow(timedelta(seconds=10), timedelta(seconds=3), 20.0, Urgency.PAGE),),
        recovery_quiet=timedelta(seconds=4),
        resolve_after=timedelta(seconds=8),
    ),
    page=PagePolicy((Contact("alice", ("mail:alice",)), Contact("bob", ("mail:bob",))), timedelta(seconds=30)),
    diagnose=DiagnosePolicy(gather=timedelta(seconds=2), settle=timedelta(seconds=6)),
    mitigate=MitigatePolicy(verify_within=timedelta(seconds=30)),
    resolution=timedelta(seconds=1),
)
"""Policies for a story of a minute: a look a second, alice first and bob after half a minute."""


class LogAndQueue(EventLog, EffectQueue, Protocol):
    """The two are one thing, since a fact and its effects are one transaction."""


@dataclass(slots=True)
class Fakes:
    """Every port, as the test can script and read it. `log`, `evidence` and `vault` may also be the real ones."""

    clock: FakeClock = field(default_factory=FakeClock)
    log: LogAndQueue = field(default_factory=MemoryLog)
    evidence: EvidenceStore = field(default_factory=MemoryEvidence)
    vault: Vault = field(default_factory=MemoryVault)
    metrics: ScriptedTelemetry = field(default_factory=ScriptedTelemetry)
    changes: FakeChanges = field(default_factory=FakeChanges)
    deployer: FakeDeployer = field(default_factory=FakeDeployer)
    notifiers: dict[str, FakeNotifier] = field(default_factory=dict)
    probe: ScriptedProbe = field(init=False)

    def __post_init__(self) -> None:
        self.probe = ScriptedProbe(self.clock)


def world(fakes: Fakes, catalogue: Catalogue = SHOP, policies: Policies = QUICK) -> World:
    """The fakes as the engine's world: a notifier for every channel of the policies, and one deployer, `fleet`."""
    for contact in policies.page.steps:
        for channel in contact.channels:
            fakes.notifiers.setdefault(channel, FakeNotifier())
    return World(
        clock=fakes.clock,
        log=fakes.log,
        effects=fakes.log,
        evidence=fakes.evidence,
        metrics=fakes.metrics,
        changes=(fakes.changes,),
        probe=fakes.probe,
        notifiers=fakes.notifiers,
        deployers={"fleet": fakes.deployer},
        vault=fakes.vault,
        catalogue=catalogue,
        policies=policies,
    )


def with_mode(mode: MitigationMode, catalogue: Catalogue = SHOP) -> Catalogue:
    """The same catalogue with this mode of mitigation everywhere."""
    return replace(catalogue, services=tuple(replace(s, mitigation=mode) for s in catalogue))

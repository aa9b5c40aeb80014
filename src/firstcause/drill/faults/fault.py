"""What a fault of the drill is: what it needs beforehand, how it is brought about, and how a person would repair it.

A fault acts on files, processes and releases of the fleet, as real ones do. It says nothing to the engine: whoever
watches has to find out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from firstcause.drill.cast import Cast
from firstcause.drill.fleet import releases
from firstcause.drill.fleet.behaviour import read_behaviour
from firstcause.drill.fleet.contexts import BUNDLE, KEY
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.layout import ServiceLayout
from firstcause.drill.rollouts import Rollout
from firstcause.model.change import ChangeKind
from firstcause.pki.faults import Recipe

BROKEN_RELEASE: Final = "r42"
FIXED_RELEASE: Final = "r43"
DEPLOYED_BY: Final = "release-train"
REPAIRED_BY: Final = "alice"
SOAK_SECONDS: Final = 120.0
SHORT_SOAK_SECONDS: Final = 2.0

Replaced = Mapping[str, bytes | None]
"""File -> its new content; None where the release leaves it out."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The fleet and the cast: all that a fault may touch."""

    fleet: Fleet
    cast: Cast

    @property
    def now(self) -> datetime:
        """The present moment, in UTC."""
        return datetime.now(UTC)

    @property
    def service(self) -> ServiceLayout:
        """The service that is to break."""
        return self.fleet.layout.service(self.cast.service)

    def recipe(self) -> Recipe:
        """What a healthy server bundle of that service is made of."""
        return Recipe(self.fleet.authority.issuing, self.service.name, (self.service.server_name,), self.now)

    def roll_out(self, release: str, *, by: str, soak_seconds: float) -> Rollout:
        """Begin to deploy a release of that service."""
        rollout = Rollout(
            self.fleet.layout, self.service.name, release, soak_seconds=soak_seconds, by=by, last=self.cast.spared
        )
        return rollout.start()


class Fault(Protocol):
    """One way to break a service, and back."""

    def prepare(self, stage: Stage, at: datetime) -> None:
        """Set the stage before the baseline begins; the harm is to begin at `at`."""
        ...

    def inject(self, stage: Stage) -> Rollout | None:
        """Break it. The rollout that does it, where one does."""
        ...

    def repair(self, stage: Stage) -> None:
        """What a responder does when there is nothing to roll back, or once the harm has stopped."""
        ...


@dataclass(frozen=True, slots=True)
class ReleaseFault:
    """A release of the service in which some files differ. `kind` is what the change event calls it."""

    replaced: Callable[[Stage], Replaced]
    kind: ChangeKind = "deploy"

    def prepare(self, stage: Stage, at: datetime) -> None:
        """Nothing: what is wrong comes with the release."""

    def inject(self, stage: Stage) -> Rollout:
        """It reaches all replicas but one, as rollouts do that somebody should have stopped."""
        layout, service = stage.fleet.layout, stage.service.name
        releases.derive_release(layout, service, BROKEN_RELEASE, self.replaced(stage), kind=self.kind)
        releases.derive_release(layout, service, FIXED_RELEASE, renewed(stage))
        return stage.roll_out(BROKEN_RELEASE, by=DEPLOYED_BY, soak_seconds=SOAK_SECONDS)

    def repair(self, stage: Stage) -> None:
        """The fixed release goes out, as the seed's hotfix did."""
        stage.roll_out(FIXED_RELEASE, by=DEPLOYED_BY, soak_seconds=SHORT_SOAK_SECONDS)


def renewed(stage: Stage) -> Replaced:
    """A healthy server bundle, freshly issued."""
    bundle = stage.recipe().bundle()
    return {BUNDLE: bundle.bundle_pem, KEY: bundle.key_pem}


def behaving(stage: Stage, **differently: Any) -> Replaced:
    """The behaviour files of the current release with these fields changed; only files that differ."""
    present = read_behaviour(stage.fleet.layout.current(stage.service.name))
    before, after = present.files(), replace(present, **differently).files()
    return {name: content for name, content in after.items() if content != before[name]}

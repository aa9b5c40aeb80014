"""The scenarios of the drill: what is broken, where, and what a right answer names.

A scenario draws its service, replicas and delays from the seed. What it injects is known to the drill alone until
the verdict; the engine sees only what it would see of your own services.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from firstcause.model.errors import FirstcauseError

SERVICES: Final = ("order-service", "billing-api", "notification-service")
BROKEN_RELEASE: Final = "r42"
FIXED_RELEASE: Final = "r43"


class UnknownScenarioError(FirstcauseError):
    """There is no scenario of this name."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. `code` is the fault that it injects, "" for none; `decoy` says that something harmless is
    deployed just before."""

    name: str
    tells: str
    code: str = ""
    decoy: bool = False


SCENARIOS: Final = (
    Scenario(
        "tls-handshake-failure",
        "a release whose bundle lacks the intermediate certificate reaches all replicas but one",
        "tls/incomplete-chain",
    ),
    Scenario("no-fault", "nothing is broken: nobody may be paged"),
    Scenario(
        "decoy",
        "a harmless deploy of another service comes just before the real fault",
        "tls/incomplete-chain",
        decoy=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """What the seed drew: where it breaks, which replica is spared, after which delay; and where the decoy goes."""

    service: str
    spared: int  # which replica (from 0) the rollout leaves for last
    delay_seconds: float
    decoy_service: str


def scenario(name: str) -> Scenario:
    """The scenario of this name. Raises UnknownScenarioError."""
    for known in SCENARIOS:
        if known.name == name:
            return known
    listed = ", ".join(s.name for s in SCENARIOS)
    raise UnknownScenarioError(f"there is no scenario {name!r}", hint=f"one of {listed}; see `firstcause drill --list`")


def draw(seed: int, replicas: dict[str, int], on: str = "") -> Cast:
    """Draw the cast. `on` fixes the service; seed 0 is the documented default: order-service, the last spared."""
    random = Random(seed)
    service = on or (SERVICES[0] if seed == 0 else random.choice(SERVICES))
    spared = replicas[service] - 1 if seed == 0 else random.randrange(replicas[service])
    delay = 0.0 if seed == 0 else random.uniform(0.0, 4.0)
    others = [s for s in SERVICES if s != service]
    decoy = "notification-service" if service != "notification-service" else random.choice(others)
    return Cast(service, spared, delay, decoy)

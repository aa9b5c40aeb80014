"""The scenarios of the drill: what is broken, where it may break, and what a right answer names.

A scenario draws its service, replicas and delays from the seed. What it injects is known to the drill alone until
the verdict; the engine sees only what it would see of your own services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from firstcause.drill.cast import CALLERS, SERVICES, Cast
from firstcause.drill.faults import behaviours, bundles
from firstcause.drill.faults.certificate_expired import CertificateExpired
from firstcause.drill.faults.client_certificate_expired import ClientCertificateExpired
from firstcause.drill.faults.client_certificate_missing import client_certificate_missing
from firstcause.drill.faults.dependency_down import DependencyDown
from firstcause.drill.faults.fault import Fault, ReleaseFault
from firstcause.drill.faults.trust_shrunk import trust_shrunk
from firstcause.model.errors import FirstcauseError
from firstcause.model.fault import slug


class UnknownScenarioError(FirstcauseError):
    """There is no scenario of this name, or it cannot play on that service."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario. `code` is what a right answer names, "" for nothing; `on` lists the services that may break;
    `decoy` says that something harmless is deployed just before."""

    name: str
    tells: str
    code: str = ""
    fault: Fault | None = None
    on: tuple[str, ...] = SERVICES
    decoy: bool = False
    old_caller: bool = False  # one caller of the service speaks TLS 1.2 at most


SCENARIOS: Final = (
    Scenario(
        "tls-handshake-failure",
        "a release whose bundle lacks the intermediate certificate reaches all replicas but one",
        "tls/incomplete-chain",
        ReleaseFault(bundles.incomplete_chain),
    ),
    Scenario("no-fault", "nothing is broken: nobody may be paged"),
    Scenario(
        "decoy",
        "a harmless deploy of another service comes just before the real fault",
        "tls/incomplete-chain",
        ReleaseFault(bundles.incomplete_chain),
        decoy=True,
    ),
    Scenario(
        "certificate-expired",
        "a server's certificate reaches its end; nothing was deployed",
        "tls/certificate-expired",
        CertificateExpired(),
    ),
    Scenario(
        "unknown-ca",
        "a server's certificate is issued anew by an authority that its callers do not trust",
        "tls/unknown-ca",
        ReleaseFault(bundles.unknown_ca, "certificate"),
    ),
    Scenario(
        "trust-shrunk",
        "a caller's trust bundle loses the issuing root: it rejects everybody",
        "tls/unknown-ca",
        ReleaseFault(trust_shrunk, "config"),
    ),
    Scenario(
        "name-mismatch",
        "a release whose certificate lacks the service's name",
        "tls/name-mismatch",
        ReleaseFault(bundles.name_mismatch),
    ),
    Scenario(
        "client-certificate-missing",
        "a release that no longer mounts its client certificate",
        "tls/client-certificate-missing",
        ReleaseFault(client_certificate_missing),
    ),
    Scenario(
        "client-certificate-expired",
        "a caller's client certificate reaches its end; nothing was deployed",
        "tls/client-certificate-expired",
        ClientCertificateExpired(),
    ),
    Scenario(
        "no-shared-version",
        "a server's policy moves to TLS 1.3, while one caller speaks 1.2 at most",
        "tls/no-shared-version",
        ReleaseFault(behaviours.no_shared_version, "config"),
        old_caller=True,
    ),
    Scenario(
        "plaintext-server",
        "a release with TLS switched off",
        "tls/plaintext-server",
        ReleaseFault(behaviours.plaintext_server),
    ),
    Scenario(
        "handshake-timeout",
        "a configuration with which connections are accepted and handshakes stall",
        "tls/handshake-timeout",
        ReleaseFault(behaviours.handshake_timeout, "config"),
    ),
    Scenario(
        "slow-dependency",
        "a flag makes the database of billing-api ten times slower; handshakes are well",
        "app/latency",
        ReleaseFault(behaviours.slow_dependency, "flag"),
        on=("billing-api",),
    ),
    Scenario(
        "bad-release",
        "a release that answers two requests of five with 500; handshakes are well",
        "app/errors",
        ReleaseFault(behaviours.bad_release),
    ),
    Scenario(
        "dependency-down",
        "all replicas of a service stop; nothing was deployed",
        "net/connection-refused",
        DependencyDown(),
    ),
)


def scenario(name: str) -> Scenario:
    """The scenario of this name, or the first that injects the fault of this name. Raises UnknownScenarioError."""
    for known in sorted(SCENARIOS, key=lambda one: one.name != name):
        if name and name in (known.name, known.code, slug(known.code)):
            return known
    listed = ", ".join(s.name for s in SCENARIOS)
    raise UnknownScenarioError(f"there is no scenario {name!r}", hint=f"one of {listed}; see `firstcause drill --list`")


def draw(played: Scenario, seed: int, replicas: Mapping[str, int], on: str = "") -> Cast:
    """Draw the cast. `on` fixes the service; seed 0 is the documented default: the first that may break, the last
    replica spared. Raises UnknownScenarioError where the scenario cannot play on that service."""
    if on and on not in played.on:
        raise UnknownScenarioError(f"{played.name} does not play on {on}", hint=f"it plays on {', '.join(played.on)}")
    random = Random(seed)
    service = on or (played.on[0] if seed == 0 else random.choice(played.on))
    spared = replicas[service] - 1 if seed == 0 else random.randrange(replicas[service])
    delay = 0.0 if seed == 0 else random.uniform(0.0, 4.0)
    others = [s for s in SERVICES if s != service]
    decoy = "notification-service" if service != "notification-service" else random.choice(others)
    old_caller = random.choice(CALLERS[service]) if played.old_caller else ""
    return Cast(service, spared, delay, old_caller, decoy)

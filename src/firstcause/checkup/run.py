"""The whole checkup: everything is tried once, and a store that cannot be opened hides nothing else."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from firstcause.app import Archive, handshake_probe
from firstcause.checkup import (
    changes,
    contacts,
    deployers,
    endpoints,
    heartbeat,
    keeping,
    logs,
    metrics_server,
    telemetry,
)
from firstcause.checkup.outcome import Checked, broken
from firstcause.checkup.verdict import Verdict, judge
from firstcause.config.schema import Config
from firstcause.engine.world import SystemClock
from firstcause.model.errors import DeploymentError, FirstcauseError


@dataclass(frozen=True, slots=True)
class Checkup:
    """Every line, and what they add up to."""

    checked: tuple[Checked, ...]
    verdict: Verdict


def run(config: Config) -> Checkup:
    """Try everything that the configuration names."""
    with closing(handshake_probe()) as lane:
        looked = endpoints.check(config, lane.look_all)
    told = [*changes.check(config, SystemClock().now()), *logs.check(config)]
    read = [*metrics_server.check(config), *telemetry.check(config), *told]
    asked, answered = _with_store(config)
    beats = heartbeat.check(config)
    checked = (*looked, *read, *asked, *keeping.folders(config), *beats)
    return Checkup(checked, judge(checked, config.page, answered, bool(config.heartbeat.url)))


def _with_store(config: Config) -> tuple[list[Checked], set[str]]:
    """What needs the log or the engine's own ports; and who has answered a test page. A deployer whose commands ask for
    what nobody could fill in keeps the engine from starting."""
    try:
        with Archive(config) as archive:
            world = archive.world
            now = world.clock.now()
            lines = [
                *contacts.check(config, world.notifiers, world.log, now),
                *deployers.check(config, world.deployers),
                keeping.opened(config),
            ]
            return lines, contacts.answered(config, world.log, now)
    except DeploymentError as error:
        return [broken(deployers.KIND, "", str(error), error.hint)], set()
    except FirstcauseError as error:
        return [keeping.refused(config, error)], set()

"""Does what an RCA proposes, action by action, on a drill that is over: each check fails before and passes after."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from firstcause.drill.fleet.authority import RunAuthority
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.layout import FleetLayout, load
from firstcause.pki.authority import intermediate, root

EXAMPLE = Path(__file__).parents[2] / "examples" / "ci" / "preflight.yml"
SERVICE = "order-service"


@dataclass(frozen=True)
class Repaired:
    """An action of the RCA: its check, what the check said before the repair, and afterwards."""

    command: str
    before: dict[str, object]
    after: dict[str, object]
    typed: int  # what the command leaves with, typed by hand right after the repair


def close_the_loop(folder: Path) -> dict[str, Repaired]:
    """Repair all that the RCA of this drill's folder proposes, the checks asked before and after each repair."""
    done = {}
    with running_again(folder) as layout:
        similar = layout.current("billing-api") / "bundle.pem"
        whole = similar.read_bytes()
        similar.write_bytes(first_certificate(whole))  # a service that has the same fault
        before = proofs(folder)
        for kind, repair in repairs(folder, lambda: similar.write_bytes(whole)).items():
            command = next(c for c in before if c.split()[1] == kind)
            repair()
            done[kind] = (command, run(folder, *shlex.split(command)[1:]).returncode)
        after = proofs(folder)
    return {kind: Repaired(c, before[c], after[c], typed) for kind, (c, typed) in done.items()}


def repairs(folder: Path, heal: Callable[[], object]) -> dict[str, Callable[[], object]]:
    """What a team does for each action."""

    def pipeline() -> None:
        (folder / "deploy.yml").write_text(EXAMPLE.read_text())
        configure(folder, f"[service.{SERVICE}]", 'pipeline = "deploy.yml"')

    def load_it() -> None:
        """A person's shorter scenario, so that nobody waits a minute for a test."""
        scenario = next((folder / "vault" / "RCAs" / "evidence").glob("*/load.toml"))
        configure(folder, f"[service.{SERVICE}]", "load = true")
        scenario.write_text(scenario.read_text().replace('"60s"', '"2s"').replace('"10s"', '"1s"'))
        run(folder, "load", str(scenario))

    def watch() -> None:
        """In a version that is named, and for the day on which a certificate ends."""
        configure(folder, "[view.storefront]", 'min_version = "TLSv1.2"')
        file = folder / "firstcause.toml"
        file.write_text(file.read_text().replace('expiry_horizon = "0s"', 'expiry_horizon = "1h"'))

    return {
        "preflight": pipeline,
        "coverage": watch,
        "runbook": lambda: run(folder, "runbook", "write", "--incident", incident(folder)),
        "load": load_it,
        "sweep": heal,
    }


@contextmanager
def running_again(folder: Path) -> Iterator[FleetLayout]:
    """The drill's own fleet, on its old ports, with what it ran last."""
    layout = load(folder / "fleet")
    top = root("nobody's root", datetime.now(UTC))
    fleet = Fleet(layout, RunAuthority(top, intermediate(top, "nobody's", datetime.now(UTC))), {})
    try:
        for service in layout.services:
            fleet.start_service(service.name)
        yield layout
    finally:
        fleet.stop()


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as somebody types it in the drill's folder."""
    command = [sys.executable, "-m", "firstcause", *arguments]
    environment = {**os.environ, "FIRSTCAUSE_CONFIG": str(folder / "firstcause.toml"), "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder, env=environment)


def proofs(folder: Path) -> dict[str, dict[str, object]]:
    """Check -> what `firstcause actions check` says of it."""
    told = run(folder, "actions", "check", "--format", "json")
    assert told.returncode in (0, 1), told.stderr
    return {one["check"]: one["proof"] for one in json.loads(told.stdout)["actions"] if one["check"]}


def incident(folder: Path) -> str:
    """The only one there is."""
    listed = run(folder, "incident", "list", "--format", "json").stdout
    return str(json.loads(listed.splitlines()[0])["id"])


def configure(folder: Path, table: str, line: str) -> None:
    """One more line in a table of the configuration."""
    file = folder / "firstcause.toml"
    text = file.read_text()
    assert f"{table}" in text
    head, _, tail = text.partition(table)
    rest, newline, more = tail.partition("\n")
    file.write_text(f"{head}{table}{rest}{newline}{line}\n{more}")


def first_certificate(bundle: bytes) -> bytes:
    """The leaf alone."""
    end = b"-----END CERTIFICATE-----\n"
    return bundle.partition(end)[0] + end

"""Whatever ends a drill, nothing of it is left behind: no process, and no port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from firstcause.drill.fleet.layout import load

if TYPE_CHECKING:
    from tests.drill.conftest import Starter

pytestmark = [pytest.mark.drill]

LEFT_SECONDS = 10.0  # bench/cleanup.py measures it; a test on a busy machine only asks whether it ends


def ports(folder: Path) -> list[int]:
    layout = load(folder / "fleet")
    return [p for s in layout.services for r in s.replicas for p in (r.port, r.metrics_port)]


def all_free(numbers: list[int]) -> bool:
    for port in numbers:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    return True


def test_ctrl_c_leaves_nothing_behind(start_drill: Starter) -> None:
    """Ctrl-C during the baseline: exit code 130, every process gone."""
    drill = start_drill("no-fault")
    drill.until("baseline")
    drill.process.send_signal(signal.SIGINT)
    assert drill.process.wait(LEFT_SECONDS) == 130
    assert drill.gone_within(1.0) == []
    assert all_free(ports(drill.folder))


def test_kill_9_of_the_drill_takes_the_fleet_with_it(start_drill: Starter) -> None:
    """kill -9 of the drill itself: children notice that their parent is gone and leave."""
    drill = start_drill("no-fault")
    drill.until("baseline")
    drill.process.kill()
    drill.process.wait()
    assert drill.gone_within(LEFT_SECONDS) == []
    assert all_free(ports(drill.folder))


def test_a_replica_that_is_killed_ends_the_drill_with_its_name(start_drill: Starter) -> None:
    """kill -9 of a replica: the drill says which one died and where its log is, and clears up."""
    drill = start_drill("no-fault")
    drill.until("baseline")
    victim = next(pid for pid in drill.processes() if name_of(pid) == "billing-api-2")
    os.kill(victim, signal.SIGKILL)
    assert drill.process.wait(LEFT_SECONDS) == 2
    drill.until("billing-api-2 died")
    drill.until("hint: see")
    assert drill.gone_within(1.0) == []


def name_of(pid: int) -> str:
    return (Path("/proc") / str(pid) / "comm").read_text().strip()


def test_an_unknown_scenario_lists_what_there_is() -> None:
    """A mistyped scenario costs a second and shows the right names."""
    command = [sys.executable, "-m", "firstcause", "drill", "tls-handshake"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "firstcause: error: there is no scenario 'tls-handshake'" in done.stderr
    assert "hint: one of tls-handshake-failure, no-fault, decoy" in done.stderr

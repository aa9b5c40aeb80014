"""Processes that must not outlive who wanted them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from firstcause.drill.fleet import layout as layouts
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.layout import FleetLayout

Wait = Callable[..., bool]

SUPERVISOR = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from firstcause.drill.fleet import releases
from firstcause.drill.fleet.fleet import Fleet

fleet = Fleet.create(Path(sys.argv[1]), now=datetime.now(UTC))
fleet.start()
bundle = fleet.authority.leaf(fleet.layout.service("billing-api"), datetime.now(UTC))
renewed = {"bundle.pem": bundle.bundle_pem, "key.pem": bundle.key_pem}
releases.derive_release(fleet.layout, "billing-api", "r42", renewed)
releases.deploy(fleet.layout, "billing-api", "r42", soak_seconds=0, by="test")
sys.stdout.write("up\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def _pids(layout: FleetLayout) -> list[int]:
    names = [r.name for s in layout.services for r in s.replicas]
    return [int(json.loads(layout.running(n).read_text())["pid"]) for n in names]


def _is_gone(pid: int) -> bool:
    """A zombie that nobody has waited for yet is gone, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _is_free(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) != 0


def test_a_killed_supervisor_leaves_nothing_behind(tmp_path: Path, wait: Wait) -> None:
    """After kill -9 of the supervisor every replica is gone within 3 s, hot-restarted ones too; ports are free."""
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path / "fleet")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"up\n"
        layout = layouts.load(tmp_path / "fleet")
        pids = _pids(layout)
        assert not any(_is_gone(pid) for pid in pids)
        nursery = int(Path(f"/proc/{pids[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
        supervisor.kill()
        ports = [p for s in layout.services for r in s.replicas for p in (r.port, r.metrics_port)]
        assert wait(lambda: all(map(_is_gone, [*pids, nursery])) and all(map(_is_free, ports)), 3)


def test_the_dead_are_named_and_the_rest_is_stopped(tmp_path: Path, wait: Wait) -> None:
    """A killed replica shows in `dead`; `stop` ends the others and frees their ports."""
    with Fleet.create(tmp_path / "fleet", now=datetime.now(UTC)) as fleet:
        fleet.start()
        assert fleet.dead() == []
        # Sessions of their own: Ctrl-C in the supervisor's terminal must not reach a replica.
        assert os.getsid(0) not in {os.getsid(pid) for pid in _pids(fleet.layout)}
        victim = json.loads(fleet.layout.running("billing-api-2").read_text())["pid"]
        os.kill(victim, signal.SIGKILL)
        assert wait(lambda: fleet.dead() == ["billing-api-2"])
        layout = fleet.layout
        pids = _pids(layout)
    assert all(map(_is_gone, pids))
    assert all(_is_free(r.port) for s in layout.services for r in s.replicas)

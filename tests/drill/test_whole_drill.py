"""The main job, run for real: the fleet, the fault, the loop, the document, the verdict."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.drill.closing import close_the_loop

from firstcause.document.parse import parse

if TYPE_CHECKING:
    from tests.drill.conftest import RunningDrill, Starter

# Two fleets beside each other would measure the machine.
pytestmark = [pytest.mark.drill, pytest.mark.timeout(240)]

SECTIONS = ("Summary", "Timeline", "Root Cause", "Impact", "Resolution", "Lessons Learned", "Action Items")


def verdict(drill: RunningDrill) -> dict[str, object]:
    assert drill.process.stdout is not None
    told = drill.process.stdout.read()
    assert drill.process.wait(200) == 0, "".join(drill.said)
    document: dict[str, object] = json.loads(told)
    return document


def preflight(folder: Path, release: str) -> set[str]:
    """The codes with which callers of order-service would refuse that release's bundle."""
    files = folder / "fleet" / "services" / "order-service" / "releases" / release
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "firstcause",
        "preflight",
        "--chain",
        files / "bundle.pem",
        "--format",
        "json",
    ]
    command += ["--key", files / "key.pem", "--service", "order-service", "--config", folder / "firstcause.toml"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    found = json.loads(done.stdout)
    assert done.returncode == (0 if found["accepted"] else 1), done.stderr
    return {one["code"] for one in found["checked"] if one["code"]}


def test_the_default_drill_is_right_and_leaves_a_document_with_its_plots(start_drill: Starter) -> None:
    """One command: the code, the service and the change are named, one incident, one page, one rollback, one RCA."""
    drill = start_drill("--format", "json")
    said = verdict(drill)
    assert said["verdict"] == "right"
    assert said["found"] == said["injected"]
    assert (said["incidents"], said["pages"], said["repeated_pages"], said["rollbacks"]) == (1, 1, 0, 1)
    text = Path(str(said["rca"])).read_text()
    rca = parse(text)
    assert rca.front.fault == "tls/incomplete-chain"
    assert all(f"## {section}" in text for section in SECTIONS)
    assert sorted(p.suffix for p in (drill.folder / "vault" / "RCAs" / "plots").iterdir()) == [".svg", ".svg"]
    figures = said["figures"]
    assert isinstance(figures, dict)
    for name in ("requests", "failed"):
        assert figures[name]["rca"] == pytest.approx(figures[name]["ledger"], rel=0.02, abs=5), name
    assert said["lint"] == {"error": 0, "warning": 0, "questions": text.count("> [!question]")}
    # What the document proposes to do before each deploy would have kept the broken release out, and lets the fix in.
    assert preflight(drill.folder, "r42") == {"tls/incomplete-chain"}
    assert preflight(drill.folder, "r43") == set()
    assert_that_the_loop_closes(drill.folder)


def assert_that_the_loop_closes(folder: Path) -> None:
    """Each of the five actions that the document proposes: its check fails before the repair, and passes after it."""
    repaired = close_the_loop(folder)
    assert set(repaired) == {"preflight", "coverage", "runbook", "load", "sweep"}
    for kind, one in repaired.items():
        assert one.before["verdict"] == "fails", (kind, one)
        assert (one.after["verdict"], one.typed) == ("passes", 0), (kind, one)


def test_kill_9_of_the_engine_in_the_middle_changes_nothing_but_the_time(start_drill: Starter) -> None:
    """The engine is killed as soon as somebody was paged: same verdict, one page, one rollback, one document."""
    drill = start_drill("--format", "json", "--on", "order-service", name="a crash")
    drill.until("paged")
    os.kill(drill.engine(), signal.SIGKILL)
    drill.until("started again")
    said = verdict(drill)
    assert (said["verdict"], said["incidents"], said["pages"], said["rollbacks"]) == ("right", 1, 1, 1)
    assert said["engine_restarts"] == 1

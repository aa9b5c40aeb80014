"""`firstcause runbook`: the section on a fault, from its page and the log; `coverage` and `preflight` as checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Firstcause = Callable[..., CompletedProcess[str]]
CODE = "tls/incomplete-chain"


def test_an_incident_leaves_its_section(firstcause: Firstcause, stored: Path, closed_port: int) -> None:
    """With this service's address, the evidence, the change; the check finds it."""
    assert firstcause("runbook", "check", "orders", CODE, "--config", stored).returncode == 1
    said = firstcause("runbook", "write", "--incident", "2025-11-07-1", "--config", stored)
    assert said.returncode == 0
    text = (stored.parent / "vault" / "Runbooks" / "runbook-orders.md").read_text()
    assert f"## {CODE}\n" in text
    for told in (f"firstcause probe 127.0.0.1:{closed_port}", "2025-11-07-1", "named tls/incomplete-chain", "(E2)"):
        assert told in text
    assert "behind it the deploy r41 -> r42 of orders" in text
    assert "what helped" not in text.lower().split("seen before")[1]
    check = firstcause("runbook", "check", "orders", CODE, "--config", stored)
    assert (check.returncode, check.stdout) == (0, f"passes: Runbooks/runbook-orders.md#{CODE}\n")


def test_a_section_that_a_person_edited_is_not_written_over(firstcause: Firstcause, stored: Path) -> None:
    """It is told where it stands; --force writes."""
    write = ("runbook", "write", "orders", CODE, "--config", stored)
    firstcause(*write)
    file = stored.parent / "vault" / "Runbooks" / "runbook-orders.md"
    file.write_text(file.read_text().replace("**What helps**", "Call Kim.\n\n**What helps**"))
    said = firstcause(*write)
    assert said.returncode == 1
    assert "runbook-orders.md:3: the section on tls/incomplete-chain was edited" in said.stdout
    assert "Call Kim." in file.read_text()
    assert json.loads(firstcause(*write, "--format", "json").stdout)["kept_line"] == 3
    assert firstcause(*write, "--force").returncode == 0
    assert "Call Kim." not in file.read_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("write",), "name a service and a fault"),
        (("write", "orders", "tls/nothing"), "there is no fault 'tls/nothing'"),
        (("write", "strangers", CODE), "there is no service 'strangers'"),
        (("check", "orders", "nothing"), "there is no fault 'nothing'"),
    ],
)
def test_what_makes_no_sense_is_told(firstcause: Firstcause, stored: Path, words: tuple[str, ...], told: str) -> None:
    """And nothing is written."""
    said = firstcause("runbook", *words, "--config", stored)
    assert said.returncode == 2
    assert told in said.stderr
    assert not (stored.parent / "vault" / "Runbooks").exists()


def test_coverage_of_one_service_tells_of_callers_and_endpoints_that_nobody_declared(
    firstcause: Firstcause, config: Path
) -> None:
    """A caller that suffered, an endpoint that was hit: each is watched, or is a gap with its line."""
    words = ("--service", "orders", "--as", "shop", "--endpoint", "10.0.0.9:443", "--config", config)
    said = firstcause("coverage", *words)
    assert said.returncode == 1
    lines = said.stdout.splitlines()
    assert any(line.split() == ["trust", "of", "shop", "nobody"] for line in lines)
    assert any(line.split() == ["availability", "of", "10.0.0.9:443", "nobody"] for line in lines)
    assert firstcause("coverage", "--as", "shop", "--config", config).returncode == 2
    assert firstcause("coverage", "--service", "strangers", "--config", config).returncode == 2


def test_a_pipeline_runs_preflight_or_does_not(firstcause: Firstcause, config: Path) -> None:
    """No pipeline is named, it is not there, it does something else, it runs preflight."""
    check = ("preflight", "--service", "orders", "--in-pipeline", "--config", config)
    assert (firstcause(*check).returncode, "names no pipeline" in firstcause(*check).stdout) == (1, True)
    config.write_text(config.read_text() + 'pipeline = ["deploy.sh"]\n')
    assert firstcause(*check).returncode == 3
    script = config.parent / "deploy.sh"
    script.write_text("make deploy\n")
    assert "deploy.sh does not run preflight for orders" in firstcause(*check).stdout
    script.write_text("firstcause preflight --chain b.pem --key b.key --service orders\nmake deploy\n")
    assert firstcause(*check).returncode == 0
    assert firstcause("preflight", "--service", "orders", "--config", config).returncode == 2

"""The GitHub Action and the pre-commit hook: their own commands, run as those run them, on a bundle good and bad."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from firstcause.pki import authority
from firstcause.pki.faults import FAULTS, Recipe

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
WORKFLOW = yaml.safe_load((ROOT / "examples/ci/preflight.yml").read_text())
HOOK, LINT = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
USED, USED_LINT = yaml.safe_load((ROOT / "examples/ci/pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
CONFIG = """
[service.order-service]
endpoints = [{ address = "127.0.0.1:1", server_name = "order-service.internal" }]
views = ["billing-api"]
[view.billing-api]
trust = "ca.pem"
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Somebody's repository, as the examples have it, with a bundle that is well."""
    now = datetime.now(UTC)
    root = authority.root("Root CA", now)
    recipe = Recipe(authority.intermediate(root, "Issuing CA", now), "order", ("order-service.internal",), now)
    (tmp_path / "certificates").mkdir()
    (tmp_path / "ca.pem").write_bytes(root.certificate_pem)
    (tmp_path / "firstcause.toml").write_text(CONFIG)
    bundle = recipe.bundle()
    (tmp_path / "certificates/order-service.pem").write_bytes(bundle.bundle_pem)
    for key in ("order-service.key", "certificates/order-service.key"):
        (tmp_path / key).write_bytes(bundle.key_pem)
    leaf_alone = FAULTS["tls/incomplete-chain"](recipe)
    (tmp_path / "leaf-alone.pem").write_bytes(leaf_alone.bundle_pem)
    (tmp_path / "leaf-alone.key").write_bytes(leaf_alone.key_pem)
    return tmp_path


def spoil(repository: Path) -> None:
    """The leaf alone is committed."""
    (repository / "certificates/order-service.pem").write_bytes((repository / "leaf-alone.pem").read_bytes())
    for key in ("order-service.key", "certificates/order-service.key"):
        (repository / key).write_bytes((repository / "leaf-alone.key").read_bytes())


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def act(repository: Path) -> subprocess.CompletedProcess[str]:
    """The action's last step, with the inputs of the example and the action's own defaults."""
    given = next(
        step["with"] for step in WORKFLOW["jobs"]["preflight"]["steps"] if "firstcause" in step.get("uses", "")
    )
    inputs = {name: given.get(name, one.get("default")) for name, one in ACTION["inputs"].items()}
    assert set(given) <= set(inputs)
    step = ACTION["runs"]["steps"][-1]
    filled = {key: re.sub(r"\$\{\{ inputs\.([\w-]+) }}", lambda m: inputs[m[1]], v) for key, v in step["env"].items()}
    return run(["bash", "-eo", "pipefail", "-c", step["run"]], repository, **filled)


def test_the_action_passes_a_good_bundle_and_fails_a_bad_one(repository: Path) -> None:
    """And leaves the findings where the workflow takes them up."""
    good = act(repository)
    assert good.returncode == 0, good.stderr
    spoil(repository)
    bad = act(repository)
    assert bad.returncode == 1
    assert "tls/incomplete-chain" in bad.stdout
    upload = WORKFLOW["jobs"]["preflight"]["steps"][-1]["with"]["sarif_file"]
    (one,) = json.loads((repository / upload).read_text())["runs"]
    assert {result["ruleId"] for result in one["results"]} == {"tls/incomplete-chain"}


def test_the_hook_passes_a_good_bundle_and_fails_a_bad_one(repository: Path) -> None:
    """As pre-commit calls it: entry and arguments, in the repository's folder."""
    assert USED["id"] == HOOK["id"]
    command = [*shlex.split(HOOK["entry"]), *USED["args"]]
    assert run(command, repository).returncode == 0
    spoil(repository)
    assert run(command, repository).returncode == 1
    assert re.search(HOOK["files"], USED["args"][1])


def test_the_hook_of_lint_passes_a_good_document_and_fails_a_bad_one(tmp_path: Path) -> None:
    """As pre-commit calls it: with the documents that change, whose links lead to others."""
    assert {"id": LINT["id"]} == USED_LINT
    (tmp_path / "vault/RCAs").mkdir(parents=True)
    (tmp_path / "vault/Runbooks").mkdir()
    (tmp_path / "vault/Runbooks/runbook-orders.md").write_text("# Orders\n")
    file = "vault/RCAs/2026-03-02-outage.md"
    assert re.search(LINT["files"], file)
    assert not re.search(LINT["files"], "vault/Runbooks/runbook-orders.md")
    command = [*shlex.split(LINT["entry"]), *USED_LINT.get("args", ()), file]
    text = "---\ntitle: Outage\ndate: 2026-03-02\n---\n\n# Outage\n\n## Root cause\n\nSee [[runbook-orders]].\n"
    (tmp_path / file).write_text(text)
    assert run(command, tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")).returncode == 0
    (tmp_path / file).write_text(text.replace("2026-03-02", "[2026-03-02"))
    bad = run(command, tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert bad.returncode == 1
    assert re.search(rf"^{re.escape(file)}:\d+:1: error RCA101", bad.stdout)

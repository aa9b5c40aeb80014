"""Deploys and rollbacks of a running fleet: harmless ones that nobody notices, and broken ones."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import typer
from typer.testing import CliRunner

from firstcause.cli.release import register
from firstcause.drill.customers import ledger
from firstcause.drill.customers.ledger import Purchase
from firstcause.drill.fleet import releases
from firstcause.drill.fleet.contexts import BUNDLE, KEY
from firstcause.model.change import Change
from firstcause.model.errors import DeploymentError
from firstcause.pki.faults import FAULTS, Recipe

from .conftest import Town

Wait = Callable[..., bool]


def make_release(town: Town, service: str, name: str, fault: str = "") -> None:
    """A new release with a fresh certificate, broken in one way or not at all."""
    layout = town.fleet.layout.service(service)
    recipe = Recipe(town.fleet.authority.issuing, service, (layout.server_name,), datetime.now(UTC))
    bundle = FAULTS[fault](recipe) if fault else recipe.bundle()
    releases.derive_release(town.fleet.layout, service, name, {BUNDLE: bundle.bundle_pem, KEY: bundle.key_pem})


def changes(town: Town, service: str) -> list[dict[str, object]]:
    """All change events of a service, as written."""
    lines = [json.loads(line) for line in town.fleet.layout.changes.read_text().splitlines()]
    return [line for line in lines if line["service"] == service]


@contextmanager
def customers(town: Town) -> Iterator[list[Purchase]]:
    """A few purchases a second for as long as the block runs."""
    purchases: list[Purchase] = []
    done = threading.Event()

    def come() -> None:
        while not done.wait(0.15):
            purchases.append(town.buy())

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(come)
        try:
            yield purchases
        finally:
            done.set()
        coming.result()


def test_a_harmless_rollout_refuses_nobody(town: Town) -> None:
    """While every replica of order-service is replaced, no purchase fails, nor needs a second attempt."""
    make_release(town, "order-service", "r50")
    with customers(town) as purchases:
        change = releases.deploy(town.fleet.layout, "order-service", "r50", soak_seconds=0.1, by="alice")
        assert releases.listing(town.fleet.layout, "order-service").current == "r50"
        releases.rollback(town.fleet.layout, "order-service", "r41", by="alice")
        for _ in range(30):  # a rollout may be quicker than a customer
            releases.rollback(town.fleet.layout, "order-service", "r50", by="alice")
            releases.rollback(town.fleet.layout, "order-service", "r41", by="alice")
            if len(purchases) >= 5:
                break
    assert len(purchases) >= 5
    assert {p.attempts for p in purchases} == {1}
    assert not [p for p in purchases if p.outcome == "failed"]
    assert (change.before, change.after, change.revertible_to) == ("r41", "r50", "r41")
    assert town.fleet.dead() == []


def test_a_leaf_only_bundle_degrades_three_quarters_and_a_rollback_heals(town: Town, wait: Wait) -> None:
    """Three of four replicas break, dependents report it as their own errors; a rollback interrupts and heals."""
    layout = town.fleet.layout
    make_release(town, "order-service", "r42", "tls/incomplete-chain")
    with ThreadPoolExecutor(1) as pool:
        deploying = pool.submit(releases.deploy, layout, "order-service", "r42", soak_seconds=20, by="alice")
        broken = [r.name for r in town.replicas("order-service")][:3]
        assert wait(lambda: all(_runs(town, name) == "r42" for name in broken), 15)
        standing = releases.listing(layout, "order-service")
        assert (standing.current, standing.settled, standing.rolling) == ("r42", False, True)
        purchases = town.buy_many(40)
        words = "unable to get local issuer certificate"
        for caller in ("storefront", "billing-api", "notification-service"):
            assert wait(lambda c=caller: _failures(town, c, words) > 0)
        assert town.total("order-service", "tls_handshake_failures_total", side="server", reason="unknown ca") > 0
        undone = releases.rollback(layout, "order-service", "r41", by="bob")
        with pytest.raises(releases.SupersededError):
            deploying.result(timeout=20)
    assert sum(p.degraded for p in purchases) >= 20
    assert 1 <= sum(p.outcome == "failed" for p in purchases) <= 25
    assert undone is not None
    assert {p.attempts for p in town.buy_many(12, at_once=2)} == {1}
    _check_events(town, undone)


def _check_events(town: Town, undone: Change) -> None:
    """Both rollouts left an event at their start and at their end, with digests and nothing else."""
    deployed = [c for c in changes(town, "order-service") if c["after"] == "r42"]
    assert [c["finished_at"] is None for c in deployed] == [True, False]
    assert deployed[0]["id"] == deployed[1]["id"]
    assert deployed[0]["revertible_to"] == "r41"
    artifacts = deployed[0]["artifacts"]
    assert isinstance(artifacts, dict)
    assert all(d.startswith("sha256:") for pair in artifacts.values() for d in pair)
    assert (undone.before, undone.after, undone.by) == ("r42", "r41", "bob")
    before = len(changes(town, "order-service"))
    assert releases.rollback(town.fleet.layout, "order-service", "r41", by="bob") is None
    assert len(changes(town, "order-service")) == before


def test_a_release_that_cannot_start_is_refused_and_the_old_one_goes_on(town: Town) -> None:
    """A key of another certificate is told in the library's words; the replica never stops serving."""
    make_release(town, "billing-api", "r42", "tls/key-mismatch")
    with pytest.raises(DeploymentError, match=r"billing-api-1 refused r42: .*KEY_VALUES_MISMATCH"):
        releases.deploy(town.fleet.layout, "billing-api", "r42", soak_seconds=0, by="alice")
    assert town.buy().attempts == 1
    assert not releases.listing(town.fleet.layout, "billing-api").settled
    releases.rollback(town.fleet.layout, "billing-api", "r41", by="alice")
    assert releases.listing(town.fleet.layout, "billing-api").settled


def test_one_rollout_at_a_time(town: Town, wait: Wait) -> None:
    """A second deploy is turned away while the first one soaks; only a rollback may interrupt it."""
    layout = town.fleet.layout
    make_release(town, "notification-service", "r42")
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(releases.deploy, layout, "notification-service", "r42", soak_seconds=20, by="alice")
        assert wait(lambda: releases.listing(layout, "notification-service").rolling)
        with pytest.raises(DeploymentError, match="under way"):
            releases.deploy(layout, "notification-service", "r41", soak_seconds=0, by="carol")
        releases.rollback(layout, "notification-service", "r41", by="bob")
        assert isinstance(first.exception(timeout=20), releases.SupersededError)


def test_the_command_deploys_from_files_and_lists(town: Town) -> None:
    """`release deploy --bundle --key` makes a release by hand; `list --format json` prints the deployer's line."""
    app = typer.Typer()
    register(app)
    fleet = str(town.fleet.layout.directory)
    old = town.fleet.layout.release("billing-api", "r41")
    files = ["--bundle", str(old / "bundle.pem"), "--key", str(old / "key.pem"), "--soak-seconds", "0"]
    deployed = CliRunner().invoke(app, ["release", "deploy", "billing-api", "r60", *files, "--fleet", fleet])
    assert "every replica runs r60" in deployed.output
    undone = CliRunner().invoke(app, ["release", "rollback", "billing-api", "r41", "--fleet", fleet])
    assert undone.exit_code == 0
    listed = CliRunner().invoke(app, ["release", "list", "billing-api", "--fleet", fleet, "--format", "json"])
    document = json.loads(listed.output)
    assert {k: document[k] for k in ("service", "current", "settled", "rolling")} == {
        "service": "billing-api",
        "current": "r41",
        "settled": True,
        "rolling": False,
    }
    assert "r60" in document["releases"]


def test_customers_keep_a_ledger_of_their_own(town: Town, wait: Wait) -> None:
    """The customers' process writes a line a purchase, and ends with its standard input."""
    path = town.fleet.layout.directory / "ledger.ndjson"
    arguments = ["--layout", str(town.fleet.layout.file), "--ledger", str(path), "--rate", "20", "--seed", "7"]
    with subprocess.Popen(
        [sys.executable, "-m", "firstcause.drill.customers", *arguments], stdin=subprocess.PIPE
    ) as process:
        assert wait(lambda: path.exists() and path.read_text().count("\n") >= 10)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
    purchases = ledger.parse(path.read_text().splitlines(keepends=True))
    assert purchases[0].order.startswith("order-7-")
    assert len({p.user for p in purchases}) == len(purchases)
    assert not [p for p in purchases if p.outcome == "failed"]


def _failures(town: Town, caller: str, words: str) -> float:
    return town.total(caller, "tls_handshake_failures_total", side="client", peer="order-service", reason=words)


def _runs(town: Town, replica: str) -> str:
    return str(json.loads(town.fleet.layout.running(replica).read_text())["release"])

"""The pure part of rollouts, and release folders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcause.drill.fleet import releases
from firstcause.drill.fleet.layout import FleetLayout, LayoutError, ReplicaLayout, ServiceLayout, load
from firstcause.drill.fleet.rollout import Standing, change_document, changed_artifacts, next_release, refusal, waves
from firstcause.model.change import Change
from firstcause.model.errors import DeploymentError

LAYOUT = FleetLayout(
    Path("unused"), (ServiceLayout("shop", "shop.internal", (ReplicaLayout("shop-1", "127.0.0.1", 1, 2),)),)
)


def test_one_replica_waits_for_the_others() -> None:
    """Four replicas go three and one, two go one and one, and a single one has nobody to wait for."""
    assert waves(["a", "b", "c", "d"]) == (("a", "b", "c"), ("d",))
    assert waves(["a", "b", "c"], spared=0) == (("b", "c"), ("a",))
    assert waves(["a", "b"]) == (("a",), ("b",))
    assert waves(["a"]) == (("a",),)


def test_a_change_event_holds_digests_and_no_description() -> None:
    """Its shape is the contract's; an unfinished rollout has no end, an unknown way back is null."""
    change = Change("c1", "deploy", "shop", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), by="alice", after="r42")
    assert change_document(change) == {
        "id": "c1",
        "kind": "deploy",
        "service": "shop",
        "at": "2026-01-02T03:04:05.000Z",
        "finished_at": None,
        "by": "alice",
        "before": "",
        "after": "r42",
        "artifacts": {},
        "revertible_to": None,
    }


def test_only_files_that_differ_are_artifacts() -> None:
    """A file that stayed the same is no part of the change."""
    before, after = {"bundle.pem": "sha256:1", "key.pem": "sha256:2"}, {"bundle.pem": "sha256:3", "key.pem": "sha256:2"}
    assert changed_artifacts(before, after) == {"bundle.pem": ("sha256:1", "sha256:3")}
    assert changed_artifacts(None, {"a": "sha256:1"}) == {"a": ("", "sha256:1")}


def test_names_and_standings() -> None:
    """Releases count upwards; a replica is settled when it runs what it should; a refusal names who and why."""
    assert next_release(["r41", "r9", "by-hand"]) == "r42"
    assert Standing("shop-1", "r41", "r41").settled("r41")
    assert not Standing("shop-1", "r42", "r41").settled("r42")
    assert refusal([Standing("shop-1", "r42", "r41", "bad key")]) == "shop-1 refused r42: bad key"


def test_a_layout_survives_writing_and_moving(tmp_path: Path) -> None:
    """The layout is found again, under the folder in which it lies now."""
    FleetLayout(tmp_path / "here", LAYOUT.services, "http://127.0.0.1:1/v1/traces").save()
    (tmp_path / "here").rename(tmp_path / "there")
    found = load(tmp_path / "there")
    assert (found.directory, found.services) == ((tmp_path / "there").resolve(), LAYOUT.services)
    with pytest.raises(LayoutError, match="no service till"):
        found.service("till")


def test_a_release_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """A name is taken once; a folder that does not match its manifest is no release to deploy."""
    layout = FleetLayout(tmp_path, LAYOUT.services)
    releases.prepare_release(layout, "shop", "r41", {"bundle.pem": b"certificate", "key.pem": b"key"})
    with pytest.raises(DeploymentError, match="already"):
        releases.prepare_release(layout, "shop", "r41", {"bundle.pem": b"other"})
    (layout.release("shop", "r41") / "bundle.pem").write_bytes(b"tampered")
    with pytest.raises(DeploymentError, match="no whole release r41"):
        releases.deploy(layout, "shop", "r41", soak_seconds=0, by="alice")

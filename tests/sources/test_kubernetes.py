"""Rollouts, from Deployments and ReplicaSets as kubectl prints them."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcause.model.change import Change
from firstcause.model.evidence import Unobserved
from firstcause.sources.kubernetes import KubernetesRollouts, Naming, by_command, from_file
from firstcause.sources.reading import Reading

Object = dict[str, object]


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-11-07T{clock}Z").astimezone(UTC)


def deployment(
    name: str = "orders",
    *,
    updated: str = "04:59:10",
    reason: str = "NewReplicaSetAvailable",
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> Object:
    """A Deployment in `shop`, as the API server has it."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"uid-of-{name}",
            "generation": 7,
            "labels": labels or {},
            "annotations": {"deployment.kubernetes.io/revision": "2", **(annotations or {})},
        },
        "spec": {"replicas": 3, "selector": {"matchLabels": {"app": name}}},
        "status": {
            "readyReplicas": 3,
            "conditions": [
                {"type": "Available", "status": "True", "lastUpdateTime": "2025-11-01T00:00:00Z"},
                {
                    "type": "Progressing",
                    "status": "True",
                    "reason": reason,
                    "lastUpdateTime": f"2025-11-07T{updated}Z",
                    "lastTransitionTime": "2025-11-01T00:00:00Z",
                },
            ],
        },
    }


def replica_set(
    revision: int, created: str, image: str, *, name: str = "orders", history: str = "", template: str = ""
) -> Object:
    """A ReplicaSet of that Deployment."""
    annotations = {"deployment.kubernetes.io/revision": str(revision), "deployment.kubernetes.io/desired-replicas": "3"}
    if history:
        annotations["deployment.kubernetes.io/revision-history"] = history
    template = template or f"hash{revision}"
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{name}-{template}",
            "namespace": "shop",
            "creationTimestamp": f"2025-11-07T{created}Z",
            "labels": {"app": name, "pod-template-hash": template},
            "annotations": annotations,
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": name, "controller": True}],
        },
        "spec": {
            "replicas": 3,
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "orders", "image": image}, {"name": "proxy", "image": "envoy:1"}]},
            },
        },
    }


def listed(*items: object) -> bytes:
    return json.dumps(
        {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": items}
    ).encode()


def look(*items: object, naming: Naming | None = None) -> Reading:
    found = KubernetesRollouts("kubernetes", lambda: listed(*items), naming or Naming()).look()
    assert isinstance(found, Reading), found
    return found


FIRST = replica_set(1, "04:00:00", "shop/orders:1")
SECOND = replica_set(2, "04:58:30", "shop/orders:2")


def test_a_rollout_is_a_deploy_with_a_way_back() -> None:
    """Begun when its ReplicaSet was made, finished when all was available, with both images and the revision before."""
    _, change = look(deployment(), FIRST, SECOND).changes
    assert change == Change(
        "kubernetes/shop/orders/2",
        "deploy",
        "orders",
        at("04:58:30"),
        at("04:59:10"),
        before="1",
        after="2",
        artifacts={"image:orders": ("shop/orders:1", "shop/orders:2"), "pod-template-hash": ("hash1", "hash2")},
        revertible_to="1",
    )


def test_the_first_revision_has_no_way_back() -> None:
    """There was nothing before it; it had ended when the second began."""
    first, _ = look(deployment(), FIRST, SECOND).changes
    assert (first.before, first.after, first.revertible_to) == ("", "1", None)
    assert (first.at, first.finished_at) == (at("04:00:00"), at("04:58:30"))


def test_a_rollout_under_way_is_not_finished() -> None:
    """Until the Deployment says that the new ReplicaSet is available."""
    changes = look(deployment(reason="ReplicaSetUpdated"), FIRST, SECOND).changes
    assert changes[-1].finished_at is None


def test_an_undo_is_a_change_of_its_own() -> None:
    """The old ReplicaSet gets revision 3 and keeps its time of creation: the change happened when it last got on.

    One can go back to 2, not to 1, which `rollout undo --to-revision` no longer knows.
    """
    again = replica_set(3, "04:00:00", "shop/orders:1", history="1", template="hash1")
    changes = look(deployment(updated="05:20:00"), again, SECOND).changes
    assert [(c.after, c.before, c.revertible_to) for c in changes] == [
        ("1", "", None),
        ("2", "1", None),
        ("3", "2", "2"),
    ]
    assert (changes[-1].at, changes[-1].finished_at) == (at("05:20:00"), at("05:20:00"))
    assert changes[-1].artifacts["image:orders"] == ("shop/orders:2", "shop/orders:1")


def test_a_history_that_was_cut_leaves_the_predecessor_unknown() -> None:
    """revisionHistoryLimit removed revision 1: unknown means no."""
    (change,) = look(deployment(), SECOND).changes
    assert (change.before, change.revertible_to) == ("", None)


@pytest.mark.parametrize(
    ("found", "naming", "service"),
    [
        (deployment(), Naming(), "orders"),
        (deployment(labels={"app.kubernetes.io/name": "order-service"}), Naming(), "order-service"),
        (deployment(labels={"team/service": "a"}), Naming("team/service"), "a"),
        (deployment(labels={"s": "a"}, annotations={"s": "b"}), Naming("s"), "b"),
        (deployment(labels={"s": "a"}), Naming("s", {"orders": "c"}), "c"),
        (deployment(labels={"s": "a"}), Naming("s", {"orders": "c", "shop/orders": "d"}), "d"),
    ],
)
def test_which_service_it_is(found: Object, naming: Naming, service: str) -> None:
    """The configuration's own mapping first, then annotation, label, and the Deployment's name."""
    assert {c.service for c in look(found, FIRST, naming=naming).changes} == {service}


def test_replica_sets_of_others_are_no_rollouts() -> None:
    """One without an owner, one of an Argo Rollout, one whose Deployment is not in the list, and other kinds."""
    orphan, rollout = replica_set(1, "04:00:00", "a:1"), replica_set(1, "04:00:00", "a:1")
    orphan["metadata"] = {"name": "x", "namespace": "shop", "creationTimestamp": "2025-11-07T04:00:00Z"}
    rollout["metadata"] = {**_metadata(rollout), "ownerReferences": [{"kind": "Rollout", "name": "orders"}]}
    elsewhere = replica_set(1, "04:00:00", "a:1", name="stranger")
    found = look(deployment(), orphan, rollout, elsewhere, {"kind": "Pod"}, "odd", None)
    assert (found.changes, found.skipped) == ((), 0)


HOSTILE: Mapping[str, Object] = {
    "a revision that is no number": {"annotations": {"deployment.kubernetes.io/revision": "two"}},
    "a revision in other digits": {"annotations": {"deployment.kubernetes.io/revision": "²"}},
    "an endless revision": {"annotations": {"deployment.kubernetes.io/revision": "9" * 5000}},
    "no revision": {"annotations": {}},
    "no time": {"creationTimestamp": None},
    "a time that is none": {"creationTimestamp": "yesterday"},
    "a number for labels": {"labels": 7},
    "one owner for a list": {"ownerReferences": {"kind": "Deployment"}},
    "a terminal's commands": {"creationTimestamp": "\x1b[2J"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_object_hides_no_other(name: str) -> None:
    """It is skipped, counted, and told with its place; the rollout beside it is seen."""
    broken = replica_set(9, "04:30:00", "evil:1")
    broken["metadata"] = {**_metadata(broken), **HOSTILE[name]}
    found = look(broken, deployment(), FIRST, deployment("billing"), replica_set(1, "04:00:00", "b:1", name="billing"))
    assert {"orders", "billing"} == {c.service for c in found.changes}
    assert found.skipped == 1
    assert found.problems[0]


@pytest.mark.parametrize("spec", [None, 7, {"template": {"spec": {"containers": "all"}}}])
def test_a_replica_set_without_containers(spec: object) -> None:
    """Whatever stands in place of the pods is a complaint, not an exception."""
    assert look({**SECOND, "spec": spec}, deployment(), FIRST).skipped == 1


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (b"", "not JSON"),
        (b"error: You must be logged in", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "under `items`"),
        (b'{"kind":"Status","status":"Failure"}', "under `items`"),
        (b'{"items":{}}', "under `items`"),
    ],
)
def test_an_answer_that_is_no_list(output: bytes, reason: str) -> None:
    """Not "nothing was rolled out", but why we cannot tell."""
    found = KubernetesRollouts("kubernetes", lambda: output, Naming()).look()
    assert isinstance(found, Unobserved)
    assert reason in found.reason


def test_by_a_real_command(tmp_path: Path) -> None:
    """The command's output is read; when it fails, its own words are the reason."""
    (tmp_path / "list.json").write_bytes(listed(deployment(), FIRST, SECOND))
    naming = Naming()
    assert isinstance(KubernetesRollouts("k", by_command(["cat", f"{tmp_path}/list.json"], 20), naming).look(), Reading)
    failing = by_command([sys.executable, "-c", "import sys; sys.exit('connection refused')"], 20)
    found = KubernetesRollouts("k", failing, naming).look()
    assert found == Unobserved(f"k: {sys.executable} ended with exit code 1: connection refused")


def test_from_a_file(tmp_path: Path) -> None:
    """A file that somebody else writes; when it is absent, that is the reason."""
    file = tmp_path / "list.json"
    rollouts = KubernetesRollouts("k", from_file(file), Naming())
    assert rollouts.look() == Unobserved("k: No such file or directory")
    file.write_bytes(listed(deployment(), FIRST, SECOND))
    assert isinstance(rollouts.look(), Reading)


def _metadata(one: Object) -> Mapping[str, object]:
    metadata = one["metadata"]
    assert isinstance(metadata, dict)
    return metadata

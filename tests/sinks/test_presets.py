"""Deployers whose commands we know, against small programs that stand in for the real ones (see `cluster`)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sinks.cluster import ARGOCD, KUBECTL, StandIn

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.sinks.argocd import ArgocdDeployer
from firstcause.sinks.kubectl import KubectlDeployer

OLD, NEW = "3f2c1ab4", "9d8e7f60"
IMAGE = "registry:5000/shop/orders"


def plan(from_release: str, to_release: str) -> MitigationPlan:
    return MitigationPlan("p1", "orders", "", "team", from_release, to_release, "", "")


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Three revisions of orders, the newest of them current."""
    monkeypatch.setenv("PATH", str(tmp_path))
    revisions = {"40": f"{IMAGE}:r40", "41": f"{IMAGE}:r41", "42": f"{IMAGE}:r42"}
    return StandIn(tmp_path, "kubectl", KUBECTL, revisions=revisions)


@pytest.fixture
def argocd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """An application that was synced twice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return StandIn(tmp_path, "argocd", ARGOCD, history=[{"id": 4, "revision": OLD}, {"id": 5, "revision": NEW}])


KUBE = KubectlDeployer("team", "shop", 20)
ARGO = ArgocdDeployer("team", "argocd", 20)


def test_kubectl_tells_the_release_by_its_image(kubectl: StandIn) -> None:
    """Tags are releases, oldest first; what another Deployment owns is none of ours."""
    assert KUBE.current("orders") == Deployment("orders", "r42", True, False, ("r40", "r41", "r42"))
    assert kubectl.calls == [
        "get deployment orders --output=json --namespace=shop",
        "get replicasets --selector=app=orders,tier=web --output=json --namespace=shop",
    ]


@pytest.mark.parametrize(
    "status",
    [
        {"observedGeneration": 6},
        {"updatedReplicas": 2},
        {"replicas": 4},
        {"availableReplicas": 2},
        {"updatedReplicas": None, "availableReplicas": None},
    ],
)
def test_kubectl_tells_a_rollout_that_is_under_way(kubectl: StandIn, status: dict[str, int | None]) -> None:
    """Unseen by the controller, not updated, not yet rid of the old, or not available."""
    kubectl.be(status=status)
    found = KUBE.current("orders")
    assert isinstance(found, Deployment)
    assert (found.rolling, found.settled) == (True, False)


def test_kubectl_goes_to_the_named_release_and_back(kubectl: StandIn) -> None:
    """The cluster numbers its revisions anew each time; the names stay."""
    assert KUBE.roll_back(plan("r42", "r41")) == 'deployment "orders" successfully rolled out'
    assert kubectl.calls[-2:] == [
        "rollout undo deployment/orders --to-revision=41 --namespace=shop",
        "rollout status deployment/orders --timeout=15s --namespace=shop",
    ]
    assert KUBE.current("orders") == Deployment("orders", "r41", True, False, ("r40", "r42", "r41"))
    KUBE.roll_back(plan("r41", "r42"))
    assert kubectl.calls[-2].startswith("rollout undo deployment/orders --to-revision=42")
    KUBE.roll_back(plan("r42", "r41"))
    assert kubectl.calls[-2].startswith("rollout undo deployment/orders --to-revision=43")


@pytest.mark.parametrize(
    ("image", "release"),
    [("orders@sha256:ab12", "sha256:ab12"), (f"{IMAGE}:r7@sha256:cd", "sha256:cd"), (IMAGE, "latest")],
)
def test_kubectl_names_what_has_no_tag(kubectl: StandIn, image: str, release: str) -> None:
    """A digest is a name, and a registry's port is no tag."""
    kubectl.be(revisions={"1": image})
    found = KUBE.current("orders")
    assert isinstance(found, Deployment)
    assert found.current == release


def test_kubectl_does_not_go_where_nobody_was(kubectl: StandIn) -> None:
    """No revision of that name: an error that lists what there is, and nothing is done."""
    with pytest.raises(DeploymentError, match="no revision of orders ran r39") as caught:
        KUBE.roll_back(plan("r42", "r39"))
    assert "r40, r41, r42" in caught.value.hint
    assert not any(call.startswith("rollout") for call in kubectl.calls)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"trouble": "Unable to connect to the server"}, "exit code 1: Unable to connect to the server"),
        ({"name": "billing"}, "it answered about 'billing'"),
        ({"labels": {}}, "expected labels"),
        ({"labels": {"app": "orders,app!=x"}}, "may not stand in a command"),
        ({"labels": {"--all": "x"}}, "may not stand in a command"),
        ({"labels": {"app": "{service}"}}, "may not stand in a command"),
        ({"revisions": {"42": ""}}, "image: expected text"),
        ({"status": {"replicas": "three"}}, "status.replicas: expected a whole number"),
    ],
)
def test_an_odd_answer_of_kubectl_is_no_answer(kubectl: StandIn, state: dict[str, object], reason: str) -> None:
    """It is Unobserved, with what was odd; and nothing is rolled back on it."""
    kubectl.be(**state)
    found = KUBE.current("orders")
    assert isinstance(found, Unobserved)
    assert reason in found.reason


@pytest.mark.parametrize("name", ["--all", "a b", ""])
def test_no_name_becomes_an_option(kubectl: StandIn, name: str) -> None:
    """A service's name that kubectl could misread never reaches it."""
    assert isinstance(KUBE.current(name), Unobserved)
    assert kubectl.calls == []


def test_without_a_namespace_the_tools_own_is_taken(kubectl: StandIn) -> None:
    """No flag is invented."""
    KubectlDeployer("team", "", 20).current("orders")
    assert not any("namespace" in call for call in kubectl.calls)


def test_argocd_tells_the_release_by_its_history(argocd: StandIn) -> None:
    """The newest entry is current, whatever the branch has become meanwhile."""
    assert ARGO.current("orders") == Deployment("orders", NEW, True, False, (OLD, NEW))
    assert argocd.calls == ["app get orders --output=json --app-namespace=argocd"]


def test_argocd_goes_to_the_named_release_and_back(argocd: StandIn) -> None:
    """By the newest entry of that name, since a rollback makes a new one."""
    assert ARGO.roll_back(plan(NEW, OLD)) == "Phase: Succeeded"
    assert argocd.calls[-2:] == [
        "app rollback orders 4 --timeout=15 --app-namespace=argocd",
        "app wait orders --operation --timeout=15 --app-namespace=argocd",
    ]
    assert ARGO.current("orders") == Deployment("orders", OLD, True, False, (OLD, NEW))
    ARGO.roll_back(plan(OLD, NEW))
    ARGO.roll_back(plan(NEW, OLD))
    assert argocd.calls[-2].startswith("app rollback orders 6 ")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"health": "Progressing"}, (NEW, False, False)),
        ({"health": "Degraded"}, (NEW, True, False)),
        ({"operationState": {"phase": "Running"}}, (NEW, False, True)),
        ({"operationState": {"phase": "Running", "syncResult": {"revision": OLD}}}, (OLD, False, True)),
        ({"operation": {"sync": {"revision": OLD}}}, (OLD, False, True)),
    ],
)
def test_argocd_tells_what_is_under_way(
    argocd: StandIn, state: dict[str, object], expected: tuple[str, bool, bool]
) -> None:
    """A sync that runs, and to where; pods that are still coming up; sick pods are in place all the same."""
    argocd.be(**state)
    found = ARGO.current("orders")
    assert isinstance(found, Deployment)
    assert (found.current, found.settled, found.rolling) == expected


def test_argocd_does_not_go_where_nobody_was(argocd: StandIn) -> None:
    """No entry of that name: an error that lists what there is, and nothing is done."""
    with pytest.raises(DeploymentError, match="has no 00000000") as caught:
        ARGO.roll_back(plan(NEW, "00000000"))
    assert f"{OLD}, {NEW}" in caught.value.hint
    assert len(argocd.calls) == 1


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"history": []}, "it was never synced"),
        ({"history": None}, "it was never synced"),
        ({"history": [{"id": 1, "revisions": [OLD, NEW]}]}, "status.history[0].revision: expected text"),
        ({"history": {"id": 1}}, "status.history: expected a list"),
        ({"trouble": "FATA[0000] not logged in"}, "not logged in"),
    ],
)
def test_an_odd_answer_of_argocd_is_no_answer(argocd: StandIn, state: dict[str, object], reason: str) -> None:
    """It is Unobserved, with what was odd; a rollback on it is refused."""
    argocd.be(**state)
    found = ARGO.current("orders")
    assert isinstance(found, Unobserved)
    assert reason in found.reason
    with pytest.raises(DeploymentError):
        ARGO.roll_back(plan(NEW, OLD))

"""The preset `kubectl` with the real program, which looks at a small API server on this machine (see `apiserver`)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sinks.apiserver import ApiServer

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.sinks.kubectl import KubectlDeployer

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
IMAGE = "registry:5000/shop/orders"
KUBE = KubectlDeployer("team", "shop", 60)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ApiServer]:
    """Three revisions of orders, and a kubectl that knows this cluster alone."""
    server = ApiServer(f"{IMAGE}:r40", f"{IMAGE}:r41", f"{IMAGE}:r42")
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "nobody"}}],
        "clusters": [{"name": "test", "cluster": {"server": server.url}}],
        "users": [{"name": "nobody", "user": {}}],
    }
    (tmp_path / "config").write_text(json.dumps(config))
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))  # its cache of what a cluster offers
    yield server
    server.close()


def test_there_and_back_again(cluster: ApiServer) -> None:
    """The revisions are numbered anew by each rollback, the releases keep their names."""
    assert KUBE.current("orders") == Deployment("orders", "r42", True, False, ("r40", "r41", "r42"))
    done = KUBE.roll_back(MitigationPlan("p1", "orders", "", "team", "r42", "r41", "", ""))
    assert done == 'deployment "orders" successfully rolled out'
    assert KUBE.current("orders") == Deployment("orders", "r41", True, False, ("r40", "r42", "r41"))
    KUBE.roll_back(MitigationPlan("p1/undo", "orders", "", "team", "r41", "r42", "", "", "p1"))
    assert cluster.revisions == {"40": f"{IMAGE}:r40", "43": f"{IMAGE}:r41", "44": f"{IMAGE}:r42"}


def test_what_is_not_there_is_said(cluster: ApiServer) -> None:
    """A Deployment that the cluster does not have is Unobserved, and cannot be rolled back."""
    found = KUBE.current("billing")
    assert isinstance(found, Unobserved)
    assert "NotFound" in found.reason
    with pytest.raises(DeploymentError, match="NotFound"):
        KUBE.roll_back(MitigationPlan("p1", "billing", "", "team", "r42", "r41", "", ""))

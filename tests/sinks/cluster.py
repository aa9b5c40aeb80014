"""Small programs that stand in for `kubectl` and `argocd`: no cluster runs beside these tests, and `argocd` is in no
registry that a test may use. (`test_real_kubectl` runs the real `kubectl`.)

They keep their state in a file, print JSON of the shape that the real ones print, write their arguments to `calls`,
and number revisions as the real ones do: going back to revision 41 makes it revision 43.
"""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

COMMON = """\
import json, pathlib, sys
home = pathlib.Path(__file__).parent
state = json.loads((home / "state.json").read_text())
arguments = sys.argv[1:]
with (home / "calls").open("a") as calls:
    calls.write(" ".join(arguments) + "\\n")
def keep():
    (home / "state.json").write_text(json.dumps(state))
if state.get("trouble"):
    sys.exit(state["trouble"])
"""

KUBECTL = """
def template(image):
    return {"spec": {"containers": [{"name": "app", "image": image}, {"name": "proxy", "image": "envoy:v1"}]}}
def replica_set(uid, revision, image):
    return {
        "kind": "ReplicaSet",
        "metadata": {
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
            "ownerReferences": [{"kind": "Deployment", "name": "orders", "uid": uid}],
        },
        "spec": {"replicas": 0, "template": template(image)},
    }
newest = max(state["revisions"], key=int)
if arguments[:2] == ["get", "deployment"]:
    print(json.dumps({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": state.get("name", "orders"), "uid": "u1", "generation": 7,
                     "annotations": {"deployment.kubernetes.io/revision": newest}},
        "spec": {"replicas": 3, "selector": {"matchLabels": state.get("labels", {"app": "orders", "tier": "web"})},
                 "template": template(state["revisions"][newest])},
        "status": {"observedGeneration": 7, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3,
                   **state.get("status", {})},
    }))
elif arguments[:2] == ["get", "replicasets"]:
    stranger = replica_set("u2", 99, "registry:5000/shop/stranger:r99")
    owned = [replica_set("u1", n, image) for n, image in state["revisions"].items()]
    print(json.dumps({"apiVersion": "v1", "kind": "List", "items": [stranger, *owned]}))
elif arguments[:2] == ["rollout", "undo"]:
    revision = next(a for a in arguments if a.startswith("--to-revision=")).partition("=")[2]
    state["revisions"][str(int(newest) + 1)] = state["revisions"].pop(revision)
    keep()
    print("deployment.apps/orders rolled back")
elif arguments[:2] == ["rollout", "status"]:
    print('deployment "orders" successfully rolled out')
else:
    sys.exit(f"error: unknown command {arguments}")
"""

ARGOCD = """
if arguments[:2] == ["app", "get"]:
    print(json.dumps({
        "metadata": {"name": "orders", "namespace": "argocd"},
        "operation": state.get("operation"),
        "status": {"history": state["history"], "health": {"status": state.get("health", "Healthy")},
                   "sync": {"status": "OutOfSync", "revision": "head-of-the-branch"},
                   "operationState": state.get("operationState", {"phase": "Succeeded"})},
    }))
elif arguments[:2] == ["app", "rollback"]:
    entry = next(e for e in state["history"] if str(e["id"]) == arguments[3])
    state["history"].append({**entry, "id": state["history"][-1]["id"] + 1})
    keep()
    print("Phase: Succeeded")
elif arguments[:2] == ["app", "wait"]:
    pass
else:
    sys.exit(f"unknown command {arguments}")
"""


class StandIn:
    """One such program in a folder of its own, to be put in front of PATH."""

    def __init__(self, folder: Path, name: str, program: str, **state: object) -> None:
        self.folder = folder
        self.state = state
        self.be(**state)
        written = folder / f"{name}.py"
        written.write_text(f"{COMMON}{program}")
        # Not the interpreter itself behind `#!`: its path may hold a blank.
        file = folder / name
        file.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(written))} "$@"\n')
        file.chmod(0o755)

    def be(self, **state: object) -> None:
        """Be in the usual state, but for this."""
        (self.folder / "state.json").write_text(json.dumps({**self.state, **state}))

    @property
    def calls(self) -> list[str]:
        """The arguments of every call so far."""
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []

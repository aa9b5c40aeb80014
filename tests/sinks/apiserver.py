"""As much of a Kubernetes API server as `kubectl` asks for when it looks at one Deployment and rolls it back.

The controller behind it is at work at once: a patched pod template is a new revision that runs everywhere.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KINDS = {"deployments": "Deployment", "replicasets": "ReplicaSet"}
REVISION = "deployment.kubernetes.io/revision"
LABELS = {"app": "orders"}


class ApiServer:
    """Deployment `orders` in the namespace `shop`, on loopback; `images` are its revisions, the oldest first."""

    def __init__(self, *images: str) -> None:
        self.revisions = {str(number): image for number, image in enumerate(images, 40)}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def newest(self) -> str:
        return max(self.revisions, key=int)

    def patch(self, operations: list[dict[str, Any]]) -> None:
        """What `rollout undo` sends: the old pod template. Its revision becomes the newest."""
        (template,) = (one["value"] for one in operations if one["path"] == "/spec/template")
        image = template["spec"]["containers"][0]["image"]
        old = next(number for number, known in self.revisions.items() if known == image)
        newest = str(int(self.newest) + 1)
        self.revisions[newest] = self.revisions.pop(old)

    def deployment(self) -> dict[str, Any]:
        metadata = {"name": "orders", "namespace": "shop", "uid": "u1", "generation": 7, "resourceVersion": "7"}
        counts = dict.fromkeys(("replicas", "updatedReplicas", "readyReplicas", "availableReplicas"), 3)
        return {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {**metadata, "labels": LABELS, "annotations": {REVISION: self.newest}},
            "spec": {"replicas": 3, "selector": {"matchLabels": LABELS}, "template": self.template(self.newest)},
            "status": {"observedGeneration": 7, **counts},
        }

    def replica_set(self, revision: str) -> dict[str, Any]:
        owner = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "orders", "uid": "u1", "controller": True}
        metadata = {"name": f"orders-{revision}", "namespace": "shop", "uid": revision, "ownerReferences": [owner]}
        replicas = 3 if revision == self.newest else 0
        return {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {**metadata, "labels": LABELS, "annotations": {REVISION: revision}},
            "spec": {"replicas": replicas, "selector": {"matchLabels": LABELS}, "template": self.template(revision)},
            "status": {"replicas": replicas},
        }

    def template(self, revision: str) -> dict[str, Any]:
        containers = [{"name": "app", "image": self.revisions[revision]}]
        return {"metadata": {"labels": LABELS}, "spec": {"containers": containers}}

    def answer(self, path: str) -> dict[str, Any] | None:
        """What stands at this path; None: nothing."""
        match path.strip("/").split("/"):
            case ["api"]:
                return {"kind": "APIVersions", "versions": ["v1"]}
            case ["api", "v1"]:
                return {"kind": "APIResourceList", "groupVersion": "v1", "resources": []}
            case ["apis"]:
                version = {"groupVersion": "apps/v1", "version": "v1"}
                group = {"name": "apps", "versions": [version], "preferredVersion": version}
                return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [group]}
            case ["apis", "apps", "v1"]:
                return {"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": list(_resources())}
            case ["apis", "apps", "v1", "namespaces", "shop", "deployments", "orders"]:
                return self.deployment()
            case ["apis", "apps", "v1", "namespaces", "shop", "deployments"]:
                return _list("Deployment", [self.deployment()])
            case ["apis", "apps", "v1", "namespaces", "shop", "replicasets"]:
                return _list("ReplicaSet", [self.replica_set(revision) for revision in self.revisions])
            case _:
                return None

    def _handler(server: ApiServer) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(server.answer(urlsplit(self.path).path))

            def do_PATCH(self) -> None:
                server.patch(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self._send(server.deployment())

            def _send(self, found: dict[str, Any] | None) -> None:
                missing = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}
                body = json.dumps(found or missing).encode()
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


def _resources() -> list[dict[str, Any]]:
    verbs = ["get", "list", "patch", "watch"]
    return [{"name": name, "kind": kind, "namespaced": True, "verbs": verbs} for name, kind in KINDS.items()]


def _list(kind: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": f"{kind}List", "apiVersion": "apps/v1", "metadata": {"resourceVersion": "7"}, "items": items}

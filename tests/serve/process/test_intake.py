"""Changes that are sent to a real server: signed as GitHub signs, on disk before the 202, and known to the engine."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2
    from tests.serve.process.conftest import Serving

GITHUB, GENERIC = "the-secret-of-the-webhook", "the-secret-of-our-deployer"
SOURCES = f"""
[sources.changes]
secret = "{GENERIC}"
[sources.changes.github]
secret = "{GITHUB}"
[sources.changes.github.services]
"acme/shop" = "orders"
"""
NOW = datetime.now(UTC).replace(microsecond=0)


def deployment(number: int = 1, state: str = "", *, sha: str = "f95f852", minutes: float = 0) -> bytes:
    """A webhook's body, as GitHub sends it."""
    at = (NOW + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    body: dict[str, object] = {
        "action": "created",
        "deployment": {
            "id": number,
            "sha": sha,
            "ref": "main",
            "task": "deploy",
            "environment": "production",
            "creator": {"login": "octo"},
            "created_at": at,
        },
        "repository": {"id": 1, "full_name": "acme/shop"},
    }
    if state:
        body["deployment_status"] = {"state": state, "created_at": at, "environment": "production"}
    return json.dumps(body).encode()


def change(name: str = "c1", **more: object) -> bytes:
    return json.dumps({"id": name, "kind": "deploy", "service": "orders", "at": NOW.isoformat(), **more}).encode()


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def from_github(serving: Serving, body: bytes, secret: str = GITHUB, **headers: str) -> httpx2.Response:
    event = "deployment_status" if b"deployment_status" in body else "deployment"
    signed = {"X-GitHub-Event": event, "X-Hub-Signature-256": signature(secret, body)}
    return serving.http.post(
        "/intake/github", content=body, headers={"Content-Type": "application/json", **signed, **headers}
    )


def generic(serving: Serving, body: bytes, **headers: str) -> httpx2.Response:
    return serving.http.post("/intake/generic", content=body, headers={"Content-Type": "application/json", **headers})


def kept(serving: Serving) -> list[dict[str, object]]:
    file = serving.folder / "changes-received.ndjson"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def open_server(serving: Serving) -> Serving:
    serving.configure(SOURCES)
    serving.start()
    return serving


def test_a_deployment_of_github(open_server: Serving) -> None:
    """Created, then succeeded: one change, finished; the next one knows what it replaced. All of it is on disk."""
    for body in (
        deployment(1, sha="aaa", minutes=-9),
        deployment(1, "success", sha="aaa", minutes=-9),
        deployment(2, sha="bbb"),
    ):
        answer = from_github(open_server, body)
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    ids = [(one["id"], one["finished_at"] is not None, one["revertible_to"]) for one in kept(open_server)]
    assert ids == [
        ("github/acme/shop/production/1", False, None),
        ("github/acme/shop/production/1", True, None),
        ("github/acme/shop/production/2", False, "aaa"),
    ]
    assert {one["service"] for one in kept(open_server)} == {"orders"}


def test_what_is_not_signed_is_not_read(open_server: Serving) -> None:
    """Another secret, another body, a truncated or odd signature, none at all: 401, and nothing is kept."""
    body = deployment()
    good = signature(GITHUB, body)
    answers = [from_github(open_server, body, "another-secret-of-ours")]
    for wrong in (signature(GITHUB, body + b" "), good[:-1], good.replace("sha256", "sha1"), "sha256=", ""):
        answers.append(from_github(open_server, body, **{"X-Hub-Signature-256": wrong}))
    assert {answer.status_code for answer in answers} == {401}
    assert {frozenset(answer.json()) for answer in answers} == {frozenset({"error", "hint"})}
    assert from_github(open_server, b"not JSON", "another-secret-of-ours").status_code == 401
    assert kept(open_server) == []


def test_bodies_that_cannot_be_taken(open_server: Serving) -> None:
    """A signature does not make sense of nonsense, and sizes are bounded before anything is read."""
    assert from_github(open_server, b"not JSON").status_code == 400
    assert from_github(open_server, b"{}").status_code == 400
    assert from_github(open_server, b" " * (1024 * 1024 + 1)).status_code == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert from_github(open_server, deployment(), **form).status_code == 415
    ignored = from_github(open_server, b'{"zen": "Design for failure."}', **{"X-GitHub-Event": "ping"})
    assert (ignored.status_code, ignored.json()["status"]) == (202, "ignored")
    huge = b" " * (64 * 1024 + 1)
    assert generic(open_server, huge, **{"X-Hub-Signature-256": signature(GENERIC, huge)}).status_code == 413
    odd = change(kind="reboot")
    answer = generic(open_server, odd, **{"X-Hub-Signature-256": signature(GENERIC, odd)})
    assert (answer.status_code, "deploy or config" in answer.json()["error"]) == (400, True)
    assert kept(open_server) == []


def test_a_change_of_our_own(open_server: Serving) -> None:
    """Signed with its own secret; GitHub's opens another door, and without a signature none opens."""
    body = change(revertible_to="r41")
    assert generic(open_server, body).status_code == 401
    assert generic(open_server, body, **{"X-Hub-Signature-256": signature(GITHUB, body)}).status_code == 401
    answer = generic(open_server, body, **{"X-Hub-Signature-256": signature(GENERIC, body)})
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "change": "c1"})
    assert [one["revertible_to"] for one in kept(open_server)] == ["r41"]


def test_a_token_opens_our_door_and_not_githubs(serving: Serving) -> None:
    """A deployer that has a token need not sign; GitHub always signs, and without its secret nothing is taken."""
    serving.configure("", serve='tokens = "our-own-token"')
    serving.start()
    token = {"Authorization": "Bearer our-own-token"}
    assert generic(serving, change(), **token).status_code == 202
    assert generic(serving, change()).status_code == 401
    assert generic(serving, change(), **{"X-Hub-Signature-256": signature("", change())}).status_code == 401
    assert from_github(serving, deployment(), "", **token).status_code == 401
    assert [one["id"] for one in kept(serving)] == ["c1"]


def test_a_restart_by_kill_loses_nothing(open_server: Serving) -> None:
    """Whatever was answered 202 is there after kill -9, in the next process too."""
    for number in range(20):
        body = change(f"c{number}")
        assert generic(open_server, body, **{"X-Hub-Signature-256": signature(GENERIC, body)}).status_code == 202
    open_server.kill()
    assert len(kept(open_server)) == 20
    open_server.start()
    body = change("c7")
    assert generic(open_server, body, **{"X-Hub-Signature-256": signature(GENERIC, body)}).status_code == 202
    assert len(kept(open_server)) == 20


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A file system of 64 KiB, which only root can make."""
    folder.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a small disk")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)], check=False)
    if made.returncode != 0:
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_a_503(serving: Serving, tmp_path: Path) -> None:
    """Never a 202: try again soon. When there is room, the same change goes through, and no half line was left."""
    with small_disk(tmp_path / "small") as disk:
        received = disk / "received.ndjson"
        serving.configure(f'[sources.changes]\nreceived = "{received}"')
        serving.start()
        try:
            assert generic(serving, change("before")).status_code == 202
            (disk / "ballast").write_bytes(b"x" * (60 * 1024 - received.stat().st_size))
            files = {f"{n}": ["a" * 900, "b" * 900] for n in range(10)}
            refused = generic(serving, change("late", artifacts=files))
            assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
            (disk / "ballast").unlink()
            assert generic(serving, change("late", artifacts=files)).status_code == 202
            assert [json.loads(line)["id"] for line in received.read_text().splitlines()] == ["before", "late"]
        finally:
            serving.kill()


def test_a_change_that_was_sent_is_suspected(serving: Serving, closed_port: int) -> None:
    """The engine finds it beside the incident of its service: a change by webhook is as good as one in a file."""
    serving.configure(
        f"""
[detect]
interval = "1s"
second_look = "200ms"
looks_per_minute = 120
[diagnose]
gather = "0s"
settle = "1s"
[sources.scrape]
interval = "1s"
[service.orders]
endpoints = [{{ address = "127.0.0.1:{closed_port}" }}]
"""
    )
    serving.start()
    assert generic(serving, change(finished_at=NOW.isoformat(), before="r41", after="r42")).status_code == 202

    def suspected() -> bool:
        paths = [f"/api/v1/incidents/{one['id']}" for one in serving.incidents()]
        hypotheses = [h for path in paths for h in serving.http.get(path).json()["hypotheses"]]
        return any(h["change"] and h["change"]["id"] == "c1" for h in hypotheses)

    serving.until(suspected, "a suspected change")

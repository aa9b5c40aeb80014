"""The incident API over real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from firstcause.model.event import Actor
from firstcause.model.facts import (
    Fact,
    IncidentResolved,
    MitigationApproved,
    MitigationRefused,
    NoteAdded,
    PageAcknowledged,
    QuestionAnswered,
)

if TYPE_CHECKING:
    from tests.serve.conftest import Client, Desk

ALICE = Actor("human", "alice")
ONE = "/api/v1/incidents/i1"


def test_listing(client: httpx2.Client) -> None:
    """The list tells of each incident what one needs to choose."""
    (shown,) = client.get("/api/v1/incidents").json()["incidents"]
    assert (shown["id"], shown["status"], shown["severity"], shown["cause"]) == ("i1", "open", "P1", None)
    assert shown["milestones"]["detected"]["sequence"] == 1


def test_whole(client: httpx2.Client) -> None:
    """One incident has its milestones, its status, and the names of its evidence."""
    shown = client.get(ONE).json()
    assert shown["summary"] == "handshakes fail"
    assert shown["milestones"]["detected"]["at"].startswith("2025-11-07T04:58:30")
    assert (shown["status"], shown["names"]) == ("open", {"E1": "abcdef0123456789"})


def test_timeline(client: httpx2.Client) -> None:
    """The timeline is the incident's events, each with its fact, actor and evidence."""
    (event,) = client.get(f"{ONE}/timeline").json()["events"]
    assert (event["sequence"], event["actor"]["name"], event["evidence"]) == (1, "detect", ["abcdef0123456789"])
    assert event["fact"]["code"] == "tls/incomplete-chain"


@pytest.mark.parametrize("wanted", ["E1", "abcdef0123456789", "abcdef"])
def test_evidence_by_name_and_by_id(client: httpx2.Client, wanted: str) -> None:
    """A short name, an id or its beginning lead to the same evidence."""
    shown = client.get(f"{ONE}/evidence/{wanted}").json()
    assert (shown["name"], shown["source"], shown["observation"]["reason"]) == ("E1", "probe", "connect timed out")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/incidents/i2",
        "/api/v1/incidents/i2/timeline",
        "/api/v1/incidents/i2/evidence/E1",
        f"{ONE}/evidence/E2",
        f"{ONE}/evidence/012345",
        f"{ONE}/evidence/..%2F..%2Fetc%2Fpasswd",
        "/api/v1/nothing",
        "/",
    ],
)
def test_not_found(client: httpx2.Client, path: str) -> None:
    """What is not there is a 404 with an error and a hint."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "hint"}


@pytest.mark.parametrize(
    ("path", "body", "fact"),
    [
        ("acknowledge", {}, PageAcknowledged("alice")),
        ("note", {"text": " seen it\nbefore "}, NoteAdded("seen it\nbefore")),
        ("answer", {"question": "tickets?", "answer": "21"}, QuestionAnswered("tickets?", "21")),
        ("resolve", {"reason": "done"}, IncidentResolved("done")),
        ("mitigation/approve", {"plan": "p1"}, MitigationApproved("p1", "alice")),
        ("mitigation/refuse", {"plan": "p1", "reason": "no"}, MitigationRefused("p1", "person", "no")),
    ],
)
def test_statements(client: httpx2.Client, desk: Desk, path: str, body: dict[str, str], fact: Fact) -> None:
    """Each POST states one fact in the name of the person who sent it, and answers with the incident."""
    answer = client.post(f"{ONE}/{path}", json={"by": "alice", **body})
    assert (answer.status_code, answer.json()["id"]) == (200, "i1")
    assert desk.stated == [("i1", fact, ALICE)]
    assert client.get(f"{ONE}/{path}").status_code == 405


def test_looking_changes_nothing(client: httpx2.Client, desk: Desk) -> None:
    """No GET on any path states a fact: mail scanners follow links."""
    for path in ("", "/timeline", "/evidence/E1", "/acknowledge", "/resolve", "/mitigation/approve"):
        client.get(f"{ONE}{path}", params={"by": "scanner", "reason": "x", "plan": "p1"})
    for path in ("", "/stop", "/resume"):
        client.get(f"/api/v1/mitigation{path}")
    assert (desk.stated, desk.halted, desk.resumed) == ([], [], [])


def test_a_refusal_is_a_conflict(client: httpx2.Client) -> None:
    """What the engine refuses is a 409 with its reason and hint."""
    client.post(f"{ONE}/resolve", json={"by": "alice", "reason": "done"})
    answer = client.post(f"{ONE}/resolve", json={"by": "alice", "reason": "done"})
    assert answer.status_code == 409
    assert answer.json() == {"error": "i1 is resolved already", "hint": "nothing is left to do"}


def test_a_full_disk_is_try_again(client: httpx2.Client) -> None:
    """What could not be kept is never answered with a 2xx, but with a 503 that says when to try again."""
    answer = client.post(f"{ONE}/note", json={"by": "alice", "text": "full"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_the_unforeseen_is_a_500_without_details(serving: Client, caplog: pytest.LogCaptureFixture) -> None:
    """A bug answers JSON and tells the client nothing of our inside; the log tells all."""
    with serving() as client:
        answer = client.post(f"{ONE}/note", json={"by": "alice", "text": "broken"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret detail" in caplog.text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'{"by":"alice"',
        b"\xff",
        b"[" * 60_000,
        b'{"by":"alice"}',
        b'{"text":"x"}',
        b'{"by":7,"text":"x"}',
        b'{"by":" ","text":"x"}',
        b'{"by":"alice","text":["x"]}',
        b'{"by":"alice","text":"\\ud800"}',
        b'{"by":"al\\u001b[2Jice","text":"x"}',
        b'{"by":"alice\\nbob","text":"x"}',
        b'{"by":"' + b"a" * 300 + b'","text":"x"}',
        b'{"by":"alice","text":"' + b"x" * 11_000 + b'"}',
    ],
)
def test_hostile_bodies(client: httpx2.Client, desk: Desk, content: bytes) -> None:
    """A body that is not what the path asks for is a 400 with a hint, and states nothing."""
    answer = client.post(f"{ONE}/note", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "hint"}
    assert desk.stated == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(client: httpx2.Client, desk: Desk, content_type: str) -> None:
    """A web page elsewhere can send forms and plain text to this machine, but no JSON: the type decides."""
    headers = {"content-type": content_type} if content_type else {}
    answer = client.post(f"{ONE}/note", content=b'{"by":"alice","text":"x"}', headers=headers)
    assert answer.status_code == 415
    assert desk.stated == []


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long(client: httpx2.Client, chunked: bool) -> None:
    """More than 64 KB are refused, whether the length is told before or not."""
    pieces = [b" " * 16_384] * 5
    headers = {"content-type": "application/json"}
    answer = client.post(f"{ONE}/note", content=iter(pieces) if chunked else b"".join(pieces), headers=headers)
    assert answer.status_code == 413

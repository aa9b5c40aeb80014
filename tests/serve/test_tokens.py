"""Who may change something."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from firstcause.model.event import Actor
from firstcause.model.facts import NoteAdded, PageAcknowledged

if TYPE_CHECKING:
    from tests.serve.conftest import Client, Desk, Intake

NOTE = "/api/v1/incidents/i1/note"
BODY = {"by": "alice", "text": "x"}
DRILL = Actor("drill", "responder")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


TOKENS = {digest("people"): None, digest("drill"): DRILL}


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic people", "people", "Bearer peopl\xe9"])
def test_without_a_token_nothing_changes(serving: Client, desk: Desk, authorization: str | None) -> None:
    """A POST without a known bearer token is a 401 that says what is needed; reading needs none."""
    headers = {b"authorization": authorization.encode("latin-1")} if authorization else {}
    with serving(TOKENS) as client:
        answer = client.post(NOTE, json=BODY, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert set(answer.json()) == {"error", "hint"}
        assert client.get("/api/v1/incidents").status_code == 200
    assert desk.stated == []


def test_a_token_for_people(serving: Client, desk: Desk) -> None:
    """With an unbound token the actor is the person that `by` names."""
    with serving(TOKENS) as client:
        assert client.post(NOTE, json=BODY, headers={"authorization": "Bearer people"}).status_code == 200
    assert desk.stated == [("i1", NoteAdded("x"), Actor("human", "alice"))]


@pytest.mark.parametrize(("body", "by"), [({"by": "alice"}, "alice"), ({}, "responder")])
def test_a_bound_token(serving: Client, desk: Desk, body: dict[str, str], by: str) -> None:
    """What a drill's responder does is recorded as the drill's, whatever name it acts under."""
    with serving(TOKENS) as client:
        client.post("/api/v1/incidents/i1/acknowledge", json=body, headers={"authorization": "bearer drill"})
    assert desk.stated == [("i1", PageAcknowledged(by), DRILL)]


def test_spans_of_this_machine_need_no_token(serving: Client, intake: Intake) -> None:
    """Services on the same machine send spans without a token; what a proxy forwards comes from elsewhere."""
    headers = {"content-type": "application/x-protobuf"}
    with serving(TOKENS) as client:
        assert client.post("/v1/traces", content=b"x", headers=headers).status_code == 200
        forwarded = {**headers, "x-forwarded-for": "127.0.0.1"}
        assert client.post("/v1/traces", content=b"y", headers=forwarded).status_code == 401
    assert intake.bodies == [b"x"]

"""The mitigation API over real sockets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import httpx2
import pytest

from firstcause.model.event import Actor
from firstcause.model.mitigation import Mitigation, MitigationPlan, MitigationState

if TYPE_CHECKING:
    from tests.serve.conftest import Desk

ALICE = Actor("human", "alice")
PLAN = MitigationPlan("p1", "orders", "roll back", "team", "r42", "r41", "", "")


def test_stop_and_resume(client: httpx2.Client, desk: Desk) -> None:
    """All automatic mitigation is halted and allowed again, each with a reason and in somebody's name."""
    answer = client.post("/api/v1/mitigation/stop", json={"by": "alice", "reason": "freeze"})
    assert answer.json() == {"halted": True, "reason": "freeze"}
    answer = client.post("/api/v1/mitigation/resume", json={"by": "alice", "reason": "thaw"})
    assert answer.json() == {"halted": False, "reason": "thaw"}
    assert (desk.halted, desk.resumed) == ([("freeze", ALICE)], [("thaw", ALICE)])


def test_what_is_not_halted_cannot_be_resumed(client: httpx2.Client) -> None:
    """It is a conflict, with a hint."""
    answer = client.post("/api/v1/mitigation/resume", json={"by": "alice", "reason": "thaw"})
    assert answer.status_code == 409
    assert set(answer.json()) == {"error", "hint"}


@pytest.mark.parametrize("path", ["stop", "resume"])
@pytest.mark.parametrize("body", [{"by": "alice"}, {"reason": "freeze"}, {"by": "alice", "reason": " "}])
def test_nobody_halts_without_name_and_reason(client: httpx2.Client, path: str, body: dict[str, str]) -> None:
    """Both are recorded."""
    assert client.post(f"/api/v1/mitigation/{path}", json=body).status_code == 400


def test_the_list_shows_halts_plans_and_refusals(client: httpx2.Client, desk: Desk) -> None:
    """Who halted, when and why; each plan, what undoes it, and which guard refused it."""
    failed = Mitigation(PLAN, MitigationState.FAILED, "calls to it still fail")
    back = replace(PLAN, id="p1/undo", undoes="p1")
    refused = Mitigation(back, MitigationState.REFUSED, "not-halted: halted by alice", guard="not-halted")
    desk.one = replace(desk.one, mitigation=failed, undoing=refused)
    assert client.get("/api/v1/mitigation").json()["halted"] is False
    client.post("/api/v1/mitigation/stop", json={"by": "alice", "reason": "freeze"})
    shown = client.get("/api/v1/mitigation").json()
    assert shown["halted"] is True
    halt = {"halted": True, "at": "2025-11-07T04:58:30.000000Z", "by": "alice", "reason": "freeze"}
    assert shown["halts"] == [halt]
    assert [(m["incident"], m["state"], m["guard"], m["plan"]["undoes"]) for m in shown["mitigations"]] == [
        ("i1", "failed", "", ""),
        ("i1", "refused", "not-halted", "p1"),
    ]

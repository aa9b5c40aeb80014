"""GitHub's webhooks about deployments, in the shape in which GitHub sends them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from firstcause.model.change import Change
from firstcause.sources.errors import DecodeError
from firstcause.sources.github import GithubPolicy, Ignored, decode_deployment, with_predecessor

AT = datetime(2025, 11, 7, 4, 58, 30, tzinfo=UTC)
SHA = "a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d"


def deployment(**more: object) -> dict[str, object]:
    return {
        "url": "https://api.github.com/repos/acme/orders/deployments/145988746",
        "id": 145988746,
        "node_id": "MDEwOkRlcGxveW1lbnQxNDU5ODg3NDY=",
        "sha": SHA,
        "ref": "v1.42.0",
        "task": "deploy",
        "payload": {"secret": "not ours to keep"},
        "original_environment": "production",
        "environment": "production",
        "description": None,
        "creator": {"login": "octo-deployer", "id": 21031067, "type": "User"},
        "created_at": "2025-11-07T04:58:30Z",
        "updated_at": "2025-11-07T04:58:30Z",
        "production_environment": True,
        **more,
    }


def body(state: str = "", at: str = "2025-11-07T04:59:10Z", **more: object) -> bytes:
    """`deployment`, or with a state `deployment_status`."""
    status = {"deployment_status": {"id": 209916254, "state": state, "environment": "production", "created_at": at}}
    repository = {"id": 186853002, "name": "orders", "full_name": "acme/orders", "private": True}
    event = {"action": "created", "deployment": deployment(**more), "repository": repository, "sender": {"login": "x"}}
    return json.dumps({**event, **(status if state else {})}).encode()


def changed(event: str, content: bytes, policy: GithubPolicy | None = None) -> Change:
    found = decode_deployment(event, content, policy or GithubPolicy())
    assert isinstance(found, Change), found
    return found


def test_a_deployment_and_its_success_are_one_change() -> None:
    """Begun when it was created, finished when it succeeded; the payload's own words are not kept."""
    began = changed("deployment", body())
    assert began == Change(
        "github/acme/orders/production/145988746", "deploy", "orders", AT, by="octo-deployer", after=SHA
    )
    assert changed("deployment_status", body("in_progress")) == began
    finished = changed("deployment_status", body("success"))
    assert (finished.id, finished.finished_at) == (began.id, AT + timedelta(seconds=40))


@pytest.mark.parametrize("state", ["failure", "error", "inactive"])
def test_states_that_deploy_nothing(state: str) -> None:
    """A failed deployment leaves what ran before; `inactive` says only that another came later."""
    assert isinstance(decode_deployment("deployment_status", body(state), GithubPolicy()), Ignored)


@pytest.mark.parametrize("event", ["push", "ping", "", "deployment_review"])
def test_other_events_are_ignored_whatever_they_say(event: str) -> None:
    """A webhook may be set to send everything."""
    assert isinstance(decode_deployment(event, b'{"zen": "Keep it logically awesome."}', GithubPolicy()), Ignored)


def test_other_environments_are_no_suspects() -> None:
    """Staging breaks nobody; which environments count is the team's to say."""
    staging = body(environment="staging")
    assert isinstance(decode_deployment("deployment", staging, GithubPolicy()), Ignored)
    assert changed("deployment", staging, GithubPolicy(("staging",))).id == "github/acme/orders/staging/145988746"


@pytest.mark.parametrize("name", ["acme/orders", "orders"])
def test_names_of_services_and_releases(name: str) -> None:
    """A repository is the service that the configuration says; a release may be called by its branch or tag."""
    policy = GithubPolicy(services={name: "order-service"}, release="ref")
    change = changed("deployment", body(), policy)
    assert (change.service, change.after) == ("order-service", "v1.42.0")


def test_the_way_back_is_what_succeeded_before() -> None:
    """Not what failed or was never finished, not another environment's, and nothing that came later."""

    def earlier(
        number: int, release: str, minutes: int, finished: bool, place: str = "acme/orders/production"
    ) -> Change:
        at = AT + timedelta(minutes=minutes)
        return Change(f"github/{place}/{number}", "deploy", "orders", at, at if finished else None, after=release)

    known = [
        earlier(1, "r1", -50, finished=True),
        earlier(2, "r2", -40, finished=True),
        earlier(3, "r3", -30, finished=False),
        earlier(4, "r4", -20, finished=True, place="acme/orders/staging"),
        earlier(5, "r5", 10, finished=True),
    ]
    change = with_predecessor(changed("deployment", body()), known)
    assert (change.before, change.revertible_to) == ("r2", "r2")
    assert with_predecessor(changed("deployment", body()), known[2:]).revertible_to is None


HOSTILE: Mapping[str, bytes] = {
    "no JSON": b"payload=%7B%7D",
    "a list": b"[]",
    "a deep list": b"[" * 50_000,
    "no deployment": b'{"repository": {"full_name": "a/b"}}',
    "no repository": json.dumps({"deployment": deployment()}).encode(),
    "an id of text": body(id="145988746; rm"),
    "an id that is true": body(id=True),
    "no time": body(created_at=None),
    "a time without a zone": body(created_at="2025-11-07T04:58:30"),
    "a terminal's commands": body(sha="\x1b[2J"),
    "a novel": body(sha="x" * 5000),
    "no environment": body(environment=""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bodies(name: str) -> None:
    """What is no deployment is refused with a reason and a hint, never with another exception."""
    with pytest.raises(DecodeError) as error:
        decode_deployment("deployment", HOSTILE[name], GithubPolicy())
    assert error.value.hint


def test_a_creator_that_is_odd_is_nobody() -> None:
    """An application without a login still deploys."""
    assert changed("deployment", body(creator=None)).by == ""

"""GitHub's webhooks about deployments, to changes. It knows their shape; who sent them, the HTTP edge has seen to.

A deployment is recorded when it is created and again when it succeeded: GitHub tells its other states too, but those
say nothing of what runs. See https://docs.github.com/webhooks/webhook-events-and-payloads#deployment_status
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from firstcause.model.change import Change
from firstcause.sources.change_record import change_from, json_object
from firstcause.sources.errors import DecodeError

HINT: Final = "send the events `deployment` and `deployment_status` of a repository, as JSON"
BEGAN: Final = {"queued", "in_progress", "pending", "waiting"}


@dataclass(frozen=True, slots=True)
class GithubPolicy:
    """Deployments of which environments count, which service a repository (`owner/name`) is, and what its releases
    are called: by their commit, or by the branch or tag that was deployed."""

    environments: tuple[str, ...] = ("production",)
    services: Mapping[str, str] = field(default_factory=dict)
    release: Literal["sha", "ref"] = "sha"

    def service(self, repository: str) -> str:
        """The service's name in the catalogue; without an entry, the repository's own name."""
        return self.services.get(repository) or self.services.get(_own_name(repository)) or _own_name(repository)


@dataclass(frozen=True, slots=True)
class Ignored:
    """A sound event that changes nothing for us, and why."""

    reason: str


def decode_deployment(event: str, body: bytes, policy: GithubPolicy) -> Change | Ignored:
    """What `X-GitHub-Event: event` with this body tells of. Raises DecodeError."""
    if event not in ("deployment", "deployment_status"):
        return Ignored(f"{event or 'an event without a name'} tells of no deployment")
    whole = json_object(body)
    deployment, repository = _object(whole, "deployment"), _text(_object(whole, "repository"), "full_name")
    status = _object(whole, "deployment_status") if event == "deployment_status" else {}
    state = _text(status, "state") if status else "queued"
    environment = _text(deployment, "environment")
    if environment not in policy.environments:
        return Ignored(f"the environment {environment} is not watched")
    if state != "success" and state not in BEGAN:
        return Ignored(f"the state {state} deploys nothing")
    return change_from(
        {
            "id": f"github/{repository}/{environment}/{_number(deployment, 'id')}",
            "kind": "deploy",
            "service": policy.service(repository),
            "at": _text(deployment, "created_at"),
            "finished_at": _text(status, "created_at") if state == "success" else None,
            "by": _creator(deployment),
            "after": _text(deployment, policy.release),
        }
    )


def with_predecessor(change: Change, known: Iterable[Change]) -> Change:
    """The change with what ran before it: the last deployment of the same repository and environment that succeeded."""
    place = change.id.rpartition("/")[0]
    earlier = [c for c in known if c.id.rpartition("/")[0] == place and c.id != change.id and c.at < change.at]
    finished = [c for c in earlier if c.finished_at]
    if not finished:
        return change
    last = max(finished, key=lambda c: c.at)
    return replace(change, before=last.after, revertible_to=last.after)


def _own_name(repository: str) -> str:
    return repository.rpartition("/")[2]


def _creator(deployment: Mapping[str, object]) -> str:
    creator = deployment.get("creator")
    login = creator.get("login") if isinstance(creator, dict) else None
    return login if isinstance(login, str) else ""


def _object(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = body.get(name)
    if not isinstance(value, dict):
        raise DecodeError(f'"{name}": expected an object, found {type(value).__name__}', hint=HINT)
    return value


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise DecodeError(f'"{name}": expected some text, found {type(value).__name__}', hint=HINT)
    return value


def _number(body: Mapping[str, object], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise DecodeError(f'"{name}": expected a number, found {type(value).__name__}', hint=HINT)
    return value

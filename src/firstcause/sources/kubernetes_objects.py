"""The few fields of Deployments and ReplicaSets that tell of rollouts, out of Kubernetes' JSON.

An object that is not what the API promises is a complaint, never an exception; the bounds of texts are those of a
change event and are applied there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstcause.sources.errors import DecodeError
from firstcause.sources.reading import Record

REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
TEMPLATE_HASH = "pod-template-hash"
ALL_AVAILABLE = "NewReplicaSetAvailable"  # the reason of Progressing once a rollout is complete
HINT = "see it with `kubectl get deploy,rs -A -o json`"

Key = tuple[str, str]
"""Namespace and name."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment. `progressed` is when its rollout last got on, `finished` when it was complete; "" if it is not."""

    namespace: str
    name: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    progressed: str
    finished: str

    @property
    def key(self) -> Key:
        """What its ReplicaSets call it."""
        return self.namespace, self.name


@dataclass(frozen=True, slots=True)
class ReplicaSet:
    """One version of a Deployment's pods; its revisions, the earliest first, the last of them is its present one."""

    revisions: tuple[int, ...]
    created: str
    images: Mapping[str, str]
    template_hash: str


def deployments(items: Sequence[object]) -> tuple[list[Workload], list[Record]]:
    """The Deployments among these objects, and complaints about those that are broken."""
    found: list[Workload] = []
    complaints: list[Record] = []
    for place, one in _of_kind(items, "Deployment"):
        try:
            found.append(_workload(one))
        except DecodeError as error:
            complaints.append((place, error))
    return found, complaints


def replica_sets(items: Sequence[object]) -> tuple[dict[Key, list[ReplicaSet]], list[Record]]:
    """The ReplicaSets of each Deployment, and complaints. One that belongs to no Deployment is no rollout."""
    found: dict[Key, list[ReplicaSet]] = {}
    complaints: list[Record] = []
    for place, one in _of_kind(items, "ReplicaSet"):
        try:
            metadata = _mapping(one, "metadata")
            owner = _owner(metadata)
            if owner:
                found.setdefault((_text(metadata, "namespace"), owner), []).append(_replica_set(one, metadata))
        except DecodeError as error:
            complaints.append((place, error))
    return found, complaints


def _of_kind(items: Sequence[object], kind: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, one in enumerate(items):
        if isinstance(one, dict) and one.get("kind") == kind:
            yield f"{kind}, items[{number}]", one


def _workload(one: Mapping[str, object]) -> Workload:
    metadata = _mapping(one, "metadata")
    progressing = _progressing(one)
    progressed = _moment(progressing, "lastUpdateTime") if "lastUpdateTime" in progressing else ""
    complete = _text(progressing, "reason", needed=False) == ALL_AVAILABLE
    return Workload(
        _text(metadata, "namespace"),
        _text(metadata, "name"),
        _texts(metadata, "labels"),
        _texts(metadata, "annotations"),
        progressed,
        progressed if complete else "",
    )


def _progressing(one: Mapping[str, object]) -> Mapping[str, object]:
    conditions = _mapping(one, "status", needed=False).get("conditions") or []
    if not isinstance(conditions, list):
        raise DecodeError("status.conditions: expected a list", hint=HINT)
    return next((c for c in conditions if isinstance(c, dict) and c.get("type") == "Progressing"), {})


def _owner(metadata: Mapping[str, object]) -> str:
    owners = metadata.get("ownerReferences") or []
    if not isinstance(owners, list):
        raise DecodeError("metadata.ownerReferences: expected a list", hint=HINT)
    return next((_text(o, "name") for o in owners if isinstance(o, dict) and o.get("kind") == "Deployment"), "")


def _replica_set(one: Mapping[str, object], metadata: Mapping[str, object]) -> ReplicaSet:
    annotations = _texts(metadata, "annotations")
    history = [part for part in annotations.get(HISTORY, "").split(",") if part.strip()]
    revisions = sorted({_revision(part) for part in (*history, annotations.get(REVISION, ""))})
    pods = _mapping(_mapping(_mapping(one, "spec"), "template"), "spec")
    return ReplicaSet(
        tuple(revisions),
        _moment(metadata, "creationTimestamp"),
        dict(_images(pods)),
        _texts(metadata, "labels").get(TEMPLATE_HASH, ""),
    )


def _revision(text: str) -> int:
    number = text.strip()
    if not (number.isascii() and number.isdecimal() and len(number) < 19 and int(number)):
        raise DecodeError(f"annotation {REVISION}: expected a number, found {text[:40]!r}", hint=HINT)
    return int(number)


def _images(pods: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for kind in ("initContainers", "containers"):
        containers = pods.get(kind) or []
        if not isinstance(containers, list):
            raise DecodeError(f"{kind}: expected a list", hint=HINT)
        for container in containers:
            if isinstance(container, dict):
                yield f"image:{_text(container, 'name')}", _text(container, "image", needed=False)


def _mapping(body: Mapping[str, object], name: str, *, needed: bool = True) -> Mapping[str, object]:
    value = body.get(name)
    if value is None and not needed:
        return {}
    if not isinstance(value, dict):
        raise DecodeError(f"{name}: expected an object, found {type(value).__name__}", hint=HINT)
    return value


def _texts(body: Mapping[str, object], name: str) -> Mapping[str, str]:
    pairs = _mapping(body, name, needed=False)
    return {key: value for key, value in pairs.items() if isinstance(value, str)}


def _moment(body: Mapping[str, object], name: str) -> str:
    """A time as the API spells it. One that is none would spoil the rollouts before and after it as well."""
    text = _text(body, name)
    try:
        known = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        known = False
    if not known:
        raise DecodeError(f"{name}: expected a time as in RFC 3339, found {text[:40]!r}", hint=HINT)
    return text


def _text(body: Mapping[str, object], name: str, *, needed: bool = True) -> str:
    value = body.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value):
        raise DecodeError(f"{name}: expected some text, found {type(value).__name__}", hint=HINT)
    return value

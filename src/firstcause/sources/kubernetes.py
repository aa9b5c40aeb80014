"""Rollouts of Kubernetes Deployments, from what `kubectl get deploy,rs -A -o json` prints.

Each revision of a Deployment is a ReplicaSet: when it was created the rollout began, and the revision before is where
one can go back to. A ReplicaSet that an undo brought back keeps its first creation time and gets a new revision.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firstcause.model.evidence import Unobserved
from firstcause.sources.command import output_of
from firstcause.sources.errors import CommandError, DecodeError
from firstcause.sources.kubernetes_objects import ReplicaSet, Workload, deployments, replica_sets
from firstcause.sources.reading import Reading, Record, read

MOST_BYTES = 64 * 1024 * 1024
Fetch = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Naming:
    """Which service a Deployment is: by `names` (`namespace/name` or `name`), else by the label or annotation, else
    its own name."""

    label: str = "app.kubernetes.io/name"
    names: Mapping[str, str] = field(default_factory=dict)

    def service(self, workload: Workload) -> str:
        """The service's name in the catalogue."""
        for known in (f"{workload.namespace}/{workload.name}", workload.name):
            if known in self.names:
                return self.names[known]
        return workload.annotations.get(self.label) or workload.labels.get(self.label) or workload.name


class KubernetesRollouts:
    """Rollouts, as `fetch` shows them. `look` may take as long as the fetch."""

    def __init__(self, name: str, fetch: Fetch, naming: Naming) -> None:
        self.name = name
        self._fetch = fetch
        self._naming = naming

    def look(self) -> Reading | Unobserved:
        """All rollouts that the cluster remembers, or why it cannot tell."""
        try:
            items = _items(self._fetch())
        except (CommandError, DecodeError) as error:
            return Unobserved(f"{self.name}: {error}")
        except OSError as error:
            return Unobserved(f"{self.name}: {error.strerror or error}")
        return read(_records(items, self._naming))


def by_command(command: Sequence[str], timeout_seconds: float) -> Fetch:
    """What this command prints, run as a list of arguments."""
    return lambda: output_of(command, timeout_seconds, MOST_BYTES)


def from_file(path: Path) -> Fetch:
    """What stands in this file, which somebody else writes."""

    def fetch() -> bytes:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise DecodeError(f"more than {MOST_BYTES} bytes")
        return content

    return fetch


def _items(output: bytes) -> Sequence[object]:
    try:
        body = json.loads(output)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON: {error}", hint="add -o json to the command") from error
    items = body.get("items") if isinstance(body, dict) else None
    if not isinstance(items, list):
        raise DecodeError("expected a list of objects under `items`", hint="as `kubectl get deploy,rs -A -o json` has")
    return items


def _records(items: Sequence[object], naming: Naming) -> Iterator[Record]:
    sets, complaints = replica_sets(items)
    yield from complaints
    workloads, complaints = deployments(items)
    yield from complaints
    for workload in workloads:
        service = naming.service(workload)
        for fields in _rollouts(workload, sets.get(workload.key, ())):
            yield f"{workload.namespace}/{workload.name}", {"service": service, **fields}


def _rollouts(workload: Workload, own: Sequence[ReplicaSet]) -> Iterator[Mapping[str, object]]:
    """A change for each revision whose beginning is known."""
    by_revision = {revision: one for one in own for revision in one.revisions}
    began = _beginnings(workload, own)
    known = sorted(began)
    # A rollout that was overtaken had ended by the time the next one began.
    ended = {earlier: began[later] for earlier, later in itertools.pairwise(known)}
    for revision in known:
        before = max((r for r in by_revision if r < revision), default=0)
        yield {
            "id": f"kubernetes/{workload.namespace}/{workload.name}/{revision}",
            "kind": "deploy",
            "at": began[revision],
            "finished_at": ended.get(revision, workload.finished) or None,
            "before": str(before) if before else "",
            "after": str(revision),
            "artifacts": _replaced(by_revision.get(before), by_revision[revision]),
            "revertible_to": _way_back(by_revision.get(before), before),
        }


def _beginnings(workload: Workload, own: Sequence[ReplicaSet]) -> Mapping[int, str]:
    """When each revision began: the first of a ReplicaSet with it, the present one by an undo at its last progress."""
    began = {one.revisions[0]: one.created for one in own}
    present = max((one.revisions[-1] for one in own), default=0)
    if present and present not in began and workload.progressed:
        # The cluster keeps no other time of an undo. Those that came in between have none at all.
        began[present] = workload.progressed
    return began


def _way_back(old: ReplicaSet | None, before: int) -> str | None:
    """The revision before, where `rollout undo --to-revision` still knows it: after an undo the old number is gone."""
    return str(before) if old and old.revisions[-1] == before else None


def _replaced(old: ReplicaSet | None, new: ReplicaSet) -> Mapping[str, object]:
    """What differs: the image of each container, and the hash of the whole template."""
    before = {**old.images, "pod-template-hash": old.template_hash} if old else {}
    after = {**new.images, "pod-template-hash": new.template_hash}
    names = sorted({*before, *after})
    return {n: [before.get(n, ""), after.get(n, "")] for n in names if before.get(n) != after.get(n)}

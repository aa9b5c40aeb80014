"""The fleet's deployer: release folders, the `current` link, rollouts in waves, and rollbacks that interrupt them.

One rollout a service runs at a time (a lock that dies with its process). A rollback states its intent first; a deploy
that sees another intent than its own records that and leaves within 100 ms. What is decided stands in `rollout`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, get_args

from firstcause.drill.fleet.files import PRIVATE, PUBLIC, append_line, link_atomically, write_atomically, write_new
from firstcause.drill.fleet.layout import FleetLayout, ReplicaLayout
from firstcause.drill.fleet.rollout import (
    Outcome,
    Standing,
    change_document,
    changed_artifacts,
    finished,
    refusal,
    waves,
)
from firstcause.drill.fleet.rollout_lock import RolloutLock, is_rolling
from firstcause.drill.fleet.running import read_running
from firstcause.model.change import Change, ChangeKind
from firstcause.model.errors import DeploymentError
from firstcause.model.mitigation import Deployment

MANIFEST: Final = "manifest.json"
POLL_SECONDS: Final = 0.05
RESTART_SECONDS: Final = 40.0
CONNECT_SECONDS: Final = 1.0


class SupersededError(DeploymentError):
    """A rollback took over; what it does counts."""


def prepare_release(
    layout: FleetLayout, service: str, release: str, files: Mapping[str, bytes], *, kind: ChangeKind = "deploy"
) -> None:
    """Write a release folder, whole or not at all; `kind` is what going there will be called.

    Raises DeploymentError when the name is taken.
    """
    target = layout.release(service, release)
    if target.exists():
        raise DeploymentError(f"{service} has a release {release} already", hint="choose another name")
    beside = target.with_name(f".{release}.{secrets.token_hex(4)}")
    beside.mkdir(parents=True)
    try:
        for name, content in files.items():
            write_new(beside / name, content, mode=_mode(name))
        write_new(beside / MANIFEST, _manifest_text(service, release, kind, files))
        beside.rename(target)
    except OSError:
        shutil.rmtree(beside)
        raise


def derive_release(
    layout: FleetLayout,
    service: str,
    release: str,
    replaced: Mapping[str, bytes | None],
    *,
    kind: ChangeKind = "deploy",
) -> None:
    """A release like the current one, but for the files in `replaced`; None leaves a file out.

    Raises DeploymentError when the name is taken or the current release is not whole.
    """
    current = _current(layout, service)
    _require_whole(layout, service, current)
    folder = layout.release(service, current)
    kept = {name: (folder / name).read_bytes() for name in _manifest(layout, service, current) or {}}
    files = {name: content for name, content in {**kept, **replaced}.items() if content is not None}
    prepare_release(layout, service, release, files, kind=kind)


def renew_in_place(layout: FleetLayout, service: str, replaced: Mapping[str, bytes]) -> None:
    """Replace files of the current release where they lie, as a certificate agent does; replicas notice.

    No release is made and no change is recorded: nobody deployed anything.
    """
    current = _current(layout, service)
    folder = layout.release(service, current)
    document = json.loads((folder / MANIFEST).read_bytes())
    document["files"] |= {name: _digest(content) for name, content in replaced.items()}
    for name, content in replaced.items():
        write_atomically(folder / name, content, mode=_mode(name))
    write_atomically(folder / MANIFEST, json.dumps(document).encode())


def make_current(layout: FleetLayout, service: str, release: str) -> None:
    """Point `current` at the release."""
    link_atomically(layout.current(service), f"releases/{release}")


def listing(layout: FleetLayout, service: str) -> Deployment:
    """What is current, whether every replica runs it, whether a rollout is under way. Raises LayoutError."""
    layout.service(service)
    current = _current(layout, service)
    settled = all(s.settled(current) for s in _standings(layout, service))
    return Deployment(service, current, settled, is_rolling(layout.home(service)), _releases(layout, service))


def deploy(
    layout: FleetLayout, service: str, release: str, *, soak_seconds: float, by: str, spared: int = -1
) -> Change:
    """Roll `release` out: all replicas but the one with index `spared`, a soak, that one. Returns the change event.

    Raises DeploymentError when a rollout is under way, the release is not whole, or a replica refuses it;
    SupersededError when a rollback interrupts.
    """
    _require_whole(layout, service, release)
    with RolloutLock(layout.home(service)) as lock:
        lock.acquire(wait_seconds=1.0, insist=False)
        kind = _kind(layout, service, release)
        return _recorded(
            layout, service, release, kind, by, lambda: _waves(layout, service, release, soak_seconds, spared, lock)
        )


def rollback(layout: FleetLayout, service: str, to: str, *, by: str) -> Change | None:
    """Bring every replica to `to` at once, interrupting a deploy. None when everything was there already.

    Raises DeploymentError when `to` is not whole or a replica refuses it.
    """
    _require_whole(layout, service, to)
    with RolloutLock(layout.home(service)) as lock:
        lock.acquire(wait_seconds=RESTART_SECONDS, insist=True)
        replicas = layout.service(service).replicas
        if _current(layout, service) == to and all(s.desired == to for s in _standings(layout, service)):
            _restart(layout, service, replicas, to, lambda: None)
            return None
        # What is undone is of the kind of what was done.
        kind = _kind(layout, service, _current(layout, service))
        return _recorded(layout, service, to, kind, by, lambda: _restart(layout, service, replicas, to, lambda: None))


def _recorded(
    layout: FleetLayout, service: str, release: str, kind: ChangeKind, by: str, act: Callable[[], None]
) -> Change:
    """Write the change event, switch `current`, act, and write how it ended, however it ended."""
    change = _change(layout, service, release, kind, by)
    append_line(layout.changes, change_document(change))
    make_current(layout, service, release)
    outcome: Outcome = "failed"
    reason = ""
    try:
        act()
        outcome = "completed"
    except DeploymentError as error:
        outcome = "superseded" if isinstance(error, SupersededError) else "failed"
        reason = str(error)
        raise
    finally:
        change = finished(change, datetime.now(UTC))
        append_line(layout.changes, change_document(change))
        append_line(layout.rollouts, {"change": change.id, "to": release, "outcome": outcome, "reason": reason})
    return change


def _waves(
    layout: FleetLayout, service: str, release: str, soak_seconds: float, spared: int, lock: RolloutLock
) -> None:
    def check() -> None:
        if lock.superseded():
            raise SupersededError(f"a rollback of {service} took over from the deploy of {release}")

    replicas = {r.name: r for r in layout.service(service).replicas}
    for number, wave in enumerate(waves(list(replicas), spared)):
        if number:
            _wait(soak_seconds, lambda: False, check)
        _restart(layout, service, [replicas[name] for name in wave], release, check)


def _restart(
    layout: FleetLayout, service: str, replicas: Sequence[ReplicaLayout], release: str, check: Callable[[], None]
) -> None:
    """Have these replicas run `release`, and wait until each does and takes connections. Raises DeploymentError."""
    check()
    for replica in replicas:
        write_atomically(layout.desired(replica.name), release.encode())

    def ready() -> bool:
        standings = [_standing(layout, r) for r in replicas]
        if reason := refusal(standings):
            hint = f"`firstcause release rollback {service}` brings the fleet back to one release"
            raise DeploymentError(reason, hint=hint)
        return all(s.settled(release) for s in standings) and all(_takes_connections(r) for r in replicas)

    if not _wait(RESTART_SECONDS, ready, check):
        names = ", ".join(r.name for r in replicas)
        raise DeploymentError(f"not every replica of {names} runs {release} after {RESTART_SECONDS:.0f} s")


def _wait(seconds: float, until: Callable[[], bool], check: Callable[[], None]) -> bool:
    """Poll `until`; False when the time is up. `check` may raise at every look."""
    deadline = time.monotonic() + seconds
    while not until():
        check()
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        threading.Event().wait(min(POLL_SECONDS, left))
    return True


def _change(layout: FleetLayout, service: str, release: str, kind: ChangeKind, by: str) -> Change:
    before = _current(layout, service)
    known = _manifest(layout, service, before)
    return Change(
        id=f"{service}-{release}-{secrets.token_hex(4)}",
        kind=kind,
        service=service,
        at=datetime.now(UTC),
        by=by,
        before=before,
        after=release,
        artifacts=changed_artifacts(known, _manifest(layout, service, release) or {}),
        revertible_to=before if known is not None and before != release else None,
    )


def _require_whole(layout: FleetLayout, service: str, release: str) -> None:
    layout.service(service)
    if _manifest(layout, service, release) is None:
        known = ", ".join(_releases(layout, service))
        raise DeploymentError(f"{service} has no whole release {release}", hint=f"it has {known}")


def _manifest(layout: FleetLayout, service: str, release: str) -> Mapping[str, str] | None:
    """The release's digests, or None unless the folder holds exactly what its manifest says."""
    folder = layout.release(service, release)
    try:
        files: Mapping[str, str] = json.loads((folder / MANIFEST).read_bytes())["files"]
        whole = all(_digest((folder / name).read_bytes()) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError):
        return None
    return files if whole else None


def _kind(layout: FleetLayout, service: str, release: str) -> ChangeKind:
    """What going to the release is called: a deploy, unless its manifest says something else."""
    try:
        said = json.loads((layout.release(service, release) / MANIFEST).read_bytes()).get("kind")
    except (OSError, ValueError):
        return "deploy"
    return next((kind for kind in get_args(ChangeKind) if kind == said), "deploy")


def _manifest_text(service: str, release: str, kind: ChangeKind, files: Mapping[str, bytes]) -> bytes:
    digests = {name: _digest(content) for name, content in files.items()}
    return json.dumps({"service": service, "release": release, "kind": kind, "files": digests}).encode()


def _mode(name: str) -> int:
    """Whoever can read a key can be the service."""
    return PRIVATE if "key" in name else PUBLIC


def _current(layout: FleetLayout, service: str) -> str:
    return layout.current(service).readlink().name


def _releases(layout: FleetLayout, service: str) -> tuple[str, ...]:
    folders = (layout.home(service) / "releases").iterdir()
    return tuple(sorted(f.name for f in folders if not f.name.startswith(".")))


def _standings(layout: FleetLayout, service: str) -> list[Standing]:
    return [_standing(layout, r) for r in layout.service(service).replicas]


def _standing(layout: FleetLayout, replica: ReplicaLayout) -> Standing:
    desired = layout.desired(replica.name).read_text().strip()
    told = read_running(layout.running(replica.name))
    if told is None:
        return Standing(replica.name, desired, "")
    refused = told.refused.reason if told.refused is not None and told.refused.release == desired else ""
    return Standing(replica.name, desired, told.release, refused)


def _takes_connections(replica: ReplicaLayout) -> bool:
    """A plain TCP check, as many load balancers do it: it says nothing about the certificate."""
    try:
        socket.create_connection((replica.host, replica.port), CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"

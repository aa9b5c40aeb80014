"""The nursery forks replicas in no time; where it is gone or given nonsense, the fleet goes on without it."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcause.drill.fleet import releases
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.nursery_door import Order, OrderFds, order_birth

Wait = Callable[..., bool]


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    # A folder whose socket's path is longer than a socket's path may be.
    with Fleet.create(tmp_path / ("fleet " + "x" * 120), now=datetime.now(UTC)) as fleet:
        fleet.start()
        yield fleet


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def is_gone(process: int) -> bool:
    """A zombie that nobody has waited for yet is gone, too."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def pid(fleet: Fleet, replica: str) -> int:
    return int(json.loads(fleet.layout.running(replica).read_text())["pid"])


def restart_with(fleet: Fleet, release: str) -> None:
    """A release of its own for billing-api, on both replicas."""
    bundle = fleet.authority.leaf(fleet.layout.service("billing-api"), datetime.now(UTC))
    releases.derive_release(
        fleet.layout, "billing-api", release, {"bundle.pem": bundle.bundle_pem, "key.pem": bundle.key_pem}
    )
    releases.deploy(fleet.layout, "billing-api", release, soak_seconds=0, by="test")


def test_every_replica_and_every_successor_is_a_child_of_the_nursery(fleet: Fleet) -> None:
    """Each in a group of its replica, under the replica's own name."""
    first = pid(fleet, "billing-api-1")
    restart_with(fleet, "r42")
    second = pid(fleet, "billing-api-1")
    assert second != first
    assert {parent(pid(fleet, name)) for name in ("billing-api-1", "billing-api-2", "order-service-4")} == {
        parent(second)
    }
    assert os.getpgid(second) == first
    assert Path(f"/proc/{second}/comm").read_text() == "billing-api-1\n"


def test_without_its_nursery_a_fleet_is_restarted_all_the_same(fleet: Fleet, wait: Wait) -> None:
    """Whatever killed it: the successor is a process like any other."""
    nursery = parent(pid(fleet, "billing-api-1"))
    os.kill(nursery, signal.SIGKILL)
    restart_with(fleet, "r42")
    assert releases.listing(fleet.layout, "billing-api").current == "r42"
    successor = pid(fleet, "billing-api-1")
    assert parent(successor) != nursery
    assert fleet.dead() == []
    fleet.stop()
    assert wait(lambda: is_gone(successor))


def test_nonsense_at_the_door_changes_nothing(fleet: Fleet) -> None:
    """A caller who says nothing, who says something else, or who hangs up: the next order is served."""
    folder = os.open(fleet.layout.directory, os.O_RDONLY)
    for words in (b"", b"{", b"[]", b'{"layout": 1}'):
        with socket.socket(socket.AF_UNIX) as calling:
            calling.connect(f"/proc/self/fd/{folder}/nursery.sock")
            calling.sendall(words)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(f"/proc/self/fd/{folder}/nursery.sock")
        os.close(folder)
        nursery = parent(pid(fleet, "billing-api-1"))
        restart_with(fleet, "r42")
    assert parent(pid(fleet, "billing-api-1")) == nursery


def test_an_order_that_cannot_be_lived_is_heard_of(fleet: Fleet) -> None:
    """Nobody waits for a process that ended at once, and its standard error says why."""
    heard, tell = os.pipe()
    errors, stderr = os.pipe()
    order = Order(str(fleet.layout.file), "nobody-1", "r41", 0)
    order_birth(fleet.layout.nursery, order, OrderFds(tell, tell, tell, tell, stdin=tell, stderr=stderr))
    os.close(tell)
    os.close(stderr)
    with os.fdopen(heard, "rb") as told, os.fdopen(errors, "rb") as said:
        assert told.read() == b""
        assert b"nobody-1" in said.read()

"""A service's state: written once, and opened by all replicas at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from firstcause.drill.fleet.state import State, create_state

REPLICAS = 8


def test_replicas_that_start_at_the_same_moment_all_open_their_state(tmp_path: Path) -> None:
    """None finds the file locked, whoever is first."""
    for number in range(20):
        path, together = tmp_path / f"{number}.db", Barrier(REPLICAS)
        create_state(path)

        def begin(replica: int, path: Path = path, together: Barrier = together) -> bool:
            together.wait()
            return State(path).put_once("order", f"order-{replica}", {"by": replica})

        with ThreadPoolExecutor(REPLICAS) as pool:
            assert all(pool.map(begin, range(REPLICAS)))
    assert not State(path).put_once("order", "order-0", {})
    assert State(path).get("order", "order-0") == {"by": 0}

"""What all tests share."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from firstcause.testing.postgres import PostgresServer, missing

# How fast examples are made says something of the machine, and nothing of what is tested.
settings.register_profile("firstcause", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("firstcause")

# Tests of whole fleets, which must not run beside one another: two drills at once are slower than either expects.
TOGETHER = (
    "tests/drill/",
    "tests/engine/test_takeover.py",
)

# Tests that share a server which takes long to start.
APART = ("tests/sources/prometheus/", "tests/store/test_postgres.py", "tests/serve/process/", "tests/lab/")


def pytest_configure() -> None:
    """A shell makes what it starts in the background deaf to Ctrl-C, and so would be every process of the tests, some
    of which send just that signal."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class OneAfterTheOther(LoadScopeScheduling):  # type: ignore[misc]  # xdist tells no types
    """Every test may go to any worker, but those of `TOGETHER` go to one, in their order, and so do those of each
    place in `APART`.

    The mark `xdist_group` would say the same, but pytest 9.2 no longer takes the node ids in which xdist 3.8 notes it.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(TOGETHER):
            return "fleets"
        return next((place for place in APART if nodeid.startswith(place)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneAfterTheOther:
    """Use it wherever several workers are asked for."""
    return OneAfterTheOther(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, started when the first test asks for it; every test makes its own database."""
    if reason := missing():
        pytest.skip(reason)
    with PostgresServer() as server:
        yield server

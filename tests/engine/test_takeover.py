"""Two real engines on a real PostgreSQL: one is killed for good, and the incident goes on as if nothing were."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from firstcause.testing.postgres import PostgresServer
from firstcause.testing.twins import Twins


@pytest.mark.parametrize("kind", ["SendPage", "ApplyMitigation"])
def test_whoever_is_at_it_is_killed_and_the_other_takes_over(
    postgres: PostgresServer, tmp_path: Path, kind: str
) -> None:
    """Within 5 s, with one incident, one page and one rollback; a page in flight may repeat, with the same key."""
    with Twins(tmp_path, postgres.url()) as twins:
        outcome = twins.play(Random(0), kind)  # noqa: S311 - when to kill is no secret
    assert outcome.in_hand
    assert outcome.faults == []

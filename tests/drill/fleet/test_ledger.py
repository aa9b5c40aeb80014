"""Figures and episodes of ledgers made by hand."""

from __future__ import annotations

from itertools import islice

import pytest

from firstcause.drill.customers.arrivals import arrivals
from firstcause.drill.customers.ledger import (
    Episode,
    Purchase,
    PurchaseOutcome,
    classify,
    episodes,
    figures,
    parse,
)


def bought(completed: float, outcome: PurchaseOutcome = "ok", user: str = "u", seconds: float = 0.03) -> Purchase:
    """A purchase that was over at `completed`."""
    return Purchase(completed - seconds, completed, f"o{completed}", user, 10.0, outcome, 1, seconds, 0.0)


def steady(start: float, end: float, bad: float = 0.0) -> list[Purchase]:
    """Ten purchases a second, of which the share `bad` is retried."""
    number = round((end - start) * 10)
    return [bought(start + i / 10, "retried" if (i * bad) % 1 + bad >= 1 else "ok") for i in range(number)]


@pytest.mark.parametrize(
    ("answered", "attempts", "seconds", "outcome"),
    [
        (True, 1, 0.5, "ok"),
        (True, 1, 0.501, "slow"),
        (True, 2, 0.1, "retried"),
        (False, 3, 2.0, "failed"),
    ],
)
def test_outcomes(answered: bool, attempts: int, seconds: float, outcome: str) -> None:
    """Failure weighs more than retries, retries more than slowness; the objective itself is still well."""
    assert classify(answered=answered, attempts=attempts, seconds=seconds) == outcome


def test_figures_count_by_completion_and_users_once() -> None:
    """The window excludes its start and includes its end; p99 is by nearest rank."""
    purchases = [
        bought(100.0, "failed", "before"),
        bought(101.0, "failed", "a"),
        bought(102.0, "slow", "a", seconds=0.4),
        bought(103.0, "ok", "b"),
        bought(110.0, "retried", "c", seconds=1.5),
    ]
    found = figures(purchases, 100.0, 110.0)
    assert (found.requests, found.degraded, found.failed, found.users) == (4, 3, 1, 2)
    assert found.p99_seconds == 1.5
    assert figures([], 0, 1).p99_seconds is None


def test_an_episode_runs_from_its_first_to_its_last_degraded_purchase() -> None:
    """Onset and recovery are completions of degraded purchases, exactly."""
    purchases = [*steady(0, 20), *steady(20, 40, bad=0.5), *steady(40, 60)]
    bad = [p.completed for p in purchases if p.degraded]
    assert episodes(purchases) == [Episode(bad[0], bad[-1])]


def test_isolated_slow_purchases_make_no_episode_and_stretch_none() -> None:
    """One slow purchase now and then, before and after, changes nothing."""
    lonely = [bought(5.05, "slow"), bought(14.05, "slow"), bought(46.05, "slow")]
    purchases = sorted([*steady(0, 20), *steady(20, 40, bad=0.5), *steady(40, 60), *lonely], key=lambda p: p.completed)
    [episode] = episodes(purchases)
    assert 20 <= episode.onset < 20.3
    assert 39.5 < episode.recovery < 40


def test_a_pause_of_more_than_ten_seconds_parts_two_episodes() -> None:
    """Two stretches far apart are two episodes."""
    purchases = [*steady(0, 5, bad=0.5), *steady(5, 20), *steady(20, 25, bad=0.5)]
    assert len(episodes(purchases)) == 2


def test_a_line_that_is_still_being_written_is_left_out() -> None:
    """A ledger may be read while the customers write it."""
    whole = bought(3.0, "slow")
    assert parse([whole.line(), whole.line()[:20]]) == [whole]


def test_arrivals_are_drawn_by_the_seed() -> None:
    """The same seed gives the same customers; the mean rate is the one asked for; users are mostly distinct."""
    first = list(islice(arrivals(5, 20.0), 2000))
    assert first == list(islice(arrivals(5, 20.0), 2000))
    assert first[-1].at == pytest.approx(100, rel=0.1)
    assert len({a.user for a in first}) > 1950

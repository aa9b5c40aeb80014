"""How fast an objective burns, by hand-made counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstcause.detect.burn import Burning, Count, Counts, Tally, burning, calm, question, read, windows
from firstcause.detect.policy import DetectPolicy
from firstcause.model.incident import Urgency
from firstcause.model.service import Service
from firstcause.testing.builders import SERVICE, answer
from firstcause.testing.clock import START

POLICY = DetectPolicy()
SHOP = Service(SERVICE)  # 99.9 % successful, 99 % on time
HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=5)
QUIET = Tally(100_000, 0, 0)


def counts(long: Tally, short: Tally) -> Counts:
    """A fast hour: what these two windows hold; all longer windows are quiet."""
    tallies = dict.fromkeys(windows(POLICY), QUIET) | {HOUR: long, MINUTES: short}
    return {length: Count({SERVICE: tally}, (f"e-{length}",)) for length, tally in tallies.items()}


def found(long: Tally, short: Tally) -> Burning | None:
    return burning(SHOP, counts(long, short), POLICY)


def test_both_windows_have_to_burn() -> None:
    """An hour that was bad and is over, and five bad minutes in a good hour, wake nobody."""
    bad, good = Tally(1000, 20, 0), Tally(1000, 0, 0)
    assert found(bad, good) is None
    assert found(Tally(12_000, 20, 0), bad) is None
    burns = found(bad, bad)
    assert burns is not None
    assert (burns.code, burns.row.urgency) == ("app/errors", Urgency.PAGE)
    assert burns.summary == "20 of 1000 requests failed in 3600 s, 2.0 % where 0.1 % is allowed"


def test_the_share_is_that_of_the_counts_shown() -> None:
    """Interpolated counters yield fractions; whoever reads 12 of 180 computes 6.7 %."""
    burns = found(Tally(180.4, 11.6, 0), Tally(60.0, 4.0, 0))
    assert burns is not None
    assert burns.summary.startswith("12 of 180 requests failed in 3600 s, 6.7 %")


def test_late_answers_have_a_budget_of_their_own() -> None:
    """A fifth of the answers late is latency, not errors."""
    burns = found(Tally(1000, 0, 200), Tally(100, 0, 20))
    assert burns is not None
    assert burns.code == "app/latency"
    assert "were answered late" in burns.summary


def test_a_slow_burn_is_a_ticket() -> None:
    """Four times the allowed share for a day waits for the morning."""
    slow = Count({SERVICE: Tally(100_000, 400, 0)}, ("e",))
    burns = burning(SHOP, dict.fromkeys(windows(POLICY), slow), POLICY)
    assert burns is not None
    assert burns.row.urgency is Urgency.TICKET


@pytest.mark.parametrize(("failed", "is_calm"), [(0, True), (0.5, True), (1.5, False)])
def test_calm_is_well_below_the_rate(failed: float, is_calm: bool) -> None:
    """Half of each row's rate, in its short window: what fires at a rate must not resolve just below it."""
    quiet = Count({SERVICE: Tally(1000, failed, 0)}, ())
    assert calm(SHOP, dict.fromkeys(windows(POLICY), quiet), POLICY) is is_calm


def test_an_objective_of_all_still_has_a_rate() -> None:
    """Nothing is allowed, so that the smallest trickle burns; no division by zero."""
    strict = Service(SERVICE, objective=type(SHOP.objective)(success=1.0))
    burns = burning(strict, counts(Tally(1000, 5, 0), Tally(1000, 5, 0)), POLICY)
    assert burns is not None


def test_the_answer_is_read_by_service_and_outcome() -> None:
    """Whatever was neither well nor failed came late; a silent source counts nothing."""
    asked = question(HOUR, START)
    rows = [(90.0, "ok"), (4.0, "failed"), (5.0, "slow"), (1.0, "retried")]
    told = answer(asked, *((value, {"service": SERVICE, "outcome": outcome}) for value, outcome in rows))
    assert read(told).tallies == {SERVICE: Tally(100.0, 4.0, 6.0)}
    assert read(answer(asked, silence="connection refused")) == Count()

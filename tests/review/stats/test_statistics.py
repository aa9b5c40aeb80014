"""Statistics tell distributions, count what is not derivable, and never show it as zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

from firstcause.model.account import Account, Milestones, Promise
from firstcause.review.stats.by import By
from firstcause.review.stats.distribution import distribution, quantile
from firstcause.review.stats.groups import groups, services_by_faults, within
from firstcause.review.stats.plots import log_ticks, plots
from firstcause.review.stats.statistics import statistics

TODAY = date(2026, 3, 10)
AT = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)


def incident(number: int, **changes: object) -> Account:
    begin = AT + timedelta(days=number)
    marks = Milestones(
        begin,
        begin + timedelta(minutes=2),
        begin + timedelta(minutes=5),
        begin + timedelta(minutes=12),
        begin + timedelta(minutes=2 + 10 * (number + 1)),
    )
    account = Account(
        path=f"RCAs/{number}.md",
        title=f"incident {number}",
        day=begin.date(),
        fault="Memory Leak",
        failing="order-service",
        minutes=30.0,
        detect_minutes=2.0,
        milestones=marks,
        change_caused=False,
        detected_by="alert",
        pages=1,
        cited=(3, 4),
    )
    return replace(account, **changes)  # type: ignore[arg-type]


def test_the_median_and_the_ninetieth_percentile_are_told_and_no_mean() -> None:
    found = statistics([incident(number) for number in range(9)], TODAY)
    resolve = found.intervals["resolve"]
    assert (resolve.median, resolve.p90) == (50.0, 82.0)
    assert not [name for name in resolve.__slots__ if "mean" in name or "trend" in name]


def test_an_incident_without_a_time_is_counted_as_not_derivable() -> None:
    dark = incident(3, milestones=Milestones(), detect_minutes=None, detected_by="", change_caused=None, cited=None)
    found = statistics([incident(0), incident(1), dark], TODAY)
    assert [one.not_derivable for one in found.intervals.values()] == [1, 1, 1, 1]
    assert (found.by_alert.count, found.by_alert.of, found.by_alert.not_derivable) == (2, 2, 1)
    assert (found.change_caused.count, found.change_caused.of, found.change_caused.not_derivable) == (0, 2, 1)
    assert (found.cited.count, found.cited.of, found.cited.not_derivable) == (6, 8, 1)


def test_nothing_at_all_is_no_zero() -> None:
    found = statistics([], TODAY)
    assert found.intervals["detect"].median is None
    assert found.repeats.part is None
    assert plots(found) == {}


def test_the_bootstrap_interval_is_the_same_every_time_and_holds_the_median() -> None:
    values = [3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0]
    one, other = distribution(values), distribution(reversed(values))
    assert one == other
    assert one.interval is not None
    assert one.median is not None
    low, high = one.interval
    assert values[0] <= low <= one.median <= high <= values[-1]
    assert low < high


def test_few_figures_get_no_interval() -> None:
    assert distribution([1.0, 2.0]).interval is None


def test_a_quantile_lies_between_two_values() -> None:
    assert quantile((1.0, 2.0, 3.0, 4.0), 0.5) == 2.5


def test_a_repeat_is_the_same_fault_in_the_same_service_even_where_the_first_was_before_the_period() -> None:
    accounts = [incident(0), incident(40), incident(50, failing="billing-api")]
    inside, before = within(accounts, date(2026, 2, 1), None)
    assert [one.path for one in before] == ["RCAs/0.md"]
    assert statistics(inside, TODAY, before=before).repeats.count == 1
    assert statistics(inside, TODAY).repeats.count == 0


def test_action_items_are_open_overdue_in_time_and_traced_to_factors() -> None:
    promises = (
        Promise("orders", TODAY - timedelta(days=1)),
        Promise("orders", TODAY),
        Promise("orders", None, from_factor=True),
        Promise("orders", date(2026, 2, 1), done=True, done_on=date(2026, 2, 1), from_factor=False),
        Promise("orders", date(2026, 2, 1), done=True, done_on=date(2026, 2, 2)),
        Promise("orders", date(2026, 2, 1), done=True),
    )
    items = statistics([incident(0, promises=promises)], TODAY).actions
    assert (items.total, items.open, items.overdue, items.undated) == (6, 3, 1, 1)
    assert (items.done, items.timed, items.in_time) == (3, 2, 1)
    assert (items.traced, items.from_factors) == (2, 1)


def test_incidents_stand_side_by_side_by_service_fault_and_month() -> None:
    accounts = [incident(0), incident(1, failing="billing-api"), incident(40), incident(41, fault="")]
    assert [(name, one.incidents) for name, one in groups(accounts, By.SERVICE, TODAY)] == [
        ("order-service", 3),
        ("billing-api", 1),
    ]
    assert [name for name, _ in groups(accounts, By.MONTH, TODAY)] == ["2026-01", "2026-02"]
    assert ("(not derivable)", 1) in [(name, one.incidents) for name, one in groups(accounts, By.FAULT, TODAY)]
    assert services_by_faults(accounts)[0] == ("order-service", [("Memory Leak", 2), ("(not derivable)", 1)])


def test_a_plot_is_an_svg_with_every_incident_on_a_logarithmic_axis() -> None:
    pictures = plots(statistics([incident(number) for number in range(9)], TODAY))
    assert set(pictures) == {f"time-to-{name}.svg" for name in ("detect", "acknowledge", "mitigate", "resolve")}
    root = ElementTree.fromstring(pictures["time-to-resolve.svg"])  # noqa: S314 - we wrote it
    dots = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(dots) == 9
    places = [float(dot.attrib["cx"]) for dot in dots]
    # From 10 to 20 minutes is as far as from 20 to 40.
    assert abs((places[1] - places[0]) - (places[3] - places[1])) < 0.2
    assert "Median 50 min" in pictures["time-to-resolve.svg"]


def test_an_axis_of_one_value_and_of_zero_has_ticks_on_both_sides() -> None:
    assert log_ticks(5.0, 5.0) == [5.0, 10.0]
    assert log_ticks(0.1, 0.1)[0] <= 0.1 < log_ticks(0.1, 0.1)[-1]

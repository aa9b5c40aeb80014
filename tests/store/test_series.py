"""What was scraped is what is answered: without loss, and without saying zero where nobody looked."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstcause.model.evidence import MetricSampled, Sample, Unobserved
from firstcause.model.query import Function, Matcher, Query
from firstcause.model.window import Window
from firstcause.store.series import SqlSeriesStore

T0 = datetime(2025, 11, 7, 4, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def window(start: float, end: float) -> Window:
    return Window(at(start), at(end))


def scrape(store: SqlSeriesStore, seconds: float, values: Mapping[str, float], instance: str = "a:1") -> None:
    """One scrape of `requests_total`, one series for each outcome."""
    samples = [("requests_total", {"outcome": outcome}, value) for outcome, value in values.items()]
    store.write_scrape(instance, at(seconds), samples)


def answered(answer: MetricSampled | Unobserved) -> MetricSampled:
    assert isinstance(answer, MetricSampled), answer
    return answer


def increase(store: SqlSeriesStore, start: float, end: float, *matchers: Matcher) -> float:
    (sample,) = answered(store.ask(Query("requests_total", "increase", window(start, end), matchers))).samples
    assert sample.at == at(end)
    return sample.value


def points(tmp_path: Path) -> int:
    with sqlite3.connect(tmp_path / "series.db") as connection:
        (number,) = connection.execute("SELECT count(*) FROM points").fetchone()
    connection.close()
    return int(number)


def test_an_increase_is_interpolated_at_both_ends(series: SqlSeriesStore) -> None:
    """The window need not begin or end with a scrape."""
    for second, value in ((0, 100), (10, 110), (20, 130)):
        scrape(series, second, {"ok": value})
    assert increase(series, 0, 20) == 30
    assert increase(series, 5, 15) == 15
    assert increase(series, -100, 100) == 30  # what it had when we came is not ours


def test_a_restarted_process_counts_on(series: SqlSeriesStore) -> None:
    """A counter that falls began again from zero."""
    for second, value in ((0, 100), (10, 110), (20, 4), (30, 5)):
        scrape(series, second, {"ok": value})
    assert increase(series, 0, 30) == 15


def test_a_series_born_under_our_eyes_counts_from_zero(series: SqlSeriesStore) -> None:
    """The first failures of a service make a new label combination: they must not be lost."""
    scrape(series, 0, {"ok": 100})
    scrape(series, 10, {"ok": 110, "failed": 7})
    scrape(series, 20, {"ok": 110, "failed": 7})
    failed = Matcher("outcome", "=", "failed")
    assert increase(series, 0, 10, failed) == 7
    assert increase(series, 10, 20, failed) == 0
    assert increase(series, 0, 10) == 17


def test_a_series_that_was_there_before_us_counts_from_what_it_had(series: SqlSeriesStore) -> None:
    """We came late: the instance itself was first seen then."""
    scrape(series, 0, {"ok": 1}, instance="a:1")
    scrape(series, 10, {"failed": 70}, instance="b:1")
    scrape(series, 20, {"failed": 72}, instance="b:1")
    assert increase(series, 0, 20, Matcher("instance", "=", "b:1")) == 2


def test_a_dead_instance_keeps_what_it_had(series: SqlSeriesStore) -> None:
    """Its growth stays in windows that contain it, and is zero afterwards."""
    for second in (0, 10, 20):
        scrape(series, second, {"ok": second}, instance="a:1")
    for second in (0, 10, 20, 30, 40):
        scrape(series, second, {"ok": second}, instance="b:1")
    assert increase(series, 0, 40) == 60
    assert increase(series, 20, 40) == 20


def test_groups_matchers_and_rates(series: SqlSeriesStore) -> None:
    """One sample a group, sorted; a rate is the increase a second."""
    scrape(series, 0, {"ok": 0, "slow": 0, "failed": 0})
    scrape(series, 10, {"ok": 100, "slow": 20, "failed": 5})

    def rates(*matchers: Matcher) -> dict[str, float]:
        answer = answered(series.ask(Query("requests_total", "rate", window(0, 10), matchers, by=("outcome",))))
        assert answer.unit == "/s"
        return {sample.labels["outcome"]: sample.value for sample in answer.samples}

    assert rates() == {"failed": 0.5, "ok": 10, "slow": 2}
    assert rates(Matcher("outcome", "!=", "ok")) == {"failed": 0.5, "slow": 2}
    assert rates(Matcher("outcome", "=~", "slow|fail")) == {"slow": 2}  # the whole value must match
    assert rates(Matcher("absent", "=", "")) == {"failed": 0.5, "ok": 10, "slow": 2}


def test_steps_are_the_window_in_pieces(series: SqlSeriesStore) -> None:
    """Each sample stands at the end of its step; the last step may be short, and its rate knows it."""
    for second in range(26):
        scrape(series, second, {"ok": 2 * second})
    query = Query("requests_total", "increase", window(0, 25), step_seconds=10)
    assert answered(series.ask(query)).samples == (Sample(20, at(10)), Sample(20, at(20)), Sample(10, at(25)))
    query = Query("requests_total", "rate", window(0, 25), step_seconds=10)
    assert [sample.value for sample in answered(series.ask(query)).samples] == [2, 2, 2]


def test_nothing_failed_is_zero(series: SqlSeriesStore) -> None:
    """We looked at the metric, and nothing of it matched: an answer, not a gap."""
    scrape(series, 0, {"ok": 0})
    scrape(series, 10, {"ok": 5})
    query = Query("requests_total", "increase", window(0, 10), (Matcher("outcome", "=", "failed"),))
    assert answered(series.ask(query)).samples == (Sample(0.0, at(10)),)


@pytest.mark.parametrize(
    ("metric", "start", "end", "reason"),
    [
        ("responses_total", 0, 10, 'no series responses_total{outcome="ok"} in the window'),
        ("requests_total", -20, -10, 'no series requests_total{outcome="ok"} in the window'),
        ("requests_total", 10, 20, "last scraped at 2025-11-07T04:00:10+00:00"),
    ],
)
def test_where_nobody_looked_the_answer_is_unobserved(
    series: SqlSeriesStore, metric: str, start: float, end: float, reason: str
) -> None:
    """An unknown metric, a window before the first scrape, a window after the last."""
    scrape(series, 0, {"ok": 0})
    scrape(series, 10, {"ok": 5})
    answer = series.ask(Query(metric, "increase", window(start, end), (Matcher("outcome", "=", "ok"),)))
    assert isinstance(answer, Unobserved)
    assert reason in answer.reason


def test_a_broken_regular_expression_is_unobserved(series: SqlSeriesStore) -> None:
    """It comes from a person's configuration."""
    scrape(series, 0, {"ok": 0})
    answer = series.ask(Query("requests_total", "increase", window(-1, 10), (Matcher("outcome", "=~", "("),)))
    assert isinstance(answer, Unobserved)
    assert "no regular expression" in answer.reason


def test_distinct_counts_values_that_grew(series: SqlSeriesStore) -> None:
    """A label value whose counter stood still was not there in the window."""
    scrape(series, 0, {"ok": 1, "slow": 1, "failed": 1})
    scrape(series, 10, {"ok": 2, "slow": 1, "failed": 2})
    answer = answered(series.ask(Query("requests_total", "distinct", window(0, 10), of="outcome")))
    assert [sample.value for sample in answer.samples] == [2]


@pytest.mark.parametrize(
    ("metric", "function", "unit"),
    [
        ("x_total", "increase", "1"),
        ("x_seconds_count", "increase", "1"),
        ("x_seconds_sum", "increase", "s"),
        ("process_cpu_seconds_total", "increase", "s"),
        ("process_cpu_seconds_total", "rate", "s/s"),
        ("x_total", "rate", "/s"),
        ("x_seconds_count", "rate", "/s"),
    ],
)
def test_the_unit_follows_from_the_name(series: SqlSeriesStore, metric: str, function: Function, unit: str) -> None:
    """As OpenMetrics names metrics."""
    series.write(metric, [Sample(0, at(0)), Sample(5, at(10))])
    assert answered(series.ask(Query(metric, function, window(0, 10)))).unit == unit


def observe(series: SqlSeriesStore, second: float, buckets: Mapping[str, float], route: str = "/") -> None:
    samples = [("wait_seconds_bucket", {"le": le, "route": route}, value) for le, value in buckets.items()]
    series.write_scrape(route, at(second), samples)


def test_a_quantile_is_computed_from_what_the_buckets_grew_by(series: SqlSeriesStore) -> None:
    """Over all series, and for each group; what was counted before the window does not weigh in."""
    observe(series, 0, {"0.1": 500, "1.0": 500, "+Inf": 500}, "/a")
    observe(series, 10, {"0.1": 600, "1.0": 700, "+Inf": 700}, "/a")
    observe(series, 0, {"0.1": 0, "1.0": 0, "+Inf": 0}, "/b")
    observe(series, 10, {"0.1": 40, "1.0": 40, "+Inf": 40}, "/b")
    query = Query("wait_seconds", "quantile", window(0, 10), quantile=0.75)
    answer = answered(series.ask(query))
    assert answer.unit == "s"
    assert answer.raw_samples == 12
    assert [sample.value for sample in answer.samples] == [pytest.approx(0.1 + 0.9 * (180 - 140) / 100)]
    by_route = answered(series.ask(Query("wait_seconds", "quantile", window(0, 10), by=("route",), quantile=0.75)))
    assert {sample.labels["route"]: round(sample.value, 6) for sample in by_route.samples} == {"/a": 0.55, "/b": 0.075}


@pytest.mark.parametrize(("quantile", "observations"), [(0.5, 29), (0.99, 199)])
def test_a_quantile_of_a_few_observations_is_unobserved(
    series: SqlSeriesStore, quantile: float, observations: int
) -> None:
    """One slow request would decide it: the reason names the count."""
    observe(series, 0, {"1.0": 0, "+Inf": 0})
    observe(series, 10, {"1.0": observations, "+Inf": observations})
    observe(series, 20, {"1.0": observations + 1, "+Inf": observations + 1})
    answer = series.ask(Query("wait_seconds", "quantile", window(0, 10), quantile=quantile))
    assert isinstance(answer, Unobserved)
    assert answer.reason.startswith(f"{observations} observations of wait_seconds")
    assert isinstance(series.ask(Query("wait_seconds", "quantile", window(0, 20), quantile=quantile)), MetricSampled)


def test_a_run_of_equal_values_is_kept_as_its_two_ends(series: SqlSeriesStore, tmp_path: Path) -> None:
    """A hundred scrapes without news are one point; when news come, the last quiet scrape is kept too."""
    for second in range(100):
        scrape(series, second, {"ok": 5})
    assert points(tmp_path) == 1
    scrape(series, 100, {"ok": 7})
    assert points(tmp_path) == 3
    assert increase(series, 0, 99) == 0
    assert increase(series, 0, 99.5) == 1


def test_compression_goes_on_after_a_restart(series: SqlSeriesStore, tmp_path: Path) -> None:
    """The last quiet scrape before the restart is known, although it was not stored."""
    for second in range(10):
        scrape(series, second, {"ok": 5})
    reopened = SqlSeriesStore(f"sqlite:///{tmp_path}/series.db")
    scrape(reopened, 10, {"ok": 7, "failed": 1})
    assert increase(reopened, 0, 9) == 0
    assert increase(reopened, 9, 10) == 3
    reopened.close()


_names = count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([0.0, 1.0, 1.0, 1.0, 2.0, 5.0]), min_size=2, max_size=25),
    st.tuples(st.floats(-1, 26), st.floats(-1, 26)).map(sorted),
    st.integers(0, 25),
)
def test_no_answer_changes_by_compression(
    series: SqlSeriesStore, tmp_path: Path, values: list[float], edges: list[float], restart: int
) -> None:
    """For any values, window and moment of a restart: as from the samples themselves, straight lines between them."""
    instance = f"i{next(_names)}"
    store = series
    for second, value in enumerate(values):
        if second == restart:
            store = SqlSeriesStore(f"sqlite:///{tmp_path}/series.db")
        scrape(store, second, {"ok": value}, instance)
    start, end = edges[0], max(edges[1], 0.0)
    if start < len(values) - 1:
        got = increase(store, start, end, Matcher("instance", "=", instance))
        assert got == pytest.approx(uncompressed(values, start, end), abs=1e-3)  # datetimes are whole microseconds
    if store is not series:
        store.close()


def uncompressed(values: Sequence[float], start: float, end: float) -> float:
    """Each pair of neighbours grew evenly; the share of it that lies in the window counts."""
    total = 0.0
    for second, (before, after) in enumerate(pairwise(values)):
        overlap = max(0.0, min(end, second + 1) - max(start, second))
        total += overlap * (after - before if after >= before else after)
    return total


def test_samples_that_are_no_news_are_dropped(series: SqlSeriesStore) -> None:
    """NaN means no value; a sample that is not newer than the last one comes out of order."""
    scrape(series, 0, {"ok": 1})
    scrape(series, 10, {"ok": 3, "summary": float("nan")})
    scrape(series, 5, {"ok": 99})
    scrape(series, 10, {"ok": 99})
    assert increase(series, 0, 10) == 2


def test_the_instance_is_ours_to_name(series: SqlSeriesStore) -> None:
    """What a target says of itself becomes `exported_instance`."""
    for second in (0, 10):
        series.write_scrape("a:1", at(second), [("x_total", {"instance": "me"}, float(second))])
    matchers = (Matcher("instance", "=", "a:1"), Matcher("exported_instance", "=", "me"))
    assert answered(series.ask(Query("x_total", "increase", window(0, 10), matchers))).total == 10


def test_single_metrics_are_written_with_their_own_times(series: SqlSeriesStore) -> None:
    """The port's `write`: several series and moments at once, in any order."""
    samples = [Sample(v, at(t), {"instance": i}) for t, v, i in ((10, 4, "b"), (0, 1, "a"), (10, 3, "a"), (0, 4, "b"))]
    series.write("x_total", samples)
    answer = answered(series.ask(Query("x_total", "increase", window(0, 10), by=("instance",))))
    assert [(sample.labels, sample.value) for sample in answer.samples] == [
        ({"instance": "a"}, 2),
        ({"instance": "b"}, 0),
    ]


def test_a_scrape_that_failed_leaves_nothing_in_memory(series: SqlSeriesStore) -> None:
    """The next scrape is compared with what the file holds, not with what was rolled back."""
    scrape(series, 0, {"ok": 1})

    def breaks() -> list[tuple[str, Mapping[str, str], float]]:
        raise OSError("connection reset")

    def half() -> object:
        yield "requests_total", {"outcome": "ok"}, 5.0
        yield from breaks()

    with pytest.raises(OSError, match="reset"):
        series.write_scrape("a:1", at(10), half())  # type: ignore[arg-type]  # a generator that breaks
    scrape(series, 20, {"ok": 5})
    assert increase(series, 0, 20) == 4
    assert increase(series, 0, 10) == 2


def test_pruning_keeps_what_later_answers_need(series: SqlSeriesStore, tmp_path: Path) -> None:
    """Old points go, except each series' last before the limit; an instance that nobody has seen since goes whole."""
    for second in range(100):
        scrape(series, second, {"ok": second, "constant": 3})
    scrape(series, 5, {"ok": 1}, instance="gone:1")
    before = increase(series, 60, 90)
    series.prune(at(50))
    assert points(tmp_path) == 51
    assert increase(series, 60, 90) == before
    scrape(series, 100, {"ok": 100, "constant": 4})
    assert increase(series, 98, 100) == 3

"""The text exposition format, read once and again."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, enable_created_metrics, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from firstcause.sources.errors import ScrapeError
from firstcause.sources.exposition import MAX_SERIES, Exposition

AWKWARD = 'a }, b="c" \\ d\ne'  # all that an escaped label value can hold


def page() -> str:
    # A switch for the whole process: the fleet, under test in the same one, turns it off.
    enable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves this one untyped
    registry = CollectorRegistry()
    Counter("requests", "x", ["path"], registry=registry).labels(AWKWARD).inc(3)
    Gauge("temperature", "x", registry=registry).set(-1.5e-7)
    Histogram("seconds", "x", ["route"], registry=registry).labels("/a").observe(0.2)
    return generate_latest(registry).decode()


def oracle(text: str) -> list[tuple[str, dict[str, str], float]]:
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return [(s.name, s.labels, s.value) for s in samples if not s.name.endswith("_created")]


def test_reads_what_the_reference_parser_reads() -> None:
    """Every sample of a real page is read as prometheus-client reads it, the first time and the second."""
    exposition = Exposition({})
    assert exposition.parse(page()) == oracle(page())
    assert exposition.parse(page()) == oracle(page())


def test_created_series_are_dropped() -> None:
    """`_created` tells when a counter was made, and is not kept as a series."""
    assert "requests_created" in page()
    assert not any(name.endswith("_created") for name, _, _ in Exposition({}).parse(page()))


def test_labels_of_a_series_are_the_same_object_in_every_scrape() -> None:
    """A store may recognise a series by its labels' identity."""
    exposition = Exposition({})
    first, second = (exposition.parse('a{b="c"} 1\n')[0][1] for _ in range(2))
    assert first is second


def test_defaults_fill_labels_that_the_series_does_not_carry() -> None:
    """A series' own `service` wins over the target's."""
    samples = Exposition({"service": "orders"}).parse('a 1\nb{service="billing"} 2\n')
    assert [labels["service"] for _, labels, _ in samples] == ["orders", "billing"]


@pytest.mark.parametrize(
    ("line", "value"),
    [("a 1 1395066363000", 1.0), ("a  2", 2.0), ('a{b="c"}\t3', 3.0), ("a +Inf", float("inf")), ("a\t4", 4.0)],
)
def test_values(line: str, value: float) -> None:
    """Blanks, tabs, timestamps and infinities are read as the format says."""
    assert Exposition({}).parse(line)[0][2] == value


def test_nan_is_no_value() -> None:
    """A summary without observations shows NaN: there is no sample."""
    assert Exposition({}).parse("a NaN\nb 1\n") == [("b", {}, 1.0)]


@pytest.mark.parametrize("line", ["a", "a x", 'a{b="c" 1', "{} 1", "a{b=c} 1", "<html>", 'a{b="c"}', "é 1"])
def test_one_bad_line_refuses_the_page(line: str) -> None:
    """A page that is not in the format is refused as a whole, and the line is shown."""
    with pytest.raises(ScrapeError):
        Exposition({}).parse(f"good 1\n{line}\n")


def test_too_many_series_are_refused() -> None:
    """A target that shows too many series cannot fill our memory."""
    with pytest.raises(ScrapeError, match="series"):
        Exposition({}).parse("\n".join(f"a{n} 1" for n in range(MAX_SERIES + 1)))

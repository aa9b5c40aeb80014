"""Statistics for people: tables of distributions, counts with what they are counted of, and what nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from firstcause.review.stats.distribution import Distribution
from firstcause.review.stats.statistics import INTERVALS, Share, Statistics

NOT_TOLD = "-"


def show(
    found: Statistics,
    side_by_side: Sequence[tuple[str, Statistics]],
    services: Sequence[tuple[str, Sequence[tuple[str, int]]]],
) -> None:
    """Print all of it."""
    console = Console(highlight=False)
    console.print(f"{found.incidents} incidents. Times in minutes; the interval is that of the median, at 95 %.")
    console.print(_intervals(found))
    console.print(_counts(found))
    if side_by_side:
        console.print(_groups(side_by_side))
    else:
        console.print(_services(services))


def _table(*columns: str, title: str = "") -> Table:
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    return table


def _intervals(found: Statistics) -> Table:
    table = _table("", "n", "median", "interval", "p90", "not derivable")
    for name, one in found.intervals.items():
        table.add_row(f"time to {name}, {INTERVALS[name][0]}", *_distribution(one))
    table.add_row("pages an incident", *_distribution(found.pages))
    return table


def _distribution(one: Distribution) -> tuple[str, ...]:
    interval = f"{one.interval[0]:.3g} to {one.interval[1]:.3g}" if one.interval else NOT_TOLD
    return str(len(one.values)), _figure(one.median), interval, _figure(one.p90), str(one.not_derivable)


def _figure(value: float | None) -> str:
    return NOT_TOLD if value is None else f"{value:.3g}"


def _counts(found: Statistics) -> Table:
    table = _table("", "count", "of", "share", "not derivable")
    for name, share in (
        ("the fault had struck that service before", found.repeats),
        ("detected by an alert", found.by_alert),
        ("detected by a user", found.by_user),
        ("caused by a change", found.change_caused),
        ("lines of timelines with evidence", found.cited),
    ):
        table.add_row(name, *_share(share))
    for name, count, of in _actions(found):
        table.add_row(name, str(count), str(of), _part(count, of), "")
    return table


def _share(one: Share) -> tuple[str, ...]:
    return str(one.count), str(one.of), _part(one.count, one.of), str(one.not_derivable)


def _part(count: int, of: int) -> str:
    return f"{100 * count / of:.0f} %" if of else NOT_TOLD


def _actions(found: Statistics) -> Iterator[tuple[str, int, int]]:
    items = found.actions
    yield "action items open", items.open, items.total
    yield "of those overdue", items.overdue, items.open
    yield "of those without a day", items.undated, items.open
    yield "done in time, where it is told when", items.in_time, items.timed
    yield "from a contributing factor, where it is told", items.from_factors, items.traced


def _groups(side_by_side: Sequence[tuple[str, Statistics]]) -> Table:
    table = _table("", "incidents", *INTERVALS, "repeats", "by user", title="median minutes to ... (n)")
    for name, one in side_by_side:
        medians = (f"{_figure(each.median)} ({len(each.values)})" for each in one.intervals.values())
        table.add_row(name, str(one.incidents), *medians, str(one.repeats.count), str(one.by_user.count))
    return table


def _services(services: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> Table:
    table = _table("failing service", "incidents", "faults")
    table.columns[2].justify = "left"
    for service, faults in services:
        told = ", ".join(f"{fault} ({count})" if count > 1 else fault for fault, count in faults)
        table.add_row(service, str(sum(count for _, count in faults)), told)
    return table

"""Prometheus' text exposition format 0.0.4, read over and over from the same target.

A target repeats the same series every second with other values. prometheus-client parses a series the first time it is
seen (41 us a line); from then on its text is looked up, which makes the next scrapes 28 times cheaper.
It knows nothing of HTTP or of time: timestamps in the text are ignored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from prometheus_client.parser import text_string_to_metric_families

from firstcause.sources.errors import ScrapeError

MAX_SERIES = 50_000
"""How many series one target may show before its scrape is refused."""

Series = tuple[str, Mapping[str, str]]


class Exposition:
    """One target's series. `defaults` are labels for series that do not carry them themselves."""

    def __init__(self, defaults: Mapping[str, str]) -> None:
        self._defaults = dict(defaults)
        self._known: dict[str, Series | None] = {}

    def parse(self, text: str) -> list[tuple[str, Mapping[str, str], float]]:
        """All samples as (metric, labels, value), or ScrapeError: a text with one bad line is refused as a whole.

        The labels of a series are the same object in every scrape. NaN says that there is no value, and is left out.
        """
        return [
            (*series, value) for series, value in self._samples(text) if series is not None and not math.isnan(value)
        ]

    def _samples(self, text: str) -> Iterator[tuple[Series | None, float]]:
        lines = [line for line in text.split("\n") if line.strip() and line[0] != "#"]
        if len(lines) > MAX_SERIES:
            raise ScrapeError(f"{len(lines)} series, we take {MAX_SERIES}", hint="drop labels with many values")
        if len(self._known) > 2 * MAX_SERIES:  # series come and go; those still there are learned again
            self._known.clear()
        for line in lines:
            series, value = _split(line)
            if series not in self._known:
                self._known[series] = self._learn(series)
            yield self._known[series], _number(value, line)

    def _learn(self, text: str) -> Series | None:
        """The parsed series; None for `_created`, which tells a start time and is no series of its own."""
        try:
            (family,) = text_string_to_metric_families(f"{text} 0\n")
            (sample,) = family.samples
        except ValueError as error:
            raise ScrapeError(f"not a series: {text[:120]!r}") from error
        if sample.name.endswith("_created"):
            return None
        return sample.name, {**self._defaults, **sample.labels}


def _split(line: str) -> tuple[str, str]:
    """The series' text and its value. Neither value nor timestamp holds a brace, so the last one ends the labels."""
    end = line.rfind("}") + 1
    if end:
        return line[:end], line[end:]
    series, *rest = line.split(None, 1)
    return series, rest[0] if rest else ""


def _number(text: str, line: str) -> float:
    """The value; a timestamp after it is ignored."""
    try:
        return float(text.split(None, 1)[0])
    except (ValueError, IndexError) as error:
        raise ScrapeError(f"no value in line: {line[:120]!r}") from error

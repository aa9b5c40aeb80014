"""Looks up what a server really has: which metric of several, which label, which values, which bucket boundaries.

What was found is remembered for the stretch of time that it was found in, so that a question a second does not become
a look-up a second. What was not found is looked for again.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.window import Window
from firstcause.sources.prometheus.api import PrometheusApi

FRESH_SECONDS: Final = 60.0  # for so long a new value of a label may go unseen
BEFORE_SECONDS: Final = 300.0  # Prometheus' own idea of how long a sample is current
REMEMBERED: Final = 512


class Labels:
    """Label values by label and selector. Threads may share it: at worst, two look the same thing up."""

    def __init__(self, api: PrometheusApi) -> None:
        self._api = api
        self._known: dict[tuple[str, str], tuple[float, float, tuple[str, ...]]] = {}

    def values(self, label: str, selector: str, window: Window) -> tuple[str, ...]:
        """The label's values among the series that were there in the window, or shortly before. Sorted."""
        start, end = window.start.timestamp() - BEFORE_SECONDS, window.end.timestamp()
        since, until, values = self._known.get((label, selector), (end, start, ()))
        if since <= start and end <= until + FRESH_SECONDS:
            return values
        values = tuple(value for value in self._api.label_values(label, selector, start, end) if value)
        if values:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[label, selector] = (start, end, values)
        return values

    def exists(self, selector: str, window: Window) -> bool:
        """Whether there was any such series."""
        return bool(self.values("__name__", selector, window))

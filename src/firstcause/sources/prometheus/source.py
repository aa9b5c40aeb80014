"""`ports.MetricSource` over a Prometheus (or VictoriaMetrics) server: asks in its words, answers in ours.

It refuses to say zero where nobody looked: a server that does not answer, a service that it does not know, and what a
metrics system cannot tell are `Unobserved`, each with its reason.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from firstcause.counting.answers import Grown, added_up, edges
from firstcause.model.evidence import MetricSampled, Unobserved
from firstcause.model.query import Query
from firstcause.model.service import Catalogue
from firstcause.model.window import Window
from firstcause.sources.prometheus.api import PrometheusApi
from firstcause.sources.prometheus.errors import PrometheusError
from firstcause.sources.prometheus.growth import Fetched, Scrapes
from firstcause.sources.prometheus.interval import DEFAULT_SECONDS, scrape_interval
from firstcause.sources.prometheus.labels import Labels
from firstcause.sources.prometheus.preset import Preset
from firstcause.sources.prometheus.reasons import Untranslatable
from firstcause.sources.prometheus.terms import Term, Translation
from firstcause.sources.prometheus.translate import Translator, broken

PATIENCE_SECONDS: Final = 90.0  # a target silent for so long is taken as gone: it must not hold up the others
NEAR_SECONDS: Final = 30.0
REST: Final = 3.0  # after a failure the server is left alone for so many times as long as the failure took
COUNTED: Final = "counted from the raw samples of each series; increase() alone would extrapolate"
T = TypeVar("T")


class PrometheusSource:
    """Answers from one server, under one preset. Threads may share it. The caller closes the API."""

    def __init__(
        self, api: PrometheusApi, preset: Preset, catalogue: Catalogue, *, resolution_seconds: float = 0.0
    ) -> None:
        """`resolution_seconds` is the scrape interval; 0: it is learned from the server when it is first needed."""
        self._api = api
        self._preset = preset
        self._translator = Translator(preset, catalogue, Labels(api))
        self._resolution = resolution_seconds
        self._resting: tuple[float, PrometheusError] | None = None

    def resolution(self, now: datetime) -> float:
        """How fine the telemetry is, in seconds; `DEFAULT_SECONDS` as long as the server does not show it."""
        if not self._resolution:
            try:
                self._resolution = self._patiently(lambda: scrape_interval(self._api, self._preset, now.timestamp()))
            except PrometheusError:
                return DEFAULT_SECONDS
        return self._resolution or DEFAULT_SECONDS

    def ask(self, query: Query) -> MetricSampled | Unobserved:
        """The answer, or why there is none."""
        if query.window.seconds <= 0:
            return Unobserved("the window is empty")
        try:
            return self._patiently(lambda: self._answer(query))
        except (Untranslatable, PrometheusError) as reason:
            return Unobserved(str(reason))
        except re.error as error:
            return Unobserved(broken(error))

    def settled(self, now: datetime) -> datetime:
        """The newest sample of whichever live series of requests is furthest behind; `now` where there is none."""
        try:
            behind = self._patiently(lambda: self._furthest_behind(now.timestamp()))
        except PrometheusError:
            return now  # whatever is asked next will say why
        return now if behind is None else min(now, datetime.fromtimestamp(behind, UTC))

    def sampled_near(self, query: Query, at: datetime) -> datetime:
        """The sample of the query's series that is nearest to `at`, within `NEAR_SECONDS`; else `at` itself."""
        window = Window.before(at, NEAR_SECONDS)
        try:
            terms = self._patiently(lambda: self._translator.translate(replace(query, window=window)).terms)
            times = self._patiently(lambda: list(self._scrapes(at).near(terms[0], at.timestamp(), NEAR_SECONDS)))
        except (Untranslatable, PrometheusError, re.error):
            return at
        near = min(times, key=lambda moment: abs(moment - at.timestamp()), default=at.timestamp())
        return datetime.fromtimestamp(near, UTC)

    def _answer(self, query: Query) -> MetricSampled | Unobserved:
        asked = self._translator.translate(query)
        steps = edges(query)
        moments = [edge.timestamp() for edge in steps]
        scrapes = self._scrapes(query.window.end)
        fetched = [scrapes.growth(term, moments) for term in asked.terms]
        if not any(one.sampled for one in fetched) and not scrapes.there(asked.family, moments[0], moments[-1]):
            return Unobserved(f"no series {asked.family} was sampled in the window")
        grown = [
            self._canonical(asked, term, one)
            for term, part in zip(asked.terms, fetched, strict=True)
            for one in part.grown
        ]
        answer = added_up(query, steps, grown)
        return answer if isinstance(answer, Unobserved) else _told(answer, asked, fetched)

    def _scrapes(self, at: datetime) -> Scrapes:
        return Scrapes(self._api, self.resolution(at))

    def _canonical(self, asked: Translation, term: Term, one: Grown) -> Grown:
        """The series with our labels and in our unit, counting for or against."""
        labels = {ours: self._translator.canonical(ours, one.labels.get(its, "")) for ours, its in term.groups.items()}
        if "le" in one.labels:
            labels["le"] = str(float(one.labels["le"]) * asked.unit_seconds)
        unit = asked.unit_seconds if asked.summed else 1.0
        return Grown({**labels, **term.fixed}, [term.sign * unit * grown for grown in one.by_step], one.points)

    def _furthest_behind(self, now: float) -> float | None:
        """Per variant of the preset that is there: the oldest among the newest samples."""
        alive = now - max(PATIENCE_SECONDS, 4 * self._resolution)
        # VictoriaMetrics tells the timestamp even of a series that has ended; `and` leaves those that have not.
        newest = (f"(timestamp({kept.selector}) and {kept.selector})" for kept in self._preset.served)
        asked = (f"min({times} > {alive:.3f})" for times in newest)
        found = [one.values[0] for query in asked for one in self._api.instant(query, now) if one.values]
        return min(found, default=None)

    def _patiently(self, ask: Callable[[], T]) -> T:
        """A server that hangs must not make the engine hang at every question: it is given a rest."""
        if self._resting and time.monotonic() < self._resting[0]:
            raise self._resting[1]
        begun = time.monotonic()
        try:
            return ask()
        except PrometheusError as error:
            if error.retryable:
                now = time.monotonic()
                self._resting = (now + REST * (now - begun), error)
            raise


def _told(answer: MetricSampled, asked: Translation, fetched: list[Fetched]) -> MetricSampled:
    """The answer with the PromQL: one expression to paste, then what was sent, and what should be known of it."""
    sent = [f"sent: {one.sent}" for one in fetched]
    how = list(dict.fromkeys(one.note or COUNTED for one in fetched))
    lines = [asked.promql(), *(f"# {line}" for line in (*sent, *how, *asked.notes))]
    # Interpolated terms may differ by a rounding error where one is taken away from another.
    samples = tuple(replace(sample, value=max(sample.value, 0.0)) for sample in answer.samples)
    return replace(answer, samples=samples, asked="\n".join(lines))

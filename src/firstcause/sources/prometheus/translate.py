"""Translates a question in our names into a server's: which metric, which labels, which conditions, which terms.

It looks up names and values, never samples. What the server cannot know is told as `Untranslatable`, with the reason:
a question that is half understood would be answered wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from firstcause.counting.answers import matches
from firstcause.model.query import Matcher, Query
from firstcause.model.service import Catalogue
from firstcause.model.telemetry import CLIENT_DURATION, HANDSHAKE_FAILURES, SERVER_DURATION, SPAN_CALLS
from firstcause.sources.prometheus.labels import Labels
from firstcause.sources.prometheus.names import Names
from firstcause.sources.prometheus.outcomes import outcome_terms
from firstcause.sources.prometheus.preset import Kept, Preset
from firstcause.sources.prometheus.reasons import Untranslatable
from firstcause.sources.prometheus.terms import Term, Translation, one_of, quoted

SERVICES: Final = ("service", "caller", "callee", "peer")  # labels of ours whose values are services
_SHOWN: Final = 5
_Placed = dict[str, str]  # label of ours -> the server's


class Translator:
    """One preset, one catalogue, one server."""

    def __init__(self, preset: Preset, catalogue: Catalogue, labels: Labels) -> None:
        self._preset = preset
        self._catalogue = catalogue
        self._labels = labels
        self._names = Names(catalogue)

    def translate(self, query: Query) -> Translation:
        """The query in the server's words. Raises Untranslatable, PrometheusError, re.error."""
        reasons = []
        for kept in self._variants(query):
            try:
                return self._with(kept, query)
            except Untranslatable as reason:
                reasons.append(str(reason))
        raise Untranslatable("; ".join(dict.fromkeys(reasons)))

    def canonical(self, label: str, value: str) -> str:
        """A value of the server's as we name it: services by their name in the catalogue, all else as it is."""
        return self._names.canonical(value) if label in SERVICES else value

    def _variants(self, query: Query) -> tuple[Kept, ...]:
        base = query.metric.removesuffix("_count").removesuffix("_sum")
        if query.metric == SPAN_CALLS:
            raise Untranslatable("users are counted from spans: a metrics server does not know them")
        known = {
            SERVER_DURATION: ("requests", self._preset.served),
            CLIENT_DURATION: ("calls", self._preset.called),
            HANDSHAKE_FAILURES: ("handshakes", self._preset.handshakes),
        }
        what, variants = known.get(base, ("", ()))
        if not variants:
            why = self._preset.unknown.get(what, f"the preset {self._preset.name} has no metric for {query.metric}")
            raise Untranslatable(why)
        return variants

    def _with(self, kept: Kept, query: Query) -> Translation:
        metric = _metric(kept, query)
        if not self._labels.exists(there := Term(metric, kept.conditions).selector, query.window):
            raise Untranslatable(f"no series {there} in the window")
        placed: _Placed = {}
        identity, others = self._conditions(kept, query, placed)
        groups = {name: self._group(kept, query, name, placed) for name in self._grouped(kept, query)}
        base = Term(metric, (*kept.conditions, *identity, *kept.only, *others), groups)
        terms, notes = self._by_outcome(kept, query, base)
        family = Term(metric, (*kept.conditions, *identity)).selector
        return Translation(query, terms, family, 1.0 if metric == kept.count else kept.unit_seconds, notes)

    def _grouped(self, kept: Kept, query: Query) -> Iterator[str]:
        wanted = (*query.by, query.of) if query.function == "distinct" else query.by
        return (name for name in wanted if name not in kept.fixed and (name != "outcome" or kept.outcome))

    def _conditions(self, kept: Kept, query: Query, placed: _Placed) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Conditions that say whose series are meant, and all others but those on the outcome."""
        identity, others = [], []
        for matcher in query.matchers:
            if matcher.label in kept.fixed:
                if not matches(kept.fixed, [matcher]):
                    raise Untranslatable(f"{kept.count} is only kept where {matcher.label} is {kept.fixed}")
            elif matcher.label in SERVICES:
                identity.append(self._service_condition(kept, query, matcher, placed))
            elif matcher.label != "outcome" or kept.outcome:
                others.append(quoted(self._known(kept, matcher.label)[0], matcher.comparison, matcher.value))
        return tuple(identity), tuple(others)

    def _service_condition(self, kept: Kept, query: Query, matcher: Matcher, placed: _Placed) -> str:
        """The first label that has a value for the service, and all its values that mean it."""
        seen: list[str] = []
        for label in self._known(kept, matcher.label):
            values = self._labels.values(label, kept.selector, query.window)
            meant = [v for v in values if matches({matcher.label: self._names.canonical(v)}, [matcher])]
            if meant:
                placed[matcher.label] = label
                return one_of(label, meant)
            seen += values
        raise Untranslatable(
            f"no series of {kept.selector} is of {matcher.promql()}: {self._instead(kept, matcher, seen)}"
        )

    def _instead(self, kept: Kept, matcher: Matcher, seen: list[str]) -> str:
        looked = " or ".join(self._known(kept, matcher.label))
        some = ", ".join(sorted(set(seen))[:_SHOWN]) + (", ..." if len(set(seen)) > _SHOWN else "")
        return f"{looked} is {some or 'never set'}; metrics_name in [service.NAME] tells what the server calls it"

    def _group(self, kept: Kept, query: Query, name: str, placed: _Placed) -> str:
        """The server's label: where services are named, the one that names the most of ours."""
        labels = self._known(kept, name)
        if name in placed or name not in SERVICES or len(labels) == 1:
            return placed.get(name, labels[0])

        def recognised(label: str) -> tuple[int, bool]:
            values = self._labels.values(label, kept.selector, query.window)
            return len({self._names.service(value) for value in values} - {None}), bool(values)

        return max(labels, key=recognised)

    def _known(self, kept: Kept, name: str) -> tuple[str, ...]:
        if name not in kept.labels:
            raise Untranslatable(f"{kept.count} tells nothing of {name} (preset {self._preset.name})")
        return kept.labels[name]

    def _by_outcome(self, kept: Kept, query: Query, base: Term) -> tuple[tuple[Term, ...], tuple[str, ...]]:
        wanted = [matcher for matcher in query.matchers if matcher.label == "outcome"]
        if kept.outcome or (not wanted and "outcome" not in query.by):
            return (base,), ()
        terms, notes = outcome_terms(kept, base, wanted, self._boundaries(kept, query, base), self._objective(query))
        if query.function == "quantile" and len(terms) > 1:
            raise Untranslatable("a quantile of slow requests alone is not told")
        if "outcome" in query.by:
            return terms, notes
        return tuple(replace(term, fixed={}) for term in terms), notes

    def _boundaries(self, kept: Kept, query: Query, base: Term) -> tuple[str, ...]:
        """The histogram's upper bounds as the server spells them; none where there is no histogram."""
        if not kept.histogram:
            return ()
        return self._labels.values("le", replace(base, metric=f"{kept.histogram}_bucket").selector, query.window)

    def _objective(self, query: Query) -> float:
        """How slow is slow, in seconds: the objective of the service that is asked about."""
        name = next((m.value for m in query.matchers if m.label == "service" and m.comparison == "="), "")
        return self._catalogue.service(name).objective.latency_seconds


def _metric(kept: Kept, query: Query) -> str:
    """What of it answers: the counter, the buckets of its histogram, or the histogram's sum of all durations."""
    suffix = "_bucket" if query.function == "quantile" else "_sum" if query.metric.endswith("_sum") else ""
    if suffix and not kept.histogram:
        raise Untranslatable(f"{kept.count} comes without a histogram")
    return f"{kept.histogram}{suffix}" if suffix else kept.count


def broken(error: re.error) -> str:
    """What to say of a regular expression that is none."""
    return f"{error.pattern!r} is no regular expression: {error}"

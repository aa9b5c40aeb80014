"""What a question becomes in a server's own words: terms that are added or taken away, and how they are printed.

Pure text: it knows PromQL's spelling and asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstcause.model.query import Query


@dataclass(frozen=True, slots=True)
class Term:
    """Series that count for (`sign` 1) or against (-1) an answer. `groups` maps the labels by which the question keeps
    samples apart to the server's; `fixed` are such labels that the whole term has."""

    metric: str
    conditions: tuple[str, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    sign: int = 1

    @property
    def selector(self) -> str:
        """As PromQL writes it."""
        return self.metric + ("{" + ",".join(self.conditions) + "}" if self.conditions else "")


@dataclass(frozen=True, slots=True)
class Translation:
    """A query in the server's words. `family` selects the series that must be there for a zero to be said; one unit of
    the server's is `unit_seconds`; `notes` are what a reader of the answer should know."""

    query: Query
    terms: tuple[Term, ...]
    family: str
    unit_seconds: float = 1.0
    notes: tuple[str, ...] = ()

    @property
    def summed(self) -> bool:
        """Whether the samples are durations, in the server's unit."""
        return self.query.metric.endswith("_sum")

    def promql(self) -> str:
        """One expression that asks the same, for a person to paste."""
        quantile = self.query.function == "quantile"
        asked = self._quantile() if quantile else self._sums()
        if self.unit_seconds == 1:
            return asked
        return f"{asked if quantile else f'({asked})'} * {self.unit_seconds:g}"

    def _sums(self) -> str:
        many = len(self.terms) > 1
        parts = [self._sum(term, padded=many) for term in self.terms]
        if any(term.fixed for term in self.terms):
            return " or ".join(parts)
        signs = [" - " if term.sign < 0 else " + " for term in self.terms]
        return parts[0] + "".join(sign + part for sign, part in zip(signs[1:], parts[1:], strict=True))

    def _sum(self, term: Term, *, padded: bool) -> str:
        function = "rate" if self.query.function == "rate" else "increase"
        if self.query.function == "distinct":
            inner = f"count by ({', '.join(term.groups.values())}) (increase({self._range(term)}) > 0)"
            return f"count({inner})"
        by = f" by ({', '.join(term.groups.values())})" if term.groups else ""
        total = f"sum{by} ({function}({self._range(term)}))"
        for label, value in term.fixed.items():
            total = f'label_replace({total}, "{label}", "{value}", "", "")'
        # An empty vector would make the whole sum empty.
        return f"({total} or vector(0))" if padded and not term.fixed and not term.groups else total

    def _quantile(self) -> str:
        (term,) = self.terms
        groups = ", ".join((*term.groups.values(), "le"))
        return f"histogram_quantile({self.query.quantile}, sum by ({groups}) (increase({self._range(term)})))"

    def _range(self, term: Term) -> str:
        if self.query.step_seconds:
            return f"{term.selector}[{length(self.query.step_seconds)}]"
        return f"{term.selector}[{length(self.query.window.seconds)}] @ {self.query.window.end.timestamp():.3f}"


def length(seconds: float) -> str:
    """A length of time in PromQL: whole seconds where possible, else milliseconds."""
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 1000}s" if milliseconds % 1000 == 0 else f"{milliseconds}ms"


def quoted(label: str, comparison: str, value: str) -> str:
    """A condition as it stands between the braces."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{label}{comparison}"{escaped}"'


def one_of(label: str, values: Sequence[str]) -> str:
    """The condition that a label has one of these values."""
    return quoted(label, "=", values[0]) if len(values) == 1 else quoted(label, "=~", "|".join(map(_literal, values)))


def _literal(value: str) -> str:
    """RE2 takes any character but letters and digits as itself behind a backslash."""
    return "".join(c if c.isalnum() or c in "_-/ " or not c.isascii() else f"\\{c}" for c in value)

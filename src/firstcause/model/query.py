"""A question to the telemetry, as a typed value.

The store renders it to SQL, Prometheus' source asks it over HTTP, and documents print it as PromQL, so that a reader
can ask it again with the tools that they have. There is no query language of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from firstcause.model.window import Window

Function = Literal["increase", "rate", "quantile", "distinct"]
Comparison = Literal["=", "!=", "=~"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on a label. `=~` takes a regular expression that must match the whole value, as in Prometheus."""

    label: str
    comparison: Comparison
    value: str

    def promql(self) -> str:
        """As it stands between the braces of PromQL."""
        escaped = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.label}{self.comparison}"{escaped}"'


@dataclass(frozen=True, slots=True)
class Query:
    """One of four questions about a metric over a window.

    - `increase`: by how much a counter grew (resets taken into account);
    - `rate`: the same a second;
    - `quantile`: of a histogram, `metric` naming it without the suffix `_bucket`; `quantile` in 0-1; in the
      metric's unit;
    - `distinct`: how many values the label in `of` took.

    `by` keeps these labels apart, one sample each. `step_seconds` asks for a value at every step instead of one for
    the whole window.
    """

    metric: str
    function: Function
    window: Window
    matchers: tuple[Matcher, ...] = ()
    by: tuple[str, ...] = ()
    quantile: float | None = None
    of: str = ""
    step_seconds: float | None = None

    def promql(self) -> str:
        """The query in PromQL; the window is its range, and the evaluation time is the window's end."""
        labels = "{" + ",".join(m.promql() for m in self.matchers) + "}" if self.matchers else ""
        seconds = self.step_seconds or self.window.seconds
        selector = f"{self.metric}{labels}[{_duration(seconds)}]"
        by = f" by ({', '.join(self.by)})" if self.by else ""
        match self.function:
            case "increase" | "rate":
                return f"sum{by} ({self.function}({selector}))"
            case "quantile":
                bucket = f"{self.metric}_bucket{labels}[{_duration(seconds)}]"
                groups = ", ".join((*self.by, "le"))
                return f"histogram_quantile({self.quantile}, sum by ({groups}) (increase({bucket})))"
            case "distinct":
                groups = ", ".join((*self.by, self.of))
                return f"count{by} (count by ({groups}) (increase({selector}) > 0))"


def _duration(seconds: float) -> str:
    """PromQL's duration: whole seconds where possible, else milliseconds."""
    return f"{seconds:.0f}s" if seconds == round(seconds) else f"{seconds * 1000:.0f}ms"

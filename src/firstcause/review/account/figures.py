"""The figures of an incident's impact by what they measure, as a question may ask for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from firstcause.document.reading.stated import Amount, Reading

# Unit, what is said of it, and under which name it is kept; the first that fits counts.
_MEASURES: Final = (
    ("users", r"", "users"),
    ("errors", r"", "errors"),
    ("tickets", r"", "tickets"),
    ("$", r"", "$"),
    ("%", r"error|fail", "error-rate"),
    ("%", r"degrad|request|traffic", "degraded"),
    ("ms", r"p99|latency", "p99"),
)
_BASELINE: Final = re.compile(r"baseline|normally|before", re.IGNORECASE)


def figures(reading: Reading) -> Mapping[str, float]:
    """The first figure of every measure; of a latency that rose, what it rose to."""
    found: dict[str, float] = {}
    for amount in reading.amounts:
        name = _measure(amount)
        if name == "p99":
            found[name] = max(found.get(name, 0.0), amount.value)
        elif name:
            found.setdefault(name, amount.value)
    return found


def _measure(amount: Amount) -> str:
    if _BASELINE.search(amount.said_of.rsplit(",", 1)[-1]) and amount.unit == "%":
        return ""
    said = amount.said_of.casefold()
    return next((name for unit, said_of, name in _MEASURES if unit == amount.unit and re.search(said_of, said)), "")

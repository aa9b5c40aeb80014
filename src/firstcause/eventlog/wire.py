"""How the model's values look in JSON: the one cattrs converter, and the hooks by which it differs from the default.

It knows scalars, times and unions; it refuses to know what a record is for. Nothing is guessed on the way in: a number
in the place of a string is an error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.strategies import configure_tagged_union

from firstcause.model.effect import Effect
from firstcause.model.evidence import MetricSampled, Observation
from firstcause.model.facts import Fact

TAG: Final = "type"
_NOT_FINITE: Final[Mapping[str, float]] = {"NaN": math.nan, "+Inf": math.inf, "-Inf": -math.inf}


def format_time(at: datetime) -> str:
    """RFC 3339 in UTC, of fixed width, so that text sorts as time does: `2025-11-07T04:58:41.000000Z`.

    ValueError for a time without a zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be recorded: {at.isoformat()}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_time(text: str) -> datetime:
    """The aware datetime of which `format_time` wrote this. ValueError when it is no time, or names no zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {text}")
    return at.astimezone(UTC)


def converter() -> Converter:
    """A converter for all of the model; a union's member is tagged with its class name under `type`."""
    made = Converter()
    made.register_unstructure_hook(datetime, format_time)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(float, _number_out)
    # An answer in the query's own words is written, and hashed, as it was before there were others.
    sampled = make_dict_unstructure_fn(MetricSampled, made, asked=override(omit_if_default=True))
    made.register_unstructure_hook(MetricSampled, sampled)
    for scalar, read in _READERS.items():
        made.register_structure_hook(scalar, _hook(scalar, read))
    for union in (Fact, Observation, Effect):
        configure_tagged_union(union, made, tag_name=TAG)
    return made


def _hook(scalar: type, read: Callable[[object], object]) -> Callable[[object, type], object]:
    """cattrs also calls the hook for subclasses: a StrEnum is a str, and accepts its own values alone."""
    return lambda value, to: read(value) if to is scalar else to(read(value))


def _number_out(value: float) -> float | str:
    """JSON has no infinities (RFC 8259 section 6): they are written as Prometheus writes them."""
    if math.isfinite(value):
        return float(value)  # 1 and 1.0 are the same value, and must hash to the same evidence id
    return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"


def _number_in(value: object) -> float:
    if isinstance(value, str) and value in _NOT_FINITE:
        return _NOT_FINITE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"expected a number, found {value!r}")
    return float(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a string, found {value!r}")
    return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, found {value!r}")
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"expected true or false, found {value!r}")
    return value


def _time(value: object) -> datetime:
    return parse_time(_string(value))


def _date(value: object) -> date:
    return date.fromisoformat(_string(value))


_READERS: Final[Mapping[type, Callable[[object], object]]] = {
    str: _string,
    int: _integer,
    bool: _boolean,
    float: _number_in,
    datetime: _time,
    date: _date,
}

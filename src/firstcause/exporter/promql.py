"""The few words of PromQL that rules are made of."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from firstcause.exporter.errors import ProbeQuestionError

_SIZES: Final = ((3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms"))
_LENGTH: Final = re.compile(r"([0-9]{1,6})(ms|s|m|h)")


def matcher(label: str, value: str, *more: str) -> str:
    """`{label="value"}`, whatever stands in the value."""
    return "{" + ", ".join((f'{label}="{escaped(value)}"', *more)) + "}"


def escaped(text: str) -> str:
    """For between double quotes, as in Go."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def duration(time: timedelta) -> str:
    """As in `90s`, `2m` or `400ms`: whole, in the largest unit that leaves nothing over."""
    milliseconds = round(time.total_seconds() * 1000)
    size, unit = next((size, unit) for size, unit in _SIZES if milliseconds % size == 0)
    return f"{milliseconds // size}{unit}"


def length(written: str) -> timedelta:
    """The other way round. Raises ProbeQuestionError for anything else, and for no time at all."""
    found = _LENGTH.fullmatch(written)
    units = {unit: size for size, unit in _SIZES}
    time = timedelta(milliseconds=int(found[1]) * units[found[2]]) if found else timedelta()
    if not time:
        raise ProbeQuestionError(f"expected a length of time, found {written!r}", hint='as in "2m"')
    return time

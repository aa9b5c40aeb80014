"""From one line of text to a `LogLine`: what fields are called, in which units times come, what a level means.

Pure: `read_at` is when the line was read. Never an exception: a line that cannot be understood is its own message.
Nothing leaves here that was not scrubbed and cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from firstcause.model.logs import LogLine, LogRole, LogSeverity
from firstcause.sources.logs.scrub import scrubbed
from firstcause.sources.logs.shapes import Fields, fields_of

MAX_RAW: Final = 500  # characters kept of a line as evidence
MAX_MESSAGE: Final = 2000
MAX_NAME: Final = 100
AHEAD: Final = timedelta(minutes=1)  # another machine's clock; what is further ahead is no time of ours

_TIME: Final = ("time", "ts", "@timestamp", "timestamp", "t", "datetime", "date", "eventTime")
_LEVEL: Final = ("level", "severity", "lvl", "log.level", "loglevel", "levelname", "severity_text", "PRIORITY")
_MESSAGE: Final = ("message", "msg", "event", "body", "MESSAGE", "short_message", "text")
_ERROR: Final = ("error", "err", "exception", "error.message", "exception.message", "cause", "exc_info", "reason")
_PEER: Final = (
    "callee",
    "upstream",
    "peer",
    "peer.service",
    "peer_service",
    "target",
    "upstream_host",
    "remote",
    "host",
)
_ROLE: Final = ("side", "role", "tls.role", "span.kind")
_TRACE: Final = ("trace_id", "traceId", "trace", "trace.id", "traceid", "dd.trace_id")
_CALLED: Final = ("callee", "upstream", "peer.service", "peer_service", "upstream_host")  # who has one is a client
_LEVELS: Final = {
    LogSeverity.DEBUG: ("trace", "debug", "fine", "finer", "finest", "7", "10"),
    LogSeverity.WARNING: ("warn", "warning", "4", "40"),
    LogSeverity.ERROR: (
        *("err", "error", "crit", "critical", "alert", "emerg", "fatal", "panic", "severe", "dpanic"),
        *("0", "1", "2", "3", "50", "60"),
    ),
}
_BY_LEVEL: Final = {name: severity for severity, names in _LEVELS.items() for name in names}
_ROLES: Final[dict[str, LogRole]] = {"client": "client", "server": "server", "proxy": "proxy"}
_SCALES: Final = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # nanoseconds, microseconds, milliseconds since 1970


def decode_line(service: str, text: str, read_at: datetime) -> LogLine:
    """The line as a value; `service` is whose log it is, which goes before what the line calls itself."""
    fields = fields_of(text)
    return LogLine(
        service,
        _time(_first(fields, _TIME), read_at),
        _BY_LEVEL.get(str(_first(fields, _LEVEL)).lower(), LogSeverity.INFO),
        _message(fields),
        _role(fields),
        _text(fields, _PEER, MAX_NAME),
        _text(fields, _TRACE, MAX_NAME),
        scrubbed(text[: 4 * MAX_RAW])[:MAX_RAW],
    )


def _first(fields: Fields, names: Iterable[str]) -> object:
    return next((value for name in names if (value := fields.get(name)) not in (None, "")), "")


def _text(fields: Fields, names: Iterable[str], longest: int) -> str:
    value = _first(fields, names)
    return scrubbed(str(value)[:longest]) if isinstance(value, str | int | float) else ""


def _message(fields: Fields) -> str:
    """The message and, behind a colon, the error that it tells of."""
    message, error = _text(fields, _MESSAGE, MAX_MESSAGE), _text(fields, _ERROR, MAX_MESSAGE)
    return f"{message}: {error}" if message and error else message or error


def _role(fields: Fields) -> LogRole | None:
    said = _ROLES.get(str(_first(fields, _ROLE)).lower())
    return said or ("client" if _first(fields, _CALLED) else None)


def _time(value: object, read_at: datetime) -> datetime:
    found = _epoch(value) if isinstance(value, int | float) else _written(str(value))
    return read_at if found is None or found > read_at + AHEAD else found


def _epoch(number: float) -> datetime | None:
    try:
        for least, scale in _SCALES:
            if number >= least:
                number /= scale
                break
        return datetime.fromtimestamp(number, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _written(text: str) -> datetime | None:
    """RFC 3339 and its relatives. A time without an offset is the machine's own, as nginx and many others write it."""
    if re.fullmatch(r"\d{9,20}(?:\.\d+)?", text):
        return _epoch(float(text))
    plain = text.strip().replace("/", "-", 2).replace(",", ".")
    try:
        return datetime.fromisoformat(plain).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

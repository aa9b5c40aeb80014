"""Where the services' logs are: `[service.NAME] logs` and `[sources.logs]`.

It knows the kinds of places and how they are written; whether a file is there, or may be read, is found out by looking.
"""

from __future__ import annotations

from datetime import timedelta

from firstcause.config.table import Table, near
from firstcause.model.service import LogKind, LogPlace

HINT = 'as in "file:/var/log/orders/*.log", "journald:orders.service" or "docker:/var/lib/docker/containers/*/*.log"'


def log_places(table: Table) -> tuple[LogPlace, ...]:
    """A service's `logs`; paths count from the configuration's folder."""
    return tuple(_place(table, text) for text in table.texts("logs"))


def log_interval(sources: Table) -> timedelta:
    """`[sources.logs]`."""
    table = sources.table("logs")
    interval = table.duration("interval", timedelta(seconds=1))
    table.done()
    return interval


def _place(table: Table, text: str) -> LogPlace:
    kind, separator, name = text.partition(":")
    known = [k.value for k in LogKind]
    if not separator or not name:
        raise table.error("logs", f"expected a kind and a place, found {text!r}", HINT)
    if kind not in known:
        raise table.error("logs", f"there is no kind {kind!r} of logs", near(kind, known))
    if kind == LogKind.JOURNALD:
        return LogPlace(LogKind.JOURNALD, name)
    return LogPlace(LogKind(kind), str(table.source.path.absolute().parent / name))

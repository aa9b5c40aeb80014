"""Forgets old series and spans.

It knows what later answers still need: of each series the last point before the limit, since growth is counted from it.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select

from firstcause.store.schema import instances, points, series, spans


def prune(connection: Connection, before: float) -> None:
    """Delete what ended before that time (Unix seconds), and instances that nobody has scraped since."""
    _prune_instances(connection, before)
    later = points.alias()
    kept = select(func.max(later.c.at)).where(later.c.series_id == points.c.series_id, later.c.at <= before)
    connection.execute(delete(points).where(points.c.at < kept.scalar_subquery()))
    connection.execute(delete(spans).where(spans.c.end < before))


def _prune_instances(connection: Connection, before: float) -> None:
    gone = select(instances.c.instance).where(instances.c.last_at < before)
    theirs = select(series.c.id).where(series.c.instance.in_(gone))
    connection.execute(delete(points).where(points.c.series_id.in_(theirs)))
    connection.execute(delete(series).where(series.c.instance.in_(gone)))
    connection.execute(delete(instances).where(instances.c.last_at < before))

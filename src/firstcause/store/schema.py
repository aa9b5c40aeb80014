"""The tables: those of the log and those of the series, which live in files of their own.

Times in the log are text, RFC 3339 in UTC of fixed width: it sorts as time does, and a person who opens the file can
read it. Times in the series are Unix seconds, because they are computed with. `migrations/` must lead to exactly these
tables; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

LOG = MetaData()

streams = Table(
    "streams",
    LOG,
    Column("stream", String, primary_key=True),
    Column("sequence", Integer, nullable=False),  # of the last event: what compare-and-append compares
)
events = Table(
    "events",
    LOG,
    Column("stream", String, ForeignKey(streams.c.stream), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("occurred_at", String(27), nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("actor_kind", String, nullable=False),
    Column("actor_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("evidence", Text, nullable=False),  # JSON array of content ids
)
open_keys = Table(
    "open_keys",
    LOG,
    Column("open_key", String, primary_key=True),
    Column("stream", String, ForeignKey(streams.c.stream), nullable=False, unique=True),
)
effects = Table(
    "effects",
    LOG,
    Column("key", String, primary_key=True),
    Column("stream", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String, nullable=False),  # due, leased, done
    Column("due_at", String(27), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_owner", String, nullable=False),
    Column("lease_until", String(27), nullable=False),  # "" while nobody has leased it
    Column("last_error", Text, nullable=False),
    Column("begun_by", String, nullable=False, server_default=""),  # whoever began what must not be begun twice
    Index("effects_by_due", "state", "due_at"),
)

evidence = Table(  # where the log is on a server; beside a file, evidence is files
    "evidence",
    LOG,
    Column("id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

SERIES = MetaData()

instances = Table(
    "instances",
    SERIES,
    Column("instance", String, primary_key=True),
    Column("first_at", Float, nullable=False),
    Column("last_at", Float, nullable=False),
    Column("scraped_at", Float),  # the last whole scrape: every series in it was seen then
)
series = Table(
    "series",
    SERIES,
    Column("id", Integer, primary_key=True),
    Column("metric", String, nullable=False),
    Column("labels", Text, nullable=False),  # canonical JSON, with `instance`
    Column("instance", String, ForeignKey(instances.c.instance), nullable=False),
    Column("born_at", Float, nullable=False),
    Column("from_zero", Integer, nullable=False),  # 1: its instance had been seen before it was born
    UniqueConstraint("metric", "labels", name="series_identity"),
)
points = Table(
    "points",
    SERIES,
    Column("series_id", Integer, ForeignKey(series.c.id), primary_key=True),
    Column("at", Float, primary_key=True),
    Column("value", Float, nullable=False),
    sqlite_with_rowid=False,
)
spans = Table(
    "spans",
    SERIES,
    Column("trace", String, primary_key=True),
    Column("span", String, primary_key=True),
    Column("parent", String, nullable=False),
    Column("service", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("callee", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("user", String, nullable=False),
    Column("start", Float, nullable=False),
    Column("end", Float, nullable=False),
    Index("spans_by_end", "end"),
    Index("spans_by_service", "service", "end"),
)

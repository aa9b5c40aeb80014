"""Series and spans."""

import sqlalchemy as sa
from alembic import op

revision = "series_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "instances",
        sa.Column("instance", sa.String, primary_key=True),
        sa.Column("first_at", sa.Float, nullable=False),
        sa.Column("last_at", sa.Float, nullable=False),
        sa.Column("scraped_at", sa.Float),
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("metric", sa.String, nullable=False),
        sa.Column("labels", sa.Text, nullable=False),
        sa.Column("instance", sa.String, sa.ForeignKey("instances.instance"), nullable=False),
        sa.Column("born_at", sa.Float, nullable=False),
        sa.Column("from_zero", sa.Integer, nullable=False),
        sa.UniqueConstraint("metric", "labels", name="series_identity"),
    )
    op.create_table(
        "points",
        sa.Column("series_id", sa.Integer, sa.ForeignKey("series.id"), primary_key=True),
        sa.Column("at", sa.Float, primary_key=True),
        sa.Column("value", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    _create_spans()


def _create_spans() -> None:
    texts = ("parent", "service", "name", "kind", "callee", "outcome", "user")
    op.create_table(
        "spans",
        sa.Column("trace", sa.String, primary_key=True),
        sa.Column("span", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in texts),
        sa.Column("start", sa.Float, nullable=False),
        sa.Column("end", sa.Float, nullable=False),
    )
    op.create_index("spans_by_end", "spans", ["end"])
    op.create_index("spans_by_service", "spans", ["service", "end"])

"""Events, open keys, effects."""

import sqlalchemy as sa
from alembic import op

revision = "log_0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "streams",
        sa.Column("stream", sa.String, primary_key=True),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("stream", sa.String, sa.ForeignKey("streams.stream"), primary_key=True),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("occurred_at", sa.String(27), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("actor_kind", sa.String, nullable=False),
        sa.Column("actor_name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
    )
    op.create_table(
        "open_keys",
        sa.Column("open_key", sa.String, primary_key=True),
        sa.Column("stream", sa.String, sa.ForeignKey("streams.stream"), nullable=False, unique=True),
    )
    op.create_table(
        "effects",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("stream", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("due_at", sa.String(27), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("lease_owner", sa.String, nullable=False),
        sa.Column("lease_until", sa.String(27), nullable=False),
        sa.Column("last_error", sa.Text, nullable=False),
    )
    op.create_index("effects_by_due", "effects", ["state", "due_at"])

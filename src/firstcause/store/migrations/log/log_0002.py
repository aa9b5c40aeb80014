"""Evidence beside the log; who began an effect that must not be begun twice."""

import sqlalchemy as sa
from alembic import op

revision = "log_0002"
down_revision = "log_0001"


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.add_column("effects", sa.Column("begun_by", sa.String, nullable=False, server_default=""))

"""Maintenance breaks have times; any page of the log has its index."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from severakit.store import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    breaks = op.create_table(
        "maintenance_breaks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column("retry_after", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ends_at IS NULL) <> (retry_after IS NULL)", name="ends_at_or_retry_after"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_breaks")),
    )
    # A break that is on goes on.
    waits = op.get_bind().execute(sa.text("SELECT retry_after FROM downtime")).scalars().all()
    now = datetime.now(UTC).replace(microsecond=0)
    op.bulk_insert(breaks, [{"starts_at": now, "retry_after": wait} for wait in waits])
    op.drop_table("downtime")
    op.drop_index(op.f("ix_access_log_organization_id"), table_name="access_log")
    op.create_index("ix_access_log_at", "access_log", ["organization_id", "at", "id"], unique=False)
    op.create_index("ix_access_log_operation", "access_log", ["organization_id", "operation", "at", "id"], unique=False)
    op.create_index("ix_access_log_outcome", "access_log", ["organization_id", "outcome", "at", "id"], unique=False)
    op.create_index("ix_access_log_user_guid", "access_log", ["organization_id", "user_guid", "at", "id"], unique=False)

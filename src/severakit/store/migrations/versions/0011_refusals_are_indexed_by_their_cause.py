"""refusals are indexed by their cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_access_log_cause",
        "access_log",
        ["organization_id", "cause", "at", "id"],
        postgresql_where=sa.text("cause IS NOT NULL"),
        sqlite_where=sa.text("cause IS NOT NULL"),
    )

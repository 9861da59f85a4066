"""Operators have tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite changes a column by making the table anew.
    with op.batch_alter_table("admin_tokens") as table:
        table.alter_column("organization_id", existing_type=sa.Integer(), nullable=True)

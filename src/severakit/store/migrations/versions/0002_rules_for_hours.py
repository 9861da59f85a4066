"""Rules for hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from severakit.store import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organizations", sa.Column("hours_closed_until", columns.WallClock(), nullable=True))
    op.add_column(
        "organizations", sa.Column("hours_need_description", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "organizations", sa.Column("hours_may_overlap", sa.Boolean(), server_default=sa.true(), nullable=False)
    )

"""Revoked keys stay revoked whatever the clock says."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from severakit.store import columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("is_revoked", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Of keys that have ended nothing tells whether they were revoked or expired: neither shall open again.
    keys = sa.table("api_keys", sa.column("revoked_at", columns.Instant()), sa.column("is_revoked", sa.Boolean()))
    now = datetime.now(UTC).replace(microsecond=0)
    op.execute(sa.update(keys).where(keys.c.revoked_at <= now).values(is_revoked=True))

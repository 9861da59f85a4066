"""documents of an organization's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from severakit.store import columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_documents",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_own_documents_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "kind", name=op.f("pk_own_documents")),
    )

"""price lists price other hours and overtime."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from severakit.store import columns
from severakit.store.row_security import protection

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pricelist_over_times",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("pricelist_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("over_time_guid", sa.Text(), nullable=False),
        sa.Column("multiplier", columns.Amount(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "over_time_guid"],
            ["over_times.organization_id", "over_times.guid"],
            name="fk_pricelist_over_times_over_time_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "pricelist_guid"],
            ["pricelists.organization_id", "pricelists.guid"],
            name="fk_pricelist_over_times_pricelist_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_pricelist_over_times_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "pricelist_guid", "position", name=op.f("pk_pricelist_over_times")),
    )
    op.create_index(
        "ix_pricelist_over_times_over_time_guid",
        "pricelist_over_times",
        ["organization_id", "over_time_guid"],
        unique=False,
    )
    op.add_column("pricelists", sa.Column("default_hour_price", columns.Amount(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for statement in protection("pricelist_over_times"):
            op.execute(statement)

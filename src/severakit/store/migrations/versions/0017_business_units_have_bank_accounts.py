"""business units have bank accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from severakit.store.row_security import protection

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_unit_bank_accounts",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("business_unit_guid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=True),
        sa.Column("bank_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "business_unit_guid"],
            ["business_units.organization_id", "business_units.guid"],
            name="fk_business_unit_bank_accounts_business_unit_guid",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_business_unit_bank_accounts_organization_id")
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "business_unit_guid", "position", name=op.f("pk_business_unit_bank_accounts")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in protection("business_unit_bank_accounts"):
            op.execute(statement)

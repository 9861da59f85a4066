"""row-level security of PostgreSQL keeps organizations apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from severakit.store.row_security import protection

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    inspector = sa.inspect(connection)
    columns = {
        table: {column["name"] for column in inspector.get_columns(table)} for table in inspector.get_table_names()
    }
    of_organizations = sorted(table for table, names in columns.items() if "organization_id" in names)
    for statement in protection("organizations", "id"):
        op.execute(statement)
    for table in of_organizations:
        for statement in protection(table):
            op.execute(statement)

"""lines of the audit trail are not replaced either."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # INSERT OR REPLACE deletes the line in its way without asking SQLite's triggers on deletion. PostgreSQL knows no such
    # statement, and its ON CONFLICT DO UPDATE asks the trigger on updates.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_trail_no_replace BEFORE INSERT ON audit_trail "
            "WHEN EXISTS (SELECT 1 FROM audit_trail WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'The audit trail cannot be edited.'); END"
        )

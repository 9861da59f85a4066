"""contents of files lie in the content store, under their hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op

from severakit.store import contents

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_FILES = sa.table(
    "files",
    sa.column("organization_id", sa.Integer),
    sa.column("guid", sa.Text),
    sa.column("content", sa.LargeBinary),
    sa.column("content_sha256", sa.Text),
    sa.column("size", sa.BigInteger),
)


def upgrade() -> None:
    op.add_column("files", sa.Column("content_sha256", sa.Text))
    _move_out(op.get_bind())
    op.drop_column("files", "content")
    op.create_index("ix_files_content_sha256", "files", ["organization_id", "content_sha256"])


def _move_out(connection: sa.Connection) -> None:
    """Write the contents to the content store, one after the other, so that one alone is in memory."""
    keys = (_FILES.c.organization_id, _FILES.c.guid)
    with_content = sa.select(*keys).where(_FILES.c.content.is_not(None)).order_by(*keys)
    for organization_id, guid in connection.execute(with_content).all():
        of_file = (_FILES.c.organization_id == organization_id, _FILES.c.guid == guid)
        content = connection.execute(sa.select(_FILES.c.content).where(*of_file)).scalar_one()
        store = context.config.attributes["contents"]
        kept = contents.keep(store, connection, organization_id, bytes(content))
        connection.execute(sa.update(_FILES).where(*of_file).values(**kept))

"""Alembic's entry: migrate over the connection that is handed in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from severakit.store.schema import metadata


def _render(kind: str, item: Any, autogenerate_context: Any) -> str | Literal[False]:
    """Write our column types by their own names in new migrations."""
    if kind == "type" and type(item).__module__ == "severakit.store.columns":
        autogenerate_context.imports.add("from severakit.store import columns")
        return f"columns.{type(item).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=False,
    render_item=_render,
    transaction_per_migration=False,
)
context.run_migrations()

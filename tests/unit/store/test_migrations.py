"""Migrations lead to exactly the schema that the tables state."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from severakit.store import access, tables
from severakit.store.migrations import upgrade
from severakit.store.schema import metadata


def test_a_migrated_database_has_the_schema_of_the_tables(store):
    assert tables.accounts.metadata is access.api_keys.metadata is metadata
    with store.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_migrating_again_does_nothing(store):
    upgrade(store)
    upgrade(store)

"""Migrations lead to exactly the schema that the tables state."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from severakit.store import access, administration, tables
from severakit.store.migrations import configuration, migrate
from severakit.store.schema import metadata
from severakit.store.schema_version import revision, upgrade, versions
from severakit.store.store import Store


def test_a_migrated_database_has_the_schema_of_the_tables(store):
    assert tables.accounts.metadata is access.api_keys.metadata is metadata
    with store.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_migrating_again_does_nothing(store):
    upgrade(store)
    upgrade(store)


def test_a_maintenance_break_of_before_goes_on(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/old.db")
    migrate(store, "0001")
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO downtime (id, retry_after) VALUES (1, 90)")
    upgrade(store)
    assert administration.get_downtime(store) == 90
    store.close()


def test_the_versions_are_those_that_alembic_goes_through(store):
    scripts = ScriptDirectory.from_config(configuration(store))
    assert list(versions()) == [script.revision for script in scripts.walk_revisions()][::-1]
    assert revision(store) == versions()[-1]

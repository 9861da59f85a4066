"""Bringing a database to the present schema, from any earlier one or from nothing."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from severakit.store import access, console_accounts, downtime, own_documents, tables  # noqa: F401 - they declare tables
from severakit.store.store import Store


def configuration(store: Store) -> Config:
    """Return Alembic's configuration for the migrations that the package carries."""
    config = Config()
    config.set_main_option("script_location", "severakit.store:migrations")
    config.attributes["contents"] = store.contents
    return config


def migrate(store: Store, to: str = "head") -> None:
    """Bring the store's database to a version of the schema; the database must not be at a later one."""
    config = configuration(store)
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)

"""Bringing a database to the present schema, from any earlier one or from nothing."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from severakit.store import access, tables  # noqa: F401 - both declare tables
from severakit.store.store import Store


def configuration() -> Config:
    """Return Alembic's configuration for the migrations that the package carries."""
    config = Config()
    config.set_main_option("script_location", "severakit.store:migrations")
    return config


def upgrade(store: Store) -> None:
    """Bring the store's database to the present schema; where it is there already, do nothing."""
    config = configuration()
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

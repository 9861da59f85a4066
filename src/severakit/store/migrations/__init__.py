"""Bringing a database to the present schema, from any earlier one or from nothing."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from severakit.store import access, console_accounts, downtime, own_documents, tables  # noqa: F401 - they declare tables
from severakit.store.errors import AdministrationError
from severakit.store.row_security import GATE
from severakit.store.store import Store


class NewerSchema(AdministrationError):  # noqa: N818 - names the fact
    """A database that a newer version of severakit has changed, so that this one could damage it."""


def configuration(store: Store) -> Config:
    """Return Alembic's configuration for the migrations that the package carries."""
    config = _configuration()
    config.attributes["contents"] = store.contents
    return config


def _configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", "severakit.store:migrations")
    return config


def versions() -> list[str]:
    """Return all versions of the schema that this version of severakit knows, the first one first."""
    scripts = ScriptDirectory.from_config(_configuration())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def revision(store: Store) -> str:
    """Return at which version the schema of the store's database is; an empty text where it has none."""
    with store.reading(GATE) as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def check_known(version: str) -> None:
    """Raise NewerSchema where a version of the schema is none that this version of severakit knows."""
    if version and version not in versions():
        raise NewerSchema(
            f"The database has the schema {version}, which is newer than this version of severakit: it knows "
            f"those up to {versions()[-1]}. Install the version that made it, or a later one."
        )


def upgrade(store: Store) -> None:
    """Bring the store's database to the present schema; where it is there already, do nothing.

    Raises NewerSchema where it is one that only a newer version of severakit knows; then nothing is changed.
    """
    check_known(revision(store))
    config = configuration(store)
    with store.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

"""At which version a database's schema is, and which ones there are: what is asked whenever a database is opened.

Migrations themselves are Alembic's, which takes longer to load than to ask.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import sqlalchemy as sa

from severakit.store.errors import AdministrationError
from severakit.store.row_security import GATE
from severakit.store.store import Store

_ALEMBIC = sa.table("alembic_version", sa.column("version_num"))


class NewerSchema(AdministrationError):  # noqa: N818 - names the fact
    """A database that a newer version of severakit has changed, so that this one could damage it."""


@cache
def versions() -> tuple[str, ...]:
    """Return all versions of the schema that this version of severakit knows, the first one first."""
    scripts = resources.files("severakit.store").joinpath("migrations", "versions").iterdir()
    return tuple(sorted(name.partition("_")[0] for script in scripts if (name := script.name).endswith(".py")))


def revision(store: Store) -> str:
    """Return at which version the schema of the store's database is; an empty text where it has none."""
    with store.reading(GATE) as connection:
        if not sa.inspect(connection).has_table(_ALEMBIC.name):
            return ""
        return connection.execute(sa.select(_ALEMBIC.c.version_num)).scalar() or ""


def is_up_to_date(store: Store) -> bool:
    """Whether the schema of the store's database is the one that this version of severakit works on."""
    return revision(store) == versions()[-1]


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
    if is_up_to_date(store):
        return
    check_known(revision(store))
    from severakit.store.migrations import migrate  # noqa: PLC0415 - see above

    migrate(store)

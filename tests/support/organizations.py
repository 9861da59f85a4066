"""Organizations to call operations of, each through an API user to whom every gate is open."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from severakit.service.dispatch import Dispatcher
from severakit.store import administration
from severakit.store.schema import metadata, organizations
from severakit.store.store import Store, utc_now
from severakit.store.tables import users
from support.api import Api
from support.postgresql import PostgreSQL


def new_api(store: Store, dispatcher: Dispatcher, name: str) -> Api:
    """Add an organization with defaults and an API user to whom every gate is open."""
    organization_id = administration.add_organization(store, name)
    administration.set_organization(store, name, api_addon=True, terms_accepted=True, daily_quota=None)
    email = f"api@{name.lower()}.example"
    administration.add_user(store, email, organization=name, first_name="Api", last_name="User")
    administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
    key = administration.create_key(store, email, organization=name, name="test")
    with store.read(organization_id) as session:
        user = session.find(users, email=email)
    return Api(store, dispatcher, organization_id, key, user["guid"])


class Kept:
    """The rows of a new organization, made once for a kind of database and copied by the database from then on.

    To insert them one by one takes longer than most tests do.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "kept.db"
        self._kinds: dict[str, tuple[list[str], tuple[int, str, str]]] = {}
        """The tables that have rows, and what tells the organization, by the kind of database."""

    def api(self, store: Store, dispatcher: Dispatcher, postgresql: PostgreSQL | None) -> Api:
        """Return what `new_api` does for Acme; where the store's time is another or it has rows, it is made anew."""
        with store.reading() as connection:
            is_empty = connection.execute(sa.select(sa.func.count()).select_from(organizations)).scalar() == 0
        if not is_empty or store.clock is not utc_now:
            return new_api(store, dispatcher, "Acme")
        if store.engine.name in self._kinds:
            tables, known = self._kinds[store.engine.name]
            self._run(store, postgresql, [f"INSERT INTO {name} SELECT * FROM kept.{name}" for name in tables])
            return Api(store, dispatcher, *known)
        api = new_api(store, dispatcher, "Acme")
        tables = self._keep(store, postgresql)
        self._kinds[store.engine.name] = (tables, (api.organization_id, api.key, api.user_guid))
        return api

    def _keep(self, store: Store, postgresql: PostgreSQL | None) -> list[str]:
        with store.reading() as connection:
            filled = [name for name, table in metadata.tables.items() if connection.execute(sa.select(table)).first()]
        if postgresql is not None:
            postgresql.run(["CREATE SCHEMA kept"])
        self._run(store, postgresql, [f"CREATE TABLE kept.{name} AS SELECT * FROM {name}" for name in filled])
        return filled

    def _run(self, store: Store, postgresql: PostgreSQL | None, statements: list[str]) -> None:
        if postgresql is not None:
            postgresql.run(statements)
            return
        with store.engine.connect().execution_options(severakit_begin=None) as connection:
            raw = connection.connection.driver_connection
            raw.executescript(
                f"PRAGMA foreign_keys=OFF; ATTACH '{self._file}' AS kept; BEGIN; {'; '.join(statements)}; COMMIT;"
                "DETACH kept; PRAGMA foreign_keys=ON"
            )

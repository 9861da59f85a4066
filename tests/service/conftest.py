"""A service without its socket: calls go through the dispatcher as bytes, and every answer is held against the XSD."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store.store import Store
from support.api import Api
from support.demo_world import FirstLook, demo_world_in
from support.organizations import Kept, new_api
from support.postgresql import PostgreSQL
from support.postgresql_role import with_role


@pytest.fixture
def dispatcher(store: Store) -> Iterator[Dispatcher]:
    log = AccessLog(store)
    yield Dispatcher(store, Settings(), log, Metrics())
    log.close()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The rows of a new organization, to copy from."""
    return Kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def api(store: Store, dispatcher: Dispatcher, kept: Kept, request: pytest.FixtureRequest) -> Api:
    """An organization with the defaults of a new one, seen through its API user."""
    return kept.api(store, dispatcher, None if store.is_sqlite else request.getfixturevalue("postgresql"))


@pytest.fixture
def other_api(store: Store, dispatcher: Dispatcher) -> Api:
    """A second organization in the same database."""
    return new_api(store, dispatcher, "Other")


@pytest.fixture(scope="session")
def demo_world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstLook]:
    """The demo organization as it is built, to be read and not written to."""
    with demo_world_in(tmp_path_factory.mktemp("demo_world") / "severakit.db", migrated_sqlite) as world:
        yield world


@pytest.fixture
def server(postgresql: PostgreSQL) -> Iterator[PostgreSQL]:
    """A PostgreSQL with the role and the database that the documentation makes."""
    with with_role(postgresql) as server:
        yield server


@pytest.fixture
def files(tmp_path: Path) -> str:
    """Where the contents of that database's files lie."""
    return str(tmp_path / "files")

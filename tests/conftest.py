"""What all tests share: a real PostgreSQL, and stores on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import fsspec
import hypothesis
import pytest
import sqlalchemy as sa

from severakit.store.content_store import FILES_VARIABLE
from severakit.store.schema_version import upgrade
from severakit.store.store import Store
from support.object_store import object_store
from support.postgresql import PostgreSQL
from support.running_service import RunningService, running_service_on

hypothesis.settings.register_profile("tests", deadline=None, derandomize=True)
hypothesis.settings.load_profile("tests")


COMPILED: dict[str, tuple[sa.Dialect, dict[Any, Any]]] = {}


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    store = Store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def object_store_variables() -> Iterator[Mapping[str, str]]:
    """What is in the environment of those who use the tests' object store; buckets come with what is put there."""
    with object_store() as variables:
        yield variables


@pytest.fixture
def bucket(object_store_variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a new bucket in an object store that this process finds too."""
    for name, value in object_store_variables.items():
        monkeypatch.setenv(name, value)
    # One that was made in another environment would be taken again.
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    return f"s3://{uuid4()}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a migrated database without data: every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "severakit.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    monkeypatch.setenv(FILES_VARIABLE, str(tmp_path / "files"))
    yield server.address
    server.empty()


def share_compiled(engine: sa.Engine) -> None:
    """Let statements be compiled once for all tests of a kind of database, and not in each test anew.

    They are kept by the dialect's own object, so that is shared too.
    """
    engine.dialect, compiled = COMPILED.setdefault(engine.name, (engine.dialect, {}))
    engine.update_execution_options(compiled_cache=compiled)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with the present schema and nothing in it."""
    store = Store(database_url)
    share_compiled(store.engine)
    yield store
    store.close()


@pytest.fixture(scope="session")
def running_service(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service in a process of its own with one organization, shared by all tests: change only what you add."""
    path = tmp_path_factory.mktemp("service") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    with running_service_on(f"sqlite:///{path}") as service:
        yield service

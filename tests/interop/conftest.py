"""A running service with the demo organization, for foreign clients to call."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from severakit.demo import build_demo
from severakit.store import administration
from severakit.store.store import Store
from support.running_service import RunningService, served


@pytest.fixture(scope="session")
def running_demo(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    path = tmp_path_factory.mktemp("demo") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    database_url = f"sqlite:///{path}"
    store = Store(database_url)
    demo = build_demo(store, 500)
    api_key = administration.create_key(store, demo.user, organization=demo.organization)
    store.close()
    with served(database_url) as endpoint:
        yield RunningService(endpoint, api_key, database_url, demo.organization, demo.user)

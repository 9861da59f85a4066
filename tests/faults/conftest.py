"""A service on a real socket, to be maltreated."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from severakit.store.store import Store
from support.service_process import ServiceProcess, open_organization


class Victim(NamedTuple):
    """The service, a key that opens it, and the folder of its database and log."""

    service: ServiceProcess
    key: str
    folder: Path


@pytest.fixture(scope="session")
def victim(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    folder = tmp_path_factory.mktemp("victim")
    shutil.copy(migrated_sqlite, folder / "severakit.db")
    database_url = f"sqlite:///{folder}/severakit.db"
    store = Store(database_url)
    key = open_organization(store)
    store.close()
    service = ServiceProcess(database_url, folder / "log", request_timeout="2", response_timeout="2")
    yield Victim(service, key, folder)
    service.stop()

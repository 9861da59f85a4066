"""Tests of the extended generation: `make test` runs them in a process of their own, since a process speaks one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from severakit.contract import EXTENDED, load_contract
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store.store import Store
from support.api import Api
from support.organizations import new_api

if load_contract().generation != EXTENDED:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def api(store: Store) -> Iterator[Api]:
    log = AccessLog(store)
    yield new_api(store, Dispatcher(store, Settings(), log, Metrics()), "Acme")
    log.close()

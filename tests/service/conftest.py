"""A service without its socket: calls go through the dispatcher as bytes, and every answer is held against the XSD."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store.store import Store
from support.api import Api
from support.organizations import new_api


@pytest.fixture
def dispatcher(store: Store) -> Iterator[Dispatcher]:
    log = AccessLog(store)
    yield Dispatcher(store, Settings(), log, Metrics())
    log.close()


@pytest.fixture
def api(store: Store, dispatcher: Dispatcher) -> Api:
    """An organization with the defaults of a new one, seen through its API user."""
    return new_api(store, dispatcher, "Acme")


@pytest.fixture
def other_api(store: Store, dispatcher: Dispatcher) -> Api:
    """A second organization in the same database."""
    return new_api(store, dispatcher, "Other")

"""Every client of the matrix, item by item: it sees what the store holds, or what its client.toml says it sees instead.

A client is a folder in clients/ with client.toml and a program that prints one JSON document, a member for each item of
items.toml. Each client is built and run once, against an organization of its own.
"""

import fcntl
import pickle
import shutil
from types import SimpleNamespace

import pytest

from severakit.store import administration
from severakit.store.store import Store
from support.interop import CLIENTS, ITEMS, RETRY_AFTER, Foreign, expected, new_world, normal, stored
from support.running_service import served


@pytest.fixture(scope="session")
def services(migrated_sqlite, tmp_path_factory):
    """A service for all clients, and another one that is in a maintenance break."""
    folder = tmp_path_factory.mktemp("matrix")
    urls = [f"sqlite:///{shutil.copy(migrated_sqlite, folder / name)}" for name in ("open", "closed")]
    store, closed = map(Store, urls)
    with served(urls[0]) as endpoint, served(urls[1]) as closed_endpoint:
        administration.set_downtime(closed, RETRY_AFTER)
        yield SimpleNamespace(store=store, endpoint=endpoint, closed=closed_endpoint)
    closed.close()
    store.close()


@pytest.fixture(scope="session", params=CLIENTS)
def outcome(request, tmp_path_factory):
    """What the client saw, what it must have seen, and what the store holds of it: of one run in all workers."""
    shared = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        shared = shared.parent
    record = shared / f"matrix-{request.param}"
    with record.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not record.exists():
            client, services = Foreign(request.param), request.getfixturevalue("services")
            world = new_world(services.store, services.endpoint, client.name)
            folder = tmp_path_factory.mktemp("clients") / client.name
            seen = client.see(world, folder, SEVERA_CLOSED_ENDPOINT=services.closed)
            record.write_bytes(pickle.dumps((seen, expected(world), stored(world))))
    seen, should, in_store = pickle.loads(record.read_bytes())  # noqa: S301 - written a moment ago
    return SimpleNamespace(client=Foreign(request.param), seen=seen, expected=should, stored=in_store)


@pytest.mark.parametrize("item", ITEMS)
def test_the_client_sees_what_the_store_holds(outcome, item):
    seen, should = outcome.seen[item], outcome.expected[item]
    deviation = normal(item, outcome.client.deviation(item))
    if deviation is None:
        assert seen == should
    else:
        assert seen == deviation
        assert seen != should
    for name, value in normal(item, outcome.stored.get(item, {})).items():
        assert value == should[name], f"The store holds another {name}."


def test_the_program_says_nothing_beyond_the_items(outcome):
    assert outcome.seen.keys() == set(ITEMS)
    assert outcome.client.told.get("deviates", {}).keys() <= set(ITEMS)
    assert outcome.client.told.get("notes", {}).keys() <= set(ITEMS)

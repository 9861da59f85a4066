"""Every operation of the contract does what it declares, on both databases: a success, and each of its faults."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from severakit.contract import load_contract
from severakit.demo import build_demo
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import addresses, lead_sources, users
from support.api import Api
from support.conformance import REASONS, attempts, outcome, page
from support.sample_calls import World, arguments_of

OPERATIONS = load_contract().operations
DECLARED = [(operation, fault) for operation in OPERATIONS.values() for fault in operation.faults]
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "conformance.md"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A small demo organization that all calls are made to, each of which adds what it changes."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("conformance") / "severakit.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield from _world_on(f"sqlite:///{path}")
    else:
        server = request.getfixturevalue("postgresql")
        yield from _world_on(server.address)
        server.empty()


def _world_on(address: str) -> Iterator[World]:
    store = Store(address)
    log = AccessLog(store)
    dispatcher = Dispatcher(store, Settings(), log, Metrics())
    demo = build_demo(store, 300, name="Conformance Oy")
    administration.set_organization(store, demo.organization, daily_quota=1_000_000)
    narrow = "narrow@conformance.example"
    administration.add_user(
        store, narrow, organization=demo.organization, first_name="Nelli", last_name="Narrow", profile="Employee"
    )
    bare = administration.add_organization(store, "Bare Oy")
    administration.set_organization(store, "Bare Oy", api_addon=True, terms_accepted=True)
    administration.add_user(store, "api@bare.example", organization="Bare Oy", first_name="Api", last_name="User")
    with store.write(bare) as session:
        session.delete(lead_sources)
        session.update_where(addresses, addresses.c.is_billing_address, is_billing_address=False)
    yield World(
        _api(store, dispatcher, demo.organization_id, demo.user),
        _api(store, dispatcher, demo.organization_id, narrow),
        _api(store, dispatcher, bare, "api@bare.example"),
    )
    log.close()
    store.close()


def _api(store: Store, dispatcher: Dispatcher, organization_id: int, email: str) -> Api:
    administration.set_user(store, email, api_right=True, api_enabled=True)
    with store.read(organization_id) as session:
        guid = session.find(users, email=email)["guid"]
    return Api(store, dispatcher, organization_id, administration.create_key(store, email), guid)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_an_operation_succeeds(world, operation):
    answer = world.api(operation.qualified_name, **arguments_of(world, operation))
    assert operation.returns is None or answer not in (None, [], False)


@pytest.mark.parametrize(("operation", "fault"), DECLARED, ids=[f"{o.qualified_name}-{f}" for o, f in DECLARED])
def test_a_declared_fault_is_shown_or_cannot_be(world, operation, fault):
    answers = []
    for api, arguments in attempts(world, operation, fault):
        answers.append(outcome(api, operation, arguments))
        if answers[-1] == fault:
            break
    assert "a:InternalServiceFault" not in answers
    shown = fault in answers
    assert shown != ((operation.qualified_name, fault) in REASONS), answers


def test_the_page_is_in_step():
    assert PAGE.read_text("utf-8") == page(), "Write support.conformance.page() to docs/reference/conformance.md."

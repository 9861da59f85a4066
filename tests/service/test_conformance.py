"""Every operation of the contract does what it declares, on both databases: a success, and each of its faults."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.demo import build_demo
from severakit.entities import WorkType
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store import administration
from severakit.store.access import WIDEST
from severakit.store.store import Store
from severakit.store.tables import addresses, lead_sources, users
from support.api import Api
from support.conformance import REASONS, attempts, outcome
from support.sample_calls import World, arguments_of
from support.watching import changes, watched

OPERATIONS = load_contract().operations
WRITES = [operation for operation in OPERATIONS.values() if not operation.is_read]
DECLARED = [(operation, fault) for operation in OPERATIONS.values() for fault in operation.faults]
SHOWN: defaultdict[str, set[str]] = defaultdict(set)
"""What each operation was seen to answer: success, and faults."""
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "conformance.md"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A small demo organization that all calls are made to, each of which adds what it changes."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("conformance") / "severakit.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield from _world_on(Store(f"sqlite:///{path}"))
    else:
        server = request.getfixturevalue("postgresql")
        yield from _world_on(Store(server.address, files_url=str(tmp_path_factory.mktemp("files"))))
        server.empty()


def _world_on(store: Store) -> Iterator[World]:
    log = AccessLog(store)
    # A caller who is refused by every operation would be taken for one who guesses at keys.
    dispatcher = Dispatcher(store, Settings(max_refusals=1_000_000), log, Metrics())
    demo = build_demo(store, name="Conformance Oy")
    administration.set_organization(store, demo.organization, daily_quota=1_000_000)
    narrow = "narrow@conformance.example"
    administration.add_user(
        store, narrow, organization=demo.organization, first_name="Nelli", last_name="Narrow", profile="Employee"
    )
    none = {f"rights_{name}": False if widest is True else "None" for name, widest in WIDEST.items()}
    with store.write(demo.organization_id) as session:
        session.update_where(users, users.c.email == narrow, **none)
    bare = administration.add_organization(store, "Bare Oy")
    administration.set_organization(store, "Bare Oy", api_addon=True, terms_accepted=True)
    administration.add_user(store, "api@bare.example", organization="Bare Oy", first_name="Api", last_name="User")
    with store.write(bare) as session:
        session.delete(lead_sources)
        session.update_where(addresses, addresses.c.is_billing_address, is_billing_address=False)
    world = World(
        _api(store, dispatcher, demo.organization_id, demo.user),
        _api(store, dispatcher, demo.organization_id, narrow),
        _api(store, dispatcher, bare, "api@bare.example"),
    )
    with watched(store):
        yield world
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
    SHOWN[operation.qualified_name].add("success")


def test_what_changes_is_noted_and_what_is_undone_is_not(world):
    """Else the tests below could not fail."""
    before = _changes(world.api)
    world.api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Watched"))
    added = _changes(world.api)
    assert added["work_types"] == before.get("work_types", 0) + 1
    with pytest.raises(RuntimeError):
        _change_and_fail(world.api)
    assert _changes(world.api) == added
    with world.api.store.write(world.api.organization_id) as writing:
        touched = writing.update_where(lead_sources, sa.true(), is_active=lead_sources.c.is_active)
        assert touched > 0
    assert _changes(world.api)["lead_sources"] == added.get("lead_sources", 0) + touched


@pytest.mark.parametrize("operation", WRITES, ids=[operation.qualified_name for operation in WRITES])
def test_without_rights_a_write_is_refused(world, operation):
    refused = "NoPermissionException" if "NoPermissionException" in operation.faults else "GeneralFailureException"
    assert outcome(world.narrow, operation, arguments_of(world, operation)) == refused


@pytest.mark.parametrize("operation", WRITES, ids=[operation.qualified_name for operation in WRITES])
def test_another_organization_changes_nothing(world, operation):
    arguments = arguments_of(world, operation)
    before = _changes(world.api)
    outcome(world.bare, operation, arguments)
    assert _changes(world.api) == before


def _change_and_fail(api: Api) -> None:
    with api.store.write(api.organization_id) as session:
        assert session.update_where(lead_sources, sa.true(), is_active=True) > 0
        raise RuntimeError


def _changes(api: Api) -> dict[str, int]:
    return changes(api.store, api.organization_id)


@pytest.mark.parametrize(("operation", "fault"), DECLARED, ids=[f"{o.qualified_name}-{f}" for o, f in DECLARED])
def test_a_declared_fault_is_shown_or_cannot_be(world, operation, fault):
    answers = []
    for api, arguments in attempts(world, operation, fault):
        before = _changes(world.api)
        answers.append(outcome(api, operation, arguments))
        if answers[-1] != "success":
            assert _changes(world.api) == before, "A refused call has changed something."
        if answers[-1] == fault:
            break
    assert "a:InternalServiceFault" not in answers
    shown = fault in answers
    assert shown != ((operation.qualified_name, fault) in REASONS), answers
    if shown:
        SHOWN[operation.qualified_name].add(fault)


def test_the_page_says_what_was_shown():
    """Prints the table, operation by outcome, of what this run has shown (`pytest -rP`), and holds the page against it.

    Where the tests are spread over several processes it is what this one has shown.
    """
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in PAGE.read_text("utf-8").splitlines()}
    for name, outcomes in SHOWN.items():
        print(name, "|", ", ".join(sorted(outcomes)))  # noqa: T201 - the table is for whoever runs this
        _, succeeds, faults, _ = lines[name].split(" | ")
        said = {f"{fault}Exception" for fault in faults.split(", ")} | ({"success"} if succeeds == "yes" else set())
        assert outcomes <= said, name

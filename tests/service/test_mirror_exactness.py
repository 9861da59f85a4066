"""The mirror is exact: whatever was written, and whenever it ran, it holds what the service holds, in all tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from severakit.client.plan import Each
from severakit.contract import load_contract
from severakit.demo import build_demo
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings as ServiceSettings
from severakit.soap.envelope import Quota
from severakit.soap.faults import SoapFault
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import hour_entries, phases, users
from severakit.sync import TABLES, Reconcile, Settings, chosen, open_destination, synchronize
from severakit.sync.relations import DELETED_AT, relation
from severakit.sync.statements import history
from support.api import Api
from support.dispatched import client_of
from support.mirrored import asked, assert_same, expected, in_duckdb, mirrored
from support.sample_calls import World, arguments_of

WRITES = [name for name, operation in load_contract().operations.items() if not operation.is_read]
# Service and mirror share this process, in which two calls at once only stand in each other's way.
CHANGES = Settings(reconcile=Reconcile.NEVER, calls_at_once=1)
EVERYTHING = Settings(reconcile=Reconcile.ALWAYS, calls_at_once=1)


# Without most of those that take a call per row, which would make a test of seconds one of minutes.
_ONE_BY_ONE = {"employments", "companies", "case_members", "languages"}
MOST = tuple(each for each in TABLES if not isinstance(each.reading, Each) or each.name in _ONE_BY_ONE)

# A sequence takes seconds: Hypothesis tries an empty one and a random one, and does not make shorter what fails.
_SEQUENCES = settings(
    max_examples=1, stateful_step_count=8, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@dataclass
class Service:
    """A demo organization in this process: what writes to it, and what answers a mirror's calls."""

    world: World
    dispatcher: Dispatcher
    quota: Quota | None = None
    """What the last run was told of it."""

    @property
    def api(self) -> Api:
        return self.world.api

    @contextmanager
    def client(self, quota_reserve: int = 0):
        with client_of(self.dispatcher, self.api.key, quota_reserve=quota_reserve) as client:
            yield client

    def run(self, address, how=CHANGES, tables=TABLES, *, with_history=False, quota_reserve=0):
        mirror = open_destination(address, history=with_history)
        try:
            with self.client(quota_reserve) as client:
                summary = synchronize(client, mirror, tables, how)
                self.quota = client.quota
                return summary
        finally:
            mirror.close()

    def add_phases(self, number, then):
        """Add phases to a case, as of a moment."""
        self.api.store.clock = lambda: then
        with self.api.session() as session:
            like = dict(session.find(phases))
            for name in ("organization_id", "guid", "inserted_at", "updated_at"):
                del like[name]
            for each in range(number):
                session.insert(phases, **like, guid=f"{each:032x}")

    def delete_hours(self):
        """Delete an hour entry that waits to be invoiced, past the API, and return its GUID."""
        with self.api.session() as session:
            waits = hour_entries.c.invoice_guid.is_(None)
            guid = session.values(session.select(hour_entries, hour_entries.c.guid).where(waits))[0]
            session.delete(hour_entries, hour_entries.c.guid == guid)
        return guid

    def set_quota(self, calls):
        (organization,) = administration.list_organizations(self.api.store)
        administration.set_organization(self.api.store, organization.name, daily_quota=calls)

    def write(self, name):
        """Write something; some of it is refused after something else: a case that is closed takes no hours."""
        with suppress(SoapFault):
            self.api(name, **arguments_of(self.world, load_contract().operations[name]))

    def expected(self, tables=TABLES):
        with self.client() as client, self.api.store.read(self.api.organization_id) as session:
            return expected(session, client, tables)


@contextmanager
def service_on(path: Path) -> Iterator[Service]:
    """Open the demo organization in a SQLite file, with a key for its API user."""
    store = Store(f"sqlite:///{path}")
    log = AccessLog(store)
    dispatcher = Dispatcher(store, ServiceSettings(), log, Metrics())
    (organization,) = administration.list_organizations(store)
    administration.set_organization(store, organization.name, daily_quota=1_000_000)
    organization_id = administration.organization_id(store)
    (user,) = [each.email for each in administration.list_users(store) if each.api_enabled]
    key = administration.create_key(store, user)
    with store.read(organization_id) as session:
        api = Api(store, dispatcher, organization_id, key, session.find(users, email=user)["guid"])
    try:
        yield Service(World(api, api, api), dispatcher)
    finally:
        log.close()
        store.close()


@pytest.fixture(scope="module")
def template(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo organization, and a mirror of it."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copy(migrated_sqlite, folder / "severakit.db")
    store = Store(f"sqlite:///{folder}/severakit.db")
    build_demo(store, 20)
    store.close()
    with service_on(folder / "severakit.db") as service:
        assert service.run(f"duckdb:///{folder}/m.duckdb", with_history=True).outcome == "complete"
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "copy"))


@pytest.fixture
def service(folder: Path) -> Iterator[Service]:
    with service_on(folder / "severakit.db") as service:
        yield service


def test_any_writes_and_runs_end_in_a_mirror_that_equals_the_service(template, tmp_path_factory):
    class Mirroring(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            folder = shutil.copytree(template, tmp_path_factory.mktemp("machine") / "copy")
            self._path = folder / "m.duckdb"
            self._opened = service_on(folder / "severakit.db")
            self._service = self._opened.__enter__()

        @rule(operations=st.lists(st.sampled_from(WRITES), min_size=10, max_size=20))
        def write(self, operations):
            for operation in operations:
                self._service.write(operation)

        @rule()
        def run(self):
            assert self._service.run(f"duckdb:///{self._path}", CHANGES, MOST).outcome == "complete"

        def teardown(self):
            try:
                assert self._service.run(f"duckdb:///{self._path}", EVERYTHING, MOST).outcome == "complete"
                service, query = self._service.expected(MOST), in_duckdb(self._path)
                assert_same(mirrored(query, MOST), service)
                assert_same(present_versions(query, MOST), service)
            finally:
                self._opened.__exit__(None, None, None)

    run_state_machine_as_test(
        Mirroring,
        settings=settings(
            max_examples=4, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_every_operation_that_writes_is_followed_in_all_tables(service, folder):
    address, query = f"duckdb:///{folder}/m.duckdb", in_duckdb(folder / "m.duckdb")
    for operation in WRITES:
        service.write(operation)
    assert service.run(address).outcome == "complete"
    assert service.run(address, EVERYTHING).outcome == "complete"
    expected = service.expected()
    assert_same(mirrored(query), expected)
    assert_same(present_versions(query), expected)


def present_versions(query, tables=TABLES):
    """Return the rows that the history says are there now."""
    rows = {}
    for table in tables:
        for each in relation(table.name).with_descendants():
            names = ", ".join(f'"{name}"' for name in each.schema.names)
            rows[each.name] = query(f'SELECT {names} FROM "{history(each)}" WHERE _valid_to IS NULL')
    return rows


@pytest.mark.parametrize("kind", ["duckdb", "postgresql", "parquet", "delta"])
def test_nothing_is_missed_that_sixteen_writers_wrote_during_the_runs(service, folder, kind, request):
    if kind == "postgresql":
        address = request.getfixturevalue("postgresql").new_database()
    else:
        address = {
            "duckdb": f"duckdb:///{folder}/m.duckdb",
            "parquet": f"file://{folder}/parquet",
            "delta": f"delta:file://{folder}/delta",
        }[kind]
    # Those that take a call per row are tried once.
    tables = chosen(["work_types", "contacts", *(["case_members"] if kind == "duckdb" else []), "hour_entries"])
    names = [
        "IWorkType.AddNewWorkType",
        "IContact.AddNewContact",
        "IContact.UpdateContact",
        "IHourEntry.AddNewHourEntry",
        "IHourEntry.UpdateHourEntry",
        "IHourEntry.DeleteHourEntry",
        "ICase.AddNewCase",
        "ICase.AddCaseMemberUser",
    ]
    over = Event()

    def write(first: int) -> int:
        done = 0
        while not over.is_set():
            service.write(names[(first + done) % len(names)])
            done += 1
            over.wait(0.05)
        return done

    with ThreadPoolExecutor(16) as writers:
        writing = [writers.submit(write, number) for number in range(16)]
        for how in (CHANGES, EVERYTHING):
            assert service.run(address, how, tables).outcome == "complete"
        over.set()
        assert min(each.result() for each in writing) > 0
    service.run(address, EVERYTHING, tables)
    assert_same(mirrored(asked(address), tables), service.expected(tables))


def test_a_job_for_which_the_quota_is_too_small_is_done_over_four_days(service, folder):
    """500 calls are left each day, and the job needs close to 2,000."""
    service.add_phases(850, datetime.now(UTC) - timedelta(days=1))
    service.set_quota(500)
    address, runs, used = f"duckdb:///{folder}/new.duckdb", [], []
    for day in range(1, 7):
        now = datetime.now(UTC).replace(microsecond=0) + timedelta(days=day)
        service.api.store.clock = lambda now=now: now
        runs.append(service.run(address, CHANGES, quota_reserve=1))
        used.append(service.quota.used)
        if runs[-1].outcome == "complete":
            break
    assert [each.outcome for each in runs] == ["stopped", "stopped", "stopped", "complete"]
    assert used[:3] == [499, 499, 499]  # the last call is left, so that none is refused
    assert used[3] > 200
    assert all("The quota ended while" in each.stopped for each in runs[:-1])
    assert runs[0].resumes_at > datetime.now(UTC)
    service.set_quota(1_000_000)
    assert_same(mirrored(in_duckdb(folder / "new.duckdb")), service.expected())


def test_postgresql_parquet_and_delta_hold_the_same(service, postgresql, tmp_path):
    addresses = (postgresql.new_database(), f"file://{tmp_path}/parquet", f"delta:file://{tmp_path}/delta")
    for address in addresses:
        assert service.run(address, CHANGES, MOST).outcome == "complete"
    gone = service.delete_hours()
    for operation in WRITES:
        service.write(operation)
    for address in addresses:
        assert service.run(address, EVERYTHING, MOST).outcome == "complete"
    expected = service.expected(MOST)
    for address in addresses:
        query = asked(address)
        assert_same(mirrored(query, MOST), expected)
        marked = query(f'SELECT guid FROM "hour_entries" WHERE {DELETED_AT} IS NOT NULL')
        assert {"guid": gone} in marked

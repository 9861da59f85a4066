"""Clocks that are set forward and back: nothing opens again, nobody is locked out, and the mirror misses nothing."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from severakit.client import Client
from severakit.console.visit import SESSION_SECONDS, signed_in
from severakit.entities import WorkType
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store import access, administration, console_accounts, downtime
from severakit.store.console_accounts import TooManyAttempts
from severakit.store.store import Store, utc_now
from severakit.store.tables import work_types
from severakit.sync import Reconcile, chosen, open_destination, run, synchronize
from severakit.sync import Settings as How
from support.api import Api
from support.calls import moment, set_clock
from support.dispatched import DispatchedTransport
from support.mirrored import in_duckdb
from support.organizations import new_api
from support.running_service import RunningService

LIST = "IWorkType.GetAllWorkTypes"
EMAIL = "api@acme.example"
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
TABLES = chosen(["work_types", "account_groups"])
# What is not the database's to do.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def api(store: Store) -> Iterator[Api]:
    log = AccessLog(store)
    yield new_api(store, Dispatcher(store, Settings(), log, Metrics()), "Acme")
    log.close()


# --- the service -------------------------------------------------------------------------------


def opens(store: Store, key: str) -> bool:
    with store.reading() as connection:
        return access.find_caller(connection, key, store.clock()).key_valid


def test_a_revoked_key_does_not_open_again(api):
    set_clock(api.store, "2040-03-01 12:00")
    expiring = administration.create_key(api.store, EMAIL, expires_in=HOUR)
    administration.revoke_key(api.store, api.key)
    set_clock(api.store, "2040-03-01 11:00")
    assert not opens(api.store, api.key)
    assert {key.is_revoked: key.revoked_at for key in administration.list_keys(api.store)} == {
        True: moment("2040-03-01 12:00"),
        False: moment("2040-03-01 13:00"),
    }
    # What ends by time ends by the time that it is.
    assert opens(api.store, expiring)
    set_clock(api.store, "2041-03-01 12:00")
    assert not opens(api.store, expiring)
    set_clock(api.store, "2040-03-01 12:00")
    assert opens(api.store, expiring)


def test_the_quota_counts_by_the_day_that_it_is(api):
    used = []
    for now in ("2040-03-01 23:59", "2040-03-02 00:01", "2040-03-01 23:30", "2041-03-01 12:00", "2040-03-02 00:02"):
        set_clock(api.store, now)
        api(LIST)
        used.append(api.quota.used)
    assert used == [1, 1, 2, 1, 2]


def test_a_break_holds_by_the_time_that_it_is(api):
    set_clock(api.store, "2040-03-01 12:00")
    downtime.plan(api.store, moment("2040-03-01 13:00"), moment("2040-03-01 14:00"))
    told = []
    for now in ("13:30", "12:30", "14:30", "13:59"):
        set_clock(api.store, f"2040-03-01 {now}")
        told.append(api.dispatcher.retry_after())
    assert told == [1800, None, None, 60]
    # One without an end is on until it is switched off, and that it can be at any time.
    administration.set_downtime(api.store, 60)
    set_clock(api.store, "2040-03-01 14:01")
    assert api.dispatcher.retry_after() == 60
    administration.set_downtime(api.store, None)
    assert api.dispatcher.retry_after() is None


def test_a_break_that_was_switched_on_before_the_clock_went_back_can_be_switched_off(api):
    set_clock(api.store, "2041-03-01 12:00")
    administration.set_downtime(api.store, 60)
    set_clock(api.store, "2040-03-01 12:00")
    administration.set_downtime(api.store, None)
    set_clock(api.store, "2041-03-01 12:01")
    assert api.dispatcher.retry_after() is None


@ON_SQLITE
def test_attempts_of_another_time_lock_nobody_out(store):
    console_accounts.add_account(store, "admin@acme.example", "a password of mine")
    set_clock(store, "2041-03-01 12:00")
    for _ in range(5):
        console_accounts.sign_in(store, "admin@acme.example", "a wrong password", "192.0.2.1")
    with pytest.raises(TooManyAttempts):
        console_accounts.sign_in(store, "admin@acme.example", "a password of mine", "192.0.2.1")
    set_clock(store, "2040-03-01 12:00")
    assert console_accounts.sign_in(store, "admin@acme.example", "a password of mine", "192.0.2.1") is not None


@ON_SQLITE
@pytest.mark.parametrize(
    ("age", "lasts"), [(0, True), (-60, True), (-3600, False), (SESSION_SECONDS - 60, True), (SESSION_SECONDS, False)]
)
def test_a_session_lasts_no_longer_for_a_clock_that_is_set_back(store, age, lasts):
    account = console_accounts.add_account(store, "admin@acme.example", "a password of mine")
    set_at = account.password_set_at.isoformat()
    session = {"account": account.guid, "password_set": set_at, "id": "1", "begun": time.time() - age - 1}
    assert (signed_in(store, session) is not None) is lasts


@pytest.mark.parametrize(("back", "kept"), [(timedelta(minutes=30), "12:00"), (2 * HOUR, "12:00"), (3 * HOUR, "09:00")])
def test_changes_keep_their_order_when_the_clock_is_set_back_a_little(api, back, kept):
    set_clock(api.store, "2040-03-01 12:00")
    api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Before"))
    api.store.clock = lambda: moment("2040-03-01 12:00") - back
    api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="After"))
    with api.store.read(api.organization_id) as session:
        assert session.find(work_types, name="After")["updated_at"] == moment(f"2040-03-01 {kept}")
    set_clock(api.store, "2040-03-01 12:30")
    api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name="Later"))
    with api.store.read(api.organization_id) as session:
        assert session.find(work_types, name="Later")["updated_at"] == moment("2040-03-01 12:30")


# --- the mirror --------------------------------------------------------------------------------


class _Telling(DispatchedTransport):
    """Tells in each answer what time the service has."""

    def __init__(self, dispatcher: Dispatcher, store: Store) -> None:
        super().__init__(dispatcher)
        self._store = store

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        response.headers["Date"] = format_datetime(self._store.clock(), usegmt=True)
        return response


def test_a_service_on_a_socket_tells_what_time_it_has(running_service: RunningService):
    with Client(running_service.endpoint, running_service.api_key) as client:
        assert client.clock_ahead is None
        client.api.get_version()
        # Both are of this machine: only a mistake of an hour or more could be a zone's.
        assert abs(client.clock_ahead) < HOUR / 2


@dataclass
class Mirroring:
    """A service with a clock of its own, and a mirror of it that only reads what changed."""

    api: Api
    folder: Path
    reconcile: Reconcile = Reconcile.NEVER
    names: int = 0

    def set_service_clock(self, ahead: timedelta) -> None:
        self.api.store.clock = lambda: utc_now() + ahead

    def restart_service(self) -> None:
        """What the process knew of earlier times is gone."""
        self.api.store._latest = datetime.min.replace(tzinfo=UTC)

    def write(self) -> None:
        self.names += 1
        self.api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name=f"Work {self.names}"))

    def run(self) -> int:
        """Run once; return how many calls that took."""
        transport = _Telling(self.api.dispatcher, self.api.store)
        used = self.api.quota.used if self.api.quota else 0
        mirror = open_destination(f"duckdb:///{self.folder}/m.duckdb", history=False)
        with Client("http://localhost", self.api.key, transport=transport) as client:
            assert synchronize(client, mirror, TABLES, How(self.reconcile)).outcome == "complete"
            used = client.quota.used - used
        mirror.close()
        return used

    @property
    def is_exact(self) -> bool:
        mirrored = {row["name"] for row in in_duckdb(self.folder / "m.duckdb")("SELECT name FROM work_types")}
        return mirrored == {work_type.name for work_type in self.api(LIST)}


@pytest.fixture
def mirroring(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Mirroring]:
    shutil.copy(migrated_sqlite, tmp_path / "severakit.db")
    store = Store(f"sqlite:///{tmp_path}/severakit.db")
    log = AccessLog(store)
    yield Mirroring(new_api(store, Dispatcher(store, Settings(), log, Metrics()), "Acme"), tmp_path)
    log.close()
    store.close()


@pytest.mark.parametrize(
    "hours", [(0, -1), (0, -5), (5, 0), (-5, 0), (0, 5), (-5, -5, -5), (5, 5), (0, -5, -10, 0, -5)], ids=str
)
def test_the_mirror_follows_a_service_whose_clock_jumps(mirroring, hours):
    mirroring.set_service_clock(hours[0] * HOUR)
    mirroring.run()
    for ahead in hours:
        # Just before the jump and just after it, with nothing in the process that remembers.
        mirroring.write()
        mirroring.set_service_clock(ahead * HOUR)
        mirroring.restart_service()
        mirroring.write()
        mirroring.run()
        assert mirroring.is_exact, ahead


def test_an_hour_back_on_the_machine_of_both_is_bridged_by_the_service(mirroring, monkeypatch):
    """Then no answer shows that anything is amiss; the service, which goes on, keeps the order of changes."""
    now = datetime.now(UTC)
    at(monkeypatch, mirroring, now)
    mirroring.run()
    at(monkeypatch, mirroring, now + timedelta(minutes=10))
    mirroring.write()
    at(monkeypatch, mirroring, now - HOUR + timedelta(minutes=11))
    mirroring.write()
    at(monkeypatch, mirroring, now + timedelta(minutes=5))
    mirroring.run()
    assert mirroring.is_exact


@pytest.mark.parametrize("reconcile", [Reconcile.NEVER, Reconcile.DAILY])
def test_a_run_of_another_year_keeps_nothing_from_being_read(mirroring, monkeypatch, reconcile):
    mirroring.reconcile = reconcile
    at(monkeypatch, mirroring, datetime.now(UTC) + YEAR)
    mirroring.run()
    at(monkeypatch, mirroring, datetime.now(UTC))
    mirroring.write()
    mirroring.run()
    assert mirroring.is_exact


def at(monkeypatch: pytest.MonkeyPatch, mirroring: Mirroring, now: datetime) -> None:
    """Set the clock of the machine on which both run."""

    class Set(datetime):
        @classmethod
        def now(cls, tz=None):
            return now.astimezone(tz)

    monkeypatch.setattr(run, "datetime", Set)
    monkeypatch.setattr("severakit.client.service_state.datetime", Set)
    mirroring.api.store.clock = lambda: now.replace(microsecond=0)

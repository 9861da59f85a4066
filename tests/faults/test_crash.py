"""The service is killed fifty times on each database while sixteen clients write: nothing is lost, nothing is half."""

from __future__ import annotations

import json
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from severakit import entities
from severakit.client import Client, FaultError, OutcomeUnknown, Retries, SeveraError, Timeouts
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import cases, hour_entries, invoice_row_sources, invoice_rows, invoices, items, phases
from support.at_work import AtWork
from support.killed_service import KilledService
from support.postgresql import PostgreSQL
from support.service_process import open_organization

WRITERS = 16
KILLS = 50
LONGEST = 0.3
"""Seconds that the writers have at most between the first write after a start and the next kill."""

DAY = datetime(2026, 3, 31)
ONE_TRY = {"timeouts": Timeouts(connect=5, first_byte=20, between_bytes=20, total=60), "retries": Retries(tries=1)}


@dataclass
class Written:
    """What the writers know: acknowledged entities by their GUIDs, and the names of those that are in doubt."""

    cases: dict[str, entities.Case] = field(default_factory=dict)
    items: dict[str, entities.Item] = field(default_factory=dict)
    invoices: dict[str, entities.Invoice] = field(default_factory=dict)
    hours: dict[str, entities.HourEntry] = field(default_factory=dict)
    in_doubt: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return len(self.cases) + len(self.items) + len(self.invoices) + len(self.hours)


class Writers(AtWork):
    """Sixteen clients that write until they are stopped, whatever becomes of the service."""

    def __init__(self, endpoint: str, key: str, base: Base) -> None:
        self.written = Written()
        self._endpoint, self._key, self._base = endpoint, key, base
        super().__init__(WRITERS)

    def work(self, writer: int) -> None:
        with Client(self._endpoint, self._key, **ONE_TRY) as client:
            for number in count():
                if self.stopped.is_set():
                    return
                try:
                    self._write_round(client, f"{writer}-{number}")
                except OutcomeUnknown:
                    self.written.in_doubt += 1
                except FaultError as fault:
                    self.written.refused.append(str(fault))
                except SeveraError:
                    # Sixteen that ask without end would take the time in which the service starts.
                    time.sleep(0.1)

    def _write_round(self, client: Client, name: str) -> None:
        """Add a case, two items of it and hours, and invoice the items: the rows of each are many."""
        written, base = self.written, self._base
        case = client.case.add_new_case(case_info=base.case(name))
        written.cases[case.guid] = case
        sold = []
        for price in (10, 20):
            item = client.item.add_new_item(item_info=base.item(case, f"{name}: {price}", price))
            written.items[item.guid] = item
            sold.append(item.guid)
        entry = client.hour_entry.add_new_hour_entry(hour_entry_info=base.hours(case, name))
        written.hours[entry.guid] = entry
        info = entities.InvoiceInformation(item_guids=sold, invoice_status="Sent", date=DAY)
        [invoice] = client.invoice.create_invoices(invoice_information=info)
        written.invoices[invoice.guid] = invoice


@dataclass(frozen=True)
class Base:
    """What all rounds refer to."""

    account_guid: str
    user_guid: str
    work_type_guid: str

    def case(self, name: str) -> entities.Case:
        return entities.Case(
            account_guid=self.account_guid, name=name, case_owner_user_guid=self.user_guid, currency_shortform="EUR"
        )

    def item(self, case: entities.Case, name: str, price: int) -> entities.Item:
        return entities.Item(
            case_guid=case.guid, name=name, quantity=Decimal(1), unit_price=Decimal(price), unit_cost=Decimal(0)
        )

    def hours(self, case: entities.Case, name: str) -> entities.HourEntry:
        return entities.HourEntry(
            phase_guid=case.root_task_guid, user_guid=self.user_guid, work_type_guid=self.work_type_guid,
            event_date=DAY, quantity=Decimal(1), description=name,
        )  # fmt: skip


@dataclass
class World:
    """A killed service, its database, and a key of an organization without a quota."""

    service: KilledService
    store: Store
    key: str

    def base(self) -> Base:
        with Client(self.service.endpoint, self.key) as client:
            account = client.account.add_new_account(
                account_info=entities.Account(name="Nordlys"), company_info=entities.Company(name="Nordlys")
            )
            [user] = [user for user in client.user.get_all_users() if user.email == "api@acme.example"]
            return Base(account.guid, user.guid, client.work_type.get_all_work_types().all()[0].guid)

    def rows(self, table: sa.Table) -> dict[str, Any]:
        with self.store.reading() as connection:
            return {row["guid"]: row for row in connection.execute(sa.select(table)).mappings()}


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    store = Store(database_url)
    key = open_organization(store)
    administration.set_organization(store, "Acme", daily_quota=None)
    service = KilledService(database_url, tmp_path / "log", database_retry_after="1")
    service.start()
    yield World(service, store, key)
    service.stop()
    store.close()


def test_no_kill_loses_or_halves_a_write(world: World):
    service, chance = world.service, random.Random(8)  # noqa: S311 - no secret
    kills = [service.kill, service.kill_all, service.kill_all]
    with Writers(service.endpoint, world.key, world.base()) as writers:
        for number in range(KILLS):
            wait_for_write(writers.written)
            time.sleep(chance.uniform(0, LONGEST))
            kills[number % len(kills)]()
            service.start()
        wait_for_write(writers.written)
    assert writers.written.refused == []
    assert writers.written.in_doubt > KILLS / 2, "The kills did not meet calls under way."
    assert_acknowledged(world, writers.written)
    assert_whole(world)


def test_a_killed_worker_is_replaced(world: World):
    service = world.service
    with Writers(service.endpoint, world.key, world.base()) as writers:
        for _ in range(2):
            wait_for_write(writers.written)
            service.kill_worker()
        wait_for_write(writers.written)
        wait_until(lambda: service.workers == 2, "The worker was not replaced.")
        # The last of a round: by then there is something of everything to look at.
        wait_until(lambda: bool(writers.written.invoices), "No invoice was written.")
    assert_acknowledged(world, writers.written)
    assert_whole(world)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_is_stopped_and_started_loses_nothing(world: World, postgresql: PostgreSQL):
    with Writers(world.service.endpoint, world.key, world.base()) as writers:
        written = writers.written
        for _ in range(2):
            wait_for_write(written)
            before = told(world.service)
            postgresql.halt()
            try:
                wait_until(lambda: told(world.service) > before + 3, "The log does not say why.")  # noqa: B023
            finally:
                postgresql.start()
        wait_for_write(written)
    assert written.refused == []
    assert_acknowledged(world, written)
    assert_whole(world)
    events = [json.loads(line) for line in world.service.log.splitlines() if line.startswith("{")]
    assert {event["event"] for event in events} <= {"database_unavailable", "access_log_lost"}
    assert any(event["event"] == "database_unavailable" and event["reason"] for event in events)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_loses_nothing(world: World):
    """The journal may not grow any more: what the system says of a disk that is full, or a quota that is used up."""
    journal = Path(f"{world.store.url.database}-wal")
    with Writers(world.service.endpoint, world.key, world.base()) as writers:
        written = writers.written
        for _ in range(2):
            wait_for_write(written)
            before = told(world.service)
            limit_files(world.service, journal.stat().st_size)
            wait_until(lambda: told(world.service) > before + 3, "The log does not say why.")  # noqa: B023
            limit_files(world.service, resource.RLIM_INFINITY)
        wait_for_write(written)
    assert written.refused == []
    assert_acknowledged(world, written)
    assert_whole(world)
    events = [json.loads(line) for line in world.service.log.splitlines() if line.startswith("{")]
    assert any("disk" in event.get("reason", "") for event in events)
    with world.store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def told(service: KilledService) -> int:
    """How often the log says that the database cannot work; the callers got 503, and their clients try again."""
    return service.log.count("database_unavailable")


def limit_files(service: KilledService, size: int) -> None:
    for process in service.processes:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def wait_for_write(written: Written) -> None:
    before = written.acknowledged
    wait_until(lambda: written.acknowledged > before, "No write was acknowledged within a minute of the start.")


def wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.002)


def assert_acknowledged(world: World, written: Written) -> None:
    """Everything that a writer was told to be written is there, as it was told."""
    there = {table.name: world.rows(table) for table in (cases, items, hour_entries, invoices)}
    for case in written.cases.values():
        assert there["cases"][case.guid]["case_number"] == case.case_number
    for item in written.items.values():
        assert there["items"][item.guid]["unit_price"] == item.unit_price
    for hours in written.hours.values():
        assert there["hour_entries"][hours.guid]["description"] == hours.description
    for invoice in written.invoices.values():
        assert there["invoices"][invoice.guid]["number"] == invoice.number


def assert_whole(world: World) -> None:
    """Whatever is there is whole, in doubt or not: cases have their root, invoices their rows, numbers no gap."""
    made, drawn = world.rows(cases), world.rows(invoices)
    roots = Counter(row["case_guid"] for row in world.rows(phases).values() if row["parent_phase_guid"] is None)
    assert roots == Counter(made.keys())
    assert is_run([row["case_number"] for row in made.values()])
    assert is_run([row["number"] for row in drawn.values()])
    rows = world.rows(invoice_rows)
    assert Counter(row["invoice_guid"] for row in rows.values()) == Counter(dict.fromkeys(drawn, 2))
    with world.store.reading() as connection:
        sources = connection.execute(sa.select(invoice_row_sources)).mappings().all()
    assert Counter(source["invoice_row_guid"] for source in sources) == Counter(rows.keys())
    # No item is invoiced twice, and one that says it is invoiced has its row.
    sold = Counter(source["item_guid"] for source in sources)
    assert set(sold.values()) <= {1}


def is_run(numbers: list[int]) -> bool:
    """Whether the numbers follow one another, each once."""
    return sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))

"""ChangedSince, for every operation of that family: exactly what was touched, whatever the size of the table."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.entities import (
    Account,
    AccountGetOptions,
    Address,
    BusinessUnit,
    Company,
    Contact,
    Customer,
    Item,
    Product,
    ProductCategory,
    ResourceAllocation,
    TravelExpense,
    User,
    WorkType,
)
from severakit.store.tables import (
    accounts,
    addresses,
    business_units,
    cases,
    contacts,
    hour_entries,
    items,
    phases,
    product_categories,
    products,
    reimbursed_hour_entries,
    reimbursed_items,
    resource_allocations,
    time_entries,
    users,
    work_types,
)
from support.calls import moment, set_clock, statements
from support.copied_rows import copy_row
from support.projects import add_case, add_customer, fields, new_case, new_hours, top_unit
from support.projects import add_phase as added_phase

CONTRACT = load_contract()
FAMILY = [name for name, operation in CONTRACT.operations.items() if operation.is_changed_since]
NEW_ONLY, INCLUDE_INACTIVE = 1, 2
BEGINNING = moment("2040-03-01 12:00")
MONDAY = datetime(2040, 2, 27)


# --- how rows of each kind are written -------------------------------------------------------


class Place:
    """What new rows refer to: a customer, and a case of it with a phase. All of it is older than what is tested."""

    def __init__(self, api) -> None:
        self.api = api
        self.customer = add_customer(api, "Nordlys")
        self.case = add_case(api)
        self.phase = added_phase(api, self.case)

    def hours(self, **members: Any) -> Any:
        return new_hours(self.api, self.phase.guid, event_date=MONDAY, **members)

    def item(self, **members: Any) -> Item:
        prices = dict.fromkeys(("quantity", "unit_cost", "unit_price"), Decimal(1))
        return Item(case_guid=self.case.guid, event_date=MONDAY, **prices, **members)


class Kind(NamedTuple):
    """How entities of one kind come about and change: by operations, and past the API where it has none."""

    table: sa.Table
    new: Callable[[Place, str], Any]
    """A new entity with a name; columns where the API adds none of the kind."""
    add: str | None = None
    update: str | None = None
    renamed: str = "name"
    """The member that changes."""
    can_rest: bool = False
    """Whether the operation leaves inactive ones out unless they are asked for."""


def _phase(place: Place, name: str) -> Any:
    entity = added_phase(place.api, place.case, "Template")
    return type(entity)(case_guid=place.case.guid, parent_phase_guid=place.case.root_task_guid, name=name)


def _time_entry(place: Place, name: str) -> dict[str, Any]:
    owner = {"phase_guid": place.phase.guid, "user_guid": place.api.user_guid}
    return {"description": name, "event_date": MONDAY, "quantity": Decimal(1), **owner}


def _reimbursed_hours(place: Place, name: str) -> dict[str, Any]:
    entry = place.hours(quantity=Decimal(1))
    guids = {"case_guid": place.case.guid, "phase_guid": place.phase.guid, "user_guid": entry.user_guid}
    return {"description": name, "event_date": MONDAY, "work_type_guid": entry.work_type_guid, **guids}


_ACCOUNTS = Kind(
    accounts, lambda _, name: Account(name=name), "IAccount.AddNewAccount", "IAccount.UpdateAccount", can_rest=True
)
KINDS = {
    "IBusinessUnit.GetBusinessUnitsChangedSince": Kind(
        business_units,
        lambda _, name: BusinessUnit(name=name),
        "IBusinessUnit.AddNewBusinessUnit",
        "IBusinessUnit.UpdateBusinessUnit",
        can_rest=True,
    ),
    "IAccount.GetAccountsChangedSinceOpts": _ACCOUNTS,
    "IAccount.GetAccountsChangedSince": _ACCOUNTS,
    "ICase.GetCasesChangedSince": Kind(
        cases, lambda place, name: new_case(place.api, name), "ICase.AddNewCase", "ICase.UpdateCase"
    ),
    "IHourEntry.GetHourEntriesChangedSince": Kind(
        hour_entries,
        lambda place, name: place.hours(quantity=Decimal(1), description=name),
        "IHourEntry.AddNewHourEntry",
        "IHourEntry.UpdateHourEntry",
        renamed="description",
    ),
    "IHourEntry.GetReimbursedHourEntriesChangedSince": Kind(
        reimbursed_hour_entries, _reimbursed_hours, renamed="description"
    ),
    "IUser.GetUsersChangedSince": Kind(
        users,
        lambda place, name: User(
            email=f"{name}@acme.example", first_name="Aino", last_name=name, business_unit_guid=top_unit(place.api)
        ),
        "IUser.AddNewUser",
        "IUser.UpdateUser",
        renamed="last_name",
        can_rest=True,
    ),
    "IAddress.GetAddressesChangedSince": Kind(
        addresses,
        lambda place, name: Address(company_guid=place.customer.company_guid, city=name),
        "IAddress.AddNewAddress",
        "IAddress.UpdateAddress",
        renamed="city",
    ),
    "IProduct.GetProductsChangedSince": Kind(
        products,
        lambda _, name: Product(name=name),
        "IProduct.AddNewProduct",
        "IProduct.UpdateProduct",
        can_rest=True,
    ),
    "IProduct.GetTravelExpensesChangedSince": Kind(
        products,
        lambda _, name: TravelExpense(name=name),
        "IProduct.AddNewTravelExpense",
        "IProduct.UpdateTravelExpense",
        can_rest=True,
    ),
    "IProductCategory.GetProductCategoriesChangedSince": Kind(
        product_categories,
        lambda _, name: ProductCategory(name=name),
        "IProductCategory.AddNewProductCategory",
        "IProductCategory.UpdateProductCategory",
        can_rest=True,
    ),
    "IItem.GetItemsChangedSince": Kind(items, lambda place, name: place.item(name=name), "IItem.AddNewItem"),
    "IItem.GetReimbursedItemsChangedSince": Kind(
        reimbursed_items, lambda place, name: {"case_guid": place.case.guid, "event_date": MONDAY, "name": name}
    ),
    "IWorkType.GetWorkTypesChangedSince": Kind(
        work_types,
        lambda _, name: WorkType(name=name),
        "IWorkType.AddNewWorkType",
        "IWorkType.UpdateWorkType",
        can_rest=True,
    ),
    "IContact.GetContactsChangedSince": Kind(
        contacts,
        lambda place, name: Contact(account_guid=place.customer.guid, first_name="Aino", last_name=name),
        "IContact.AddNewContact",
        "IContact.UpdateContact",
        renamed="last_name",
    ),
    "IPhase.GetPhasesChangedSince": Kind(phases, _phase, "IPhase.AddNewPhase", "IPhase.UpdatePhase"),
    "IResourceAllocation.GetResourceAllocationsChangedSince": Kind(
        resource_allocations,
        lambda place, _: ResourceAllocation(
            user_guid=place.api.user_guid, phase_guid=place.phase.guid, allocated_hours=Decimal(8)
        ),
        "IResourceAllocation.AddNewResourceAllocation",
        "IResourceAllocation.UpdateResourceAllocation",
        renamed="end_date",
    ),
    "ICustomer.GetCustomersChangedSince": Kind(
        accounts,
        lambda _, name: Customer(name=name),
        "ICustomer.AddNewCustomer",
        "ICustomer.UpdateCustomer",
        can_rest=True,
    ),
    "ITimeEntry.GetTimeEntriesChangedSince": Kind(time_entries, _time_entry, renamed="description"),
}


def test_every_operation_of_the_family_is_tested():
    assert sorted(KINDS) == sorted(FAMILY)


class Touched(NamedTuple):
    """What is expected of a row, and the entity as it was last answered."""

    entity: Any
    inserted: datetime
    updated: datetime
    is_active: bool = True


class Writer:
    """Writes rows of one kind."""

    def __init__(self, place: Place, kind: Kind) -> None:
        self.place, self.api, self.kind = place, place.api, kind

    def add(self, name: str) -> Any:
        """Add a row; return its entity, or its GUID where the API has no operation for it."""
        if self.kind.add is None:
            with self.api.session() as session:
                return session.insert(self.kind.table, **self.kind.new(self.place, name))
        return self._send(self.kind.add, self.kind.new(self.place, name))

    def change(self, entity: Any, name: str, *, is_active: bool) -> Any:
        """Change a row, and whether it is active; return its entity."""
        if self.kind.update is None:
            with self.api.session() as session:
                session.update(self.kind.table, guid_of(entity), **{self.kind.renamed: name})
            return entity
        value = MONDAY if self.kind.renamed == "end_date" else name
        members = {**fields(entity), self.kind.renamed: value}
        if self.kind.can_rest:
            members["is_active"] = is_active
        return self._send(self.kind.update, type(entity)(**members))

    def _send(self, operation: str, entity: Any) -> Any:
        first, *others = (param.name for param in CONTRACT.operations[operation].params)
        company = {"companyInfo": Company(name=entity.name)} if "companyInfo" in others and entity.guid is None else {}
        return self.api(operation, **{first: entity}, **company)


def guid_of(entity: Any) -> str:
    return entity if isinstance(entity, str) else entity.guid


def changed(api, name: str, since: datetime, options: int = 0) -> list[str]:
    """Call an operation of the family for the whole organization; return the GUIDs in the order they came."""
    params: dict[str, Any] = {}
    for param in CONTRACT.operations[name].params:
        if param.instant:
            params[param.name] = since
        elif param.name == "options":
            params[param.name] = AccountGetOptions(options) if param.type.name == "AccountGetOptions" else options
    return [entity.guid for entity in api(name, **params)]


# --- exactly what was touched ----------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_what_changed_is_exactly_what_was_touched_since_the_minute(api, name):
    kind, chance, now = KINDS[name], random.Random(name), BEGINNING  # noqa: S311 - the same each time
    set_clock(api.store, "2039-12-31 12:00")
    writer = Writer(Place(api), kind)
    if kind.table is phases:
        kind = kind._replace(new=_phase_like(writer))
        writer.kind = kind
    rows: dict[str, Touched] = {}
    for number in range(25):
        now += timedelta(seconds=chance.choice((0, 1, 20, 59, 60, 61, 600)))
        set_clock(api.store, f"{now:%Y-%m-%d %H:%M:%S}")
        if not rows or chance.random() < 0.4:
            entity = writer.add(f"new{number}")
            rows[guid_of(entity)] = Touched(entity, now, now)
        else:
            guid = chance.choice(sorted(rows))
            awake = chance.random() < 0.6
            entity = writer.change(rows[guid].entity, f"changed{number}", is_active=awake)
            rows[guid] = rows[guid]._replace(entity=entity, updated=now, is_active=awake or not kind.can_rest)
    has_options = "options" in {param.name for param in CONTRACT.operations[name].params}
    times = {time for row in rows.values() for time in (row.inserted, row.updated)}
    for bound in sorted(time + timedelta(minutes=minutes) for time in times for minutes in (0, 1)):
        for options in (0, 1, 2, 3) if has_options else (0,):
            listed = changed(api, name, bound, options)
            expected = {guid for guid, row in rows.items() if _is_meant(row, bound, options)}
            assert (len(listed), set(listed)) == (len(expected), expected), (bound, options)


def _phase_like(writer: Writer) -> Callable[[Place, str], Any]:
    template = writer.kind.new(writer.place, "")
    return lambda _, name: type(template)(**{**fields(template), "name": name})


def _is_meant(row: Touched, bound: datetime, options: int) -> bool:
    """What the family says of a row: in time to the minute, new where that is asked, active unless all are asked."""
    counted = row.inserted if options & NEW_ONLY else row.updated
    return counted >= bound.replace(second=0) and (row.is_active or bool(options & INCLUDE_INACTIVE))


# --- at a cost that does not grow ------------------------------------------------------------

FEW, MORE, MANY = 1_000, 5_000, 100_000
FRESH = 20


@pytest.mark.parametrize("name", KINDS)
def test_the_cost_does_not_grow_with_the_table(api, name):
    kind = KINDS[name]
    set_clock(api.store, "2039-12-31 12:00")
    entity = Writer(Place(api), kind).add("template")
    copy(api, kind.table, guid_of(entity), 1, FEW)
    touch(api, kind.table)
    before = cost(api, name)
    copy(api, kind.table, guid_of(entity), FEW + 1, MANY if kind.table is hour_entries else MORE)
    after = cost(api, name)
    assert count(api, kind.table) >= (MANY if kind.table is hour_entries else MORE)
    assert before.visited >= FRESH
    assert after.statements == before.statements
    assert after.visited <= before.visited * 1.1 + 10


def copy(api, table: sa.Table, guid: str, first: int, last: int) -> None:
    with api.session() as session:
        copy_row(session, table, guid, first, last)


def count(api, table: sa.Table) -> int:
    with api.store.read(api.organization_id) as session:
        return session.count(table)


def touch(api, table: sa.Table) -> None:
    """Change some of the copies."""
    set_clock(api.store, f"{BEGINNING:%Y-%m-%d %H:%M:%S}")
    with api.session() as session:
        session.update_where(table, table.c.guid.in_([f"copy{number}" for number in range(1, FRESH + 1)]))


class Cost(NamedTuple):
    statements: int
    visited: int
    """Steps of SQLite's machine in tens; rows that PostgreSQL's scans read."""


def cost(api, name: str) -> Cost:
    """Call an operation of the family; count what it takes.

    PostgreSQL plans by what it last counted of every table, which it does by itself at any moment: so it counts first.
    """
    watched = steps if api.store.is_sqlite else scanned
    if not api.store.is_sqlite:
        with api.session() as session:
            session.connection.exec_driver_sql("ANALYZE")
    with statements(api.store) as executed, watched(api.store) as visited:
        assert len(changed(api, name, BEGINNING)) == FRESH
    return Cost(len(executed), visited())


@contextmanager
def steps(store) -> Iterator[Callable[[], int]]:
    """Count the steps of SQLite's machine, in tens, that this thread's statements take."""
    count, mine = 0, threading.get_ident()

    def step() -> None:
        nonlocal count
        count += threading.get_ident() == mine

    def watch(connection, _record, _proxy) -> None:
        connection.set_progress_handler(step, 10)

    def leave(connection, _record) -> None:
        connection.set_progress_handler(None, 0)

    sa.event.listen(store.engine, "checkout", watch)
    sa.event.listen(store.engine, "checkin", leave)
    try:
        yield lambda: count
    finally:
        sa.event.remove(store.engine, "checkout", watch)
        sa.event.remove(store.engine, "checkin", leave)


@contextmanager
def scanned(store) -> Iterator[Callable[[], int]]:
    """Count the rows that PostgreSQL's scans read, whether or not they are wanted, for this thread's reads."""
    reads: list[tuple[str, Any]] = []
    mine = threading.get_ident()

    def collect(_connection, _cursor, statement, parameters, *_rest) -> None:
        if threading.get_ident() == mine and statement.startswith("SELECT"):
            reads.append((statement, parameters))

    def count() -> int:
        with store.reading() as connection:
            explain = "EXPLAIN (ANALYZE, FORMAT JSON) "
            plans = [connection.exec_driver_sql(explain + text, given).scalar_one() for text, given in reads]
        return round(sum(_rows_read(plan[0]["Plan"]) for plan in plans))

    sa.event.listen(store.engine, "before_cursor_execute", collect)
    try:
        yield count
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", collect)


def _rows_read(node: dict[str, Any]) -> float:
    own = 0.0
    if "Scan" in node["Node Type"] and "Relation Name" in node:
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        own = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return own + sum(_rows_read(part) for part in node.get("Plans", ()))

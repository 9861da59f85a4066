"""The mirror's views against the service: each sum is worked out again from what the service holds."""

from __future__ import annotations

import shutil
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import psycopg
import pytest

from severakit.demo import build_demo
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings as ServiceSettings
from severakit.store import administration, tables
from severakit.store.store import Store
from severakit.sync import Reconcile, Settings, chosen, open_destination, synchronize
from severakit.sync.views import VIEWS
from support.dispatched import client_of
from support.mirrored import asked, by_its_sql, expected

TODAY = datetime.now(UTC).date()
# Service and mirror share this process, in which two calls at once only stand in each other's way.
EVERYTHING = Settings(reconcile=Reconcile.ALWAYS, calls_at_once=1)
NAMES = sorted(set().union(*(view.tables for view in VIEWS)) - {"invoice_rows"})

DELETED = ("hour_entries", "items", "resource_allocations", "employments", "invoices", "cases")


@pytest.fixture(scope="module")
def store(migrated_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("views") / "severakit.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    build_demo(store, 400)
    with store.write(administration.organization_id(store)) as session:
        add_what_the_demo_has_not(session)
    yield store
    store.close()


def midnight(day):
    return datetime.combine(day, datetime.min.time())


def add_what_the_demo_has_not(session):
    """Work with a price that is not billable, odd quantities, invoices of all ages, allocations of odd spans."""
    change_what_waits(session)
    numbered = session.all(session.select(tables.invoices).where(tables.invoices.c.number.is_not(None)))
    sent = [row for row in numbered if not row["is_credit_note"]]
    for invoice, late in zip(sent, (-5, 0, 1, 30, 31, 60, 61, 90, 91, 400), strict=False):
        due = midnight(TODAY - timedelta(days=late))
        session.update(tables.invoices, invoice["guid"], due_date=due, payment_status="NOTPAID")
    note = next(row for row in numbered if row["is_credit_note"])
    session.update(tables.invoices, note["guid"], payment_status="NOTPAID")
    allocations = session.all(session.select(tables.resource_allocations))
    saturday = datetime(2026, 10, 31)
    spans = [(saturday, saturday + timedelta(days=1)), (saturday - timedelta(days=80), saturday), (None, saturday)]
    for allocation, (start, end) in zip(allocations, spans, strict=False):
        session.update(tables.resource_allocations, allocation["guid"], start_date=start, end_date=end)


def change_what_waits(session):
    hours, items = waiting(session, tables.hour_entries), waiting(session, tables.items)
    session.update(tables.hour_entries, hours[-1], is_billable=False)
    session.update(tables.hour_entries, hours[-2], invoice_quantity=Decimal("0.25"))
    session.update(tables.items, items[0], planned_billing_date=midnight(TODAY + timedelta(days=90)))
    session.update(tables.items, items[1], recurrence_frequency=1)
    session.update(tables.items, items[2], planned_billing_date=midnight(TODAY - timedelta(days=9)))
    session.update(tables.items, items[2], invoice_quantity=Decimal("0.5"), recurrence_frequency=None)
    internal = session.find(tables.cases, name="Internal work Oslo")
    session.update(tables.items, items[3], case_guid=internal["guid"], task_guid=None, recurrence_frequency=None)


def waiting(session, table):
    """Return the GUIDs of what is billable and not on an invoice."""
    rows = session.all(session.select(table).where(table.c.invoice_guid.is_(None)))
    return [row["guid"] for row in rows if row["is_billable"]]


@pytest.fixture(scope="module")
def mirrors(store, postgresql, tmp_path_factory):
    """Mirrors in DuckDB and in PostgreSQL, in which rows are marked as deleted, with what the service holds."""
    log = AccessLog(store)
    dispatcher = Dispatcher(store, ServiceSettings(), log, Metrics())
    (user,) = [each.email for each in administration.list_users(store) if each.api_enabled]
    key = administration.create_key(store, user)
    folder = tmp_path_factory.mktemp("mirrors")
    addresses = {
        "duckdb": f"duckdb:///{folder}/m.duckdb",
        "postgresql": postgresql.new_database(),
        "parquet": f"file://{folder}/parquet",
        "delta": f"delta:file://{folder}/delta",
    }
    organization = administration.organization_id(store)
    with client_of(dispatcher, key) as client:
        for address in addresses.values():
            run(client, address)
        with store.write(organization) as session:
            unused = delete_some(session)
        client.case.delete_case(case_guid=unused)
        for address in addresses.values():
            run(client, address)
        with store.read(organization) as session:
            held = expected(session, client, chosen(NAMES))
    log.close()
    return addresses, held


def delete_some(session):
    """Delete work that waits, an allocation, an employment and an invoice; return a case on which there is nothing.

    What the mirror keeps of them does not count.
    """
    hours, items, employments = tables.hour_entries, tables.items, tables.employments
    session.delete(hours, hours.c.guid.in_(waiting(session, hours)[:5]))
    session.delete(items, items.c.guid == waiting(session, items)[-1])
    last = session.all(session.select(tables.resource_allocations))[-1]
    session.delete(tables.resource_allocations, tables.resource_allocations.c.guid == last["guid"])
    (current, *_) = session.all(session.select(employments).where(employments.c.end_date.is_(None)))
    session.delete(employments, employments.c.guid == current["guid"])
    delete_invoice(session)
    used = {guid for table in (hours, items) for guid in session.values(session.select(table, table.c.case_guid))}
    billed = session.values(session.select(tables.invoices, tables.invoices.c.main_case_guid))
    cases = session.all(session.select(tables.cases))
    return next(row["guid"] for row in cases if row["guid"] not in used | set(billed))


def delete_invoice(session):
    """Delete the last invoice that is open, with all that hangs on it."""
    attached = session.values(session.select(tables.invoice_files, tables.invoice_files.c.invoice_guid))
    rows = session.all(session.select(tables.invoices).where(tables.invoices.c.guid.not_in(attached)))
    (gone,) = [row["guid"] for row in rows if row["number"] is not None and row["payment_status"] == "NOTPAID"][-1:]
    billed = tables.invoice_rows.c.invoice_guid == gone
    guids = session.values(session.select(tables.invoice_rows, tables.invoice_rows.c.guid).where(billed))
    for table in (tables.hour_entries, tables.items):
        session.update_where(table, table.c.invoice_guid == gone, invoice_guid=None, invoice_row_guid=None)
    session.delete(tables.invoice_row_sources, tables.invoice_row_sources.c.invoice_row_guid.in_(guids))
    session.delete(tables.invoice_rows, billed)
    for table in (tables.invoice_cases, tables.invoice_bank_accounts, tables.invoice_log_entries):
        session.delete(table, table.c.invoice_guid == gone)
    session.delete(tables.invoices, tables.invoices.c.guid == gone)


def run(client, address):
    mirror = open_destination(address)
    try:
        assert synchronize(client, mirror, chosen(NAMES), EVERYTHING).outcome == "complete"
    finally:
        mirror.close()


@pytest.fixture(params=["duckdb", "postgresql", "parquet", "delta"])
def query(request, mirrors):
    """Ask a view; return its rows by column, texts and dates as they are."""
    address = mirrors[0][request.param]
    return by_its_sql(address) if request.param == "delta" else asked(address)


@pytest.fixture
def held(mirrors):
    return mirrors[1]


def day(value):
    return value.date()


def month_of(value):
    return day(value).replace(day=1)


def cents(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def summed(pairs):
    """Add up tuples of amounts by their keys."""
    sums = {}
    for key, amounts in pairs:
        sums[key] = tuple(a + b for a, b in zip(sums.get(key, (0,) * len(amounts)), amounts, strict=True))
    return sums


def by(rows, keys, columns):
    found = {tuple(row[key] for key in keys): tuple(row[column] for column in columns) for row in rows}
    assert len(found) == len(rows)
    return found


def to_invoice(row):
    return row["quantity"] if row["invoice_quantity"] is None else row["invoice_quantity"]


def test_hours_by_month(query, held):
    sums = summed(
        (
            (month_of(row["event_date"]), row["user_guid"], row["case_guid"]),
            (
                row["quantity"],
                row["quantity"] if row["is_billable"] else Decimal(0),
                to_invoice(row) * row["unit_price_in_base_currency"] if row["is_billable"] else Decimal(0),
                row["quantity"] * row["unit_cost"],
            ),
        )
        for row in held["hour_entries"]
    )
    rows = query("SELECT * FROM hours_by_month")
    columns = ("hours", "billable_hours", "value", "cost")
    assert by(rows, ("month", "user_guid", "case_guid"), columns) == sums
    assert len(sums) > 100
    shares = {row["billable_share"] for row in rows}
    assert all(row["billable_share"] == row["billable_hours"] / row["hours"] for row in rows if row["hours"])
    assert {Decimal(0), Decimal(1)} <= shares
    names = {row["guid"]: f"{row['first_name']} {row['last_name']}" for row in held["users"]}
    cases = {row["guid"]: (row["name"], row["account_guid"], row["account_name"]) for row in held["cases"]}
    for row in rows:
        assert row["user_name"] == names[row["user_guid"]]
        assert (row["case_name"], row["account_guid"], row["account_name"]) == cases[row["case_guid"]]


def test_invoicing_by_month(query, held):
    sums = summed(
        (
            (month_of(row["date"]), row["account_guid"], row["currency_shortform"]),
            (
                1,
                row["invoice_details_invoice_total_vat_excluded_amount"],
                row["invoice_details_invoice_total_vat_amount"],
                row["invoice_details_invoice_total_vat_included_amount"],
                cents(row["invoice_details_invoice_total_vat_excluded_amount"] / row["currency_rate"]),
            ),
        )
        for row in held["invoices"]
        if row["number"] is not None
    )
    columns = ("invoices", "vat_excluded", "vat", "vat_included", "in_base_currency")
    rows = query("SELECT * FROM invoicing_by_month")
    assert by(rows, ("month", "account_guid", "currency"), columns) == sums
    assert {currency for _, _, currency in sums} == {"EUR", "SEK", "NOK"}
    assert any(row["number"] is None for row in held["invoices"])
    assert any(row["is_credit_note"] for row in held["invoices"])


def test_work_in_progress(query, held):
    internal = {row["guid"] for row in held["cases"] if row["is_internal"]}
    hours = [row for row in held["hour_entries"] if row["is_billable"] and row["invoice_guid"] is None]
    items = [row for row in held["items"] if row["is_billable"] and row["invoice_guid"] is None]
    left_out = [
        row
        for row in items
        if row["recurrence_frequency"] or (row["planned_billing_date"] and day(row["planned_billing_date"]) > TODAY)
    ]
    assert {bool(row["recurrence_frequency"]) for row in left_out} == {True, False}
    waiting = [(row, to_invoice(row), Decimal(0)) for row in hours]
    waiting += [(row, Decimal(0), to_invoice(row)) for row in items if row not in left_out]
    sums = summed(
        (row["case_guid"], (hours, hours * price, items * price, (hours + items) * price))
        for row, hours, items in waiting
        for price in [row["unit_price_in_base_currency"]]
        if row["case_guid"] not in internal
    )
    rows = query("SELECT * FROM work_in_progress")
    columns = ("hours", "hours_value", "items_value", "value")
    assert by(rows, ["case_guid"], columns) == {(case,): amounts for case, amounts in sums.items()}
    oldest = {}
    for row, _, _ in waiting:
        oldest[row["case_guid"]] = min(oldest.get(row["case_guid"], date.max), day(row["event_date"]))
    assert {row["case_guid"]: row["oldest"] for row in rows} == {case: oldest[case] for case in sums}
    assert any(row["items_value"] for row in rows)


def test_receivables_by_age(query, held):
    def amounts(row):
        amount = row["invoice_details_invoice_total_vat_included_amount"]
        late = (TODAY - day(row["due_date"])).days
        ages = [late <= 0, 0 < late <= 30, 30 < late <= 60, 60 < late <= 90, late > 90]
        return (1, *(amount if age else Decimal(0) for age in ages), amount, cents(amount / row["currency_rate"]))

    sums = summed(
        ((row["account_guid"], row["currency_shortform"]), amounts(row))
        for row in held["invoices"]
        if row["number"] is not None
        and row["payment_status"] != "PAID"
        and not row["is_credit_note"]
        and not row["is_reimbursed"]
    )
    ages = ("not_due", "due_1_to_30_days", "due_31_to_60_days", "due_61_to_90_days", "due_over_90_days")
    rows = query("SELECT * FROM receivables_by_age")
    columns = ("invoices", *ages, "total", "total_in_base_currency")
    assert by(rows, ("account_guid", "currency"), columns) == sums
    assert all(any(row[age] for row in rows) for age in ages)


def test_case_profitability(query, held):
    invoices = {row["guid"]: row for row in held["invoices"]}
    sums = defaultdict(lambda: [Decimal(0)] * 4)
    for row in held["hour_entries"]:
        sums[row["case_guid"]][0] += row["quantity"]
        sums[row["case_guid"]][2] += row["quantity"] * row["unit_cost"]
    for row in held["items"]:
        if not row["recurrence_frequency"]:
            sums[row["case_guid"]][3] += row["quantity"] * row["unit_cost"]
    for row in held["invoice_rows"]:
        invoice = invoices[row["invoice_guid"]]
        if invoice["number"] is not None:
            sums[row["main_case_guid"]][1] += cents(row["row_vat_excluded_amount"] / invoice["currency_rate"])
    rows = query("SELECT * FROM case_profitability")
    found = by(rows, ["case_guid"], ("hours", "invoiced", "hours_cost", "items_cost"))
    assert found == {(row["guid"],): tuple(sums[row["guid"]]) for row in held["cases"]}
    for row in rows:
        assert row["margin"] == row["invoiced"] - row["hours_cost"] - row["items_cost"]
        if row["invoiced"]:
            assert row["margin_share"] == pytest.approx(row["margin"] / row["invoiced"], abs=Decimal("0.0001"))
    assert {row["is_internal"] for row in rows} == {True, False}


def weekdays(first, last):
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return [each for each in days if each.weekday() < 5]


def allocated_and_capacity(held):
    """Return hours by month and person, day by day, where the view counts weeks."""
    allocated, capacity, months = defaultdict(Decimal), defaultdict(Decimal), set()
    for row in held["resource_allocations"]:
        if row["start_date"] is not None and row["end_date"] is not None:
            first, last = day(row["start_date"]), day(row["end_date"])
            months |= {(first + timedelta(days=each)).replace(day=1) for each in range((last - first).days + 1)}
            days = weekdays(first, last) or [first]
            for each in days:
                allocated[each.replace(day=1), row["user_guid"]] += row["allocated_hours"] / len(days)
    for row in held["employments"]:
        last = day(row["end_date"]) if row["end_date"] else max(months) + timedelta(days=31)
        for each in weekdays(day(row["start_date"]), last):
            if each.replace(day=1) in months:
                capacity[each.replace(day=1), row["user_guid"]] += row["daily_hours"]
    return allocated, capacity


def test_allocation_by_month(query, held):
    allocated, capacity = allocated_and_capacity(held)
    rows = query("SELECT * FROM allocation_by_month")
    found = by(rows, ("month", "user_guid"), ("capacity_hours", "allocated_hours"))
    assert {key for key, amounts in found.items() if any(amounts)} == allocated.keys() | capacity.keys()
    for key, (of_capacity, of_allocated) in found.items():
        assert of_capacity == capacity[key]
        assert of_allocated == pytest.approx(allocated[key], abs=Decimal("0.01"))
    assert any(row["start_date"] is None for row in held["resource_allocations"])
    for row in rows:
        if row["capacity_hours"]:
            share = row["allocated_hours"] / row["capacity_hours"]
            assert row["allocated_share"] == pytest.approx(share, abs=Decimal("0.0001"))


def test_deleted_rows_are_there_and_did_not_count(query):
    for table in DELETED:
        assert query(f"SELECT guid FROM {table} WHERE _deleted_at IS NOT NULL"), table


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_column_is_described_also_in_the_database(query, view):
    (row,) = query(f"SELECT * FROM {view.name} LIMIT 1")
    assert list(row) == list(view.columns)
    try:
        comments = query(f"SELECT comment FROM duckdb_columns() WHERE table_name = '{view.name}' ORDER BY column_index")
    except psycopg.Error:
        comments = query(
            f"SELECT col_description('{view.name}'::regclass, ordinal_position::int) AS comment "
            f"FROM information_schema.columns WHERE table_name = '{view.name}' ORDER BY ordinal_position"
        )
    assert [row["comment"] for row in comments] == list(view.columns.values())

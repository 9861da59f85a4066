"""The demo organization: exact, consistent with itself, and the same every time."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
import sqlalchemy as sa

from severakit.demo import DEMO_NAME, DEMO_USER, build_demo, writer
from severakit.demo.identifiers import finnish_reference, luhn_digit
from severakit.demo.months import TODAY
from severakit.store import administration, tables
from severakit.store.columns import Amount
from severakit.store.schema import LAYOUTS, metadata, organizations
from severakit.store.store import Store

DOMAIN_TABLES = [organizations, *(table for table in vars(tables).values() if isinstance(table, sa.Table))]
CENT = Decimal("0.01")


def new_store(template, path):
    shutil.copy(template, path)
    return Store(f"sqlite:///{path}")


def dump(store):
    """Every row of every table of an organization's data, as the database keeps it."""
    with store.reading() as connection:
        return {
            table.name: connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY 1, 2, 3").fetchall()
            for table in DOMAIN_TABLES
        }


@pytest.fixture(scope="module")
def store(migrated_sqlite, tmp_path_factory):
    store = new_store(migrated_sqlite, tmp_path_factory.mktemp("demo") / "demo.db")
    build_demo(store, 2000)
    yield store
    store.close()


@pytest.fixture(scope="module")
def read(store):
    """Return a table's rows, as dictionaries."""

    def rows(table):
        with store.reading() as connection:
            return [dict(row) for row in connection.execute(sa.select(table)).mappings()]

    return rows


def by_guid(rows):
    return {row["guid"]: row for row in rows}


def test_every_table_has_rows(store):
    assert [name for name, rows in dump(store).items() if not rows] == []


def test_there_are_exactly_so_many_hours(read):
    assert len(read(tables.hour_entries)) == 2000


def test_no_reference_leads_nowhere(store):
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []


def test_the_indexes_are_all_there(store):
    with store.reading() as connection:
        inspector = sa.inspect(connection)
        for table in (tables.hour_entries, tables.invoice_row_sources):
            assert {index["name"] for index in inspector.get_indexes(table.name)} == {
                index.name for index in table.indexes
            }


def test_the_same_seed_gives_the_same_bytes(store, migrated_sqlite, tmp_path):
    again = new_store(migrated_sqlite, tmp_path / "again.db")
    build_demo(again, 2000)
    assert dump(again) == dump(store)
    again.close()


def test_another_seed_gives_another_demo(store, migrated_sqlite, tmp_path):
    other = new_store(migrated_sqlite, tmp_path / "other.db")
    build_demo(other, 2000, seed=2)
    first, second = dump(store), dump(other)
    assert [name for name, rows in first.items() if rows == second[name]] == []
    other.close()


def test_several_writes_keep_every_reference_whole(migrated_sqlite, tmp_path, monkeypatch):
    """Large demos are written in many parts; each must be whole in itself."""
    monkeypatch.setattr(writer, "_FULL", 200)
    small_parts = new_store(migrated_sqlite, tmp_path / "parts.db")
    build_demo(small_parts, 6000)
    monkeypatch.undo()
    whole = new_store(migrated_sqlite, tmp_path / "whole.db")
    build_demo(whole, 6000)
    assert dump(small_parts) == dump(whole)
    small_parts.close()
    whole.close()


def test_two_demos_live_beside_each_other(migrated_sqlite, tmp_path):
    store = new_store(migrated_sqlite, tmp_path / "two.db")
    first = build_demo(store, 100)
    second = build_demo(store, 50, name="Sørvest Partners")
    assert (first.organization, first.user) == (DEMO_NAME, DEMO_USER)
    assert (second.organization, second.user) == ("Sørvest Partners", "api@sorvest.example")
    assert administration.create_key(store, DEMO_USER)
    with store.read(second.organization_id) as session:
        assert session.count(tables.hour_entries) == 50
        assert {index["name"] for index in sa.inspect(session.connection).get_indexes("hour_entries")} == {
            index.name for index in tables.hour_entries.indexes
        }
    store.close()


def test_a_name_can_be_taken_once(store):
    with pytest.raises(ValueError, match="another name"):
        build_demo(store, 10)


def test_hours_cannot_be_negative(store):
    with pytest.raises(ValueError, match="fewer than 0"):
        build_demo(store, -1, name="Other")


def test_a_demo_without_hours_has_everything_else(migrated_sqlite, tmp_path):
    store = new_store(migrated_sqlite, tmp_path / "none.db")
    demo = build_demo(store, 0)
    with store.read(demo.organization_id) as session:
        assert session.count(tables.hour_entries) == 0
        assert session.count(tables.cases) > 20
    store.close()


def test_progress_ends_at_the_number_of_hours(migrated_sqlite, tmp_path):
    store = new_store(migrated_sqlite, tmp_path / "progress.db")
    seen = []
    build_demo(store, 777, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 777
    store.close()


# --- the organization ------------------------------------------------------------------------


def test_the_api_is_open_for_the_api_user(store):
    (organization,) = administration.list_organizations(store)
    assert (organization.name, organization.api_addon, organization.terms_accepted) == (DEMO_NAME, True, True)
    (user,) = [user for user in administration.list_users(store) if user.email == DEMO_USER]
    assert (user.profile, user.active, user.api_right, user.api_enabled) == ("Administrator", True, True, True)


def test_one_user_has_no_superior_and_some_have_left(read):
    users = read(tables.users)
    assert [user["last_name"] for user in users if user["superior_user_guid"] is None] == ["Nordlund"]
    assert any(not user["is_active"] for user in users)
    assert len({user["email"] for user in users}) == len(users)


def test_business_units_form_a_tree_with_one_root(read):
    units = by_guid(read(tables.business_units))
    assert [unit["name"] for unit in units.values() if unit["parent_business_unit_guid"] is None] == [DEMO_NAME]
    depths = set()
    for unit in units.values():
        depth = 0
        while unit["parent_business_unit_guid"]:
            unit, depth = units[unit["parent_business_unit_guid"]], depth + 1  # noqa: PLW2901
        depths.add(depth)
    assert depths == {0, 1, 2}


def test_series_go_on_after_the_last_number(store, read):
    with store.reading() as connection:
        organization = connection.execute(sa.select(organizations)).mappings().one()
    for table, column, series in (
        (tables.accounts, "number", "account"),
        (tables.cases, "case_number", "case"),
        (tables.travel_reimbursements, "number", "travel"),
    ):
        numbers = sorted(row[column] for row in read(table))
        assert numbers == list(range(1, len(numbers) + 1))
        assert organization[f"next_{series}_number"] == numbers[-1] + 1
    of_units = defaultdict(list)
    for invoice in read(tables.invoices):
        if invoice["number"] is not None:
            of_units[invoice["invoice_numbering_business_unit_guid"]].append(invoice["number"])
    units = by_guid(read(tables.business_units))
    assert len(of_units) >= 3
    for guid, numbers in of_units.items():
        assert sorted(numbers) == list(range(min(numbers), max(numbers) + 1))
        assert units[guid]["next_invoice_number"] == max(numbers) + 1
        assert units[guid]["vat_number"]


def test_circles_are_closed(read):
    phases = by_guid(read(tables.phases))
    statuses = by_guid(read(tables.sales_statuses))
    for case in read(tables.cases):
        root = phases[case["root_task_guid"]]
        assert root["case_guid"] == case["guid"]
        assert root["parent_phase_guid"] is None
        if case["sales_status_guid"]:
            own = [status for status in statuses.values() if status["case_guid"] == case["guid"]]
            assert case["sales_status_guid"] == max(own, key=lambda status: status["time_stamp"])["guid"]
    addresses = by_guid(read(tables.addresses))
    for company in read(tables.companies):
        assert addresses[company["head_office_address_guid"]]["company_guid"] == company["guid"]


def test_nothing_has_happened_after_today(store):
    with store.reading() as connection:
        for table in DOMAIN_TABLES:
            if "updated_at" in table.c:
                rows = connection.execute(sa.select(table.c.inserted_at, table.c.updated_at)).all()
                assert all(row.inserted_at <= row.updated_at <= TODAY for row in rows), table.name


def test_values_are_kept_as_the_store_keeps_them(store):
    """Decimals in plain notation, times in ISO form without a zone: as a session writes them."""
    amount, moment = re.compile(r"-?\d+(\.\d+)?"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
    with store.reading() as connection:
        for table in DOMAIN_TABLES:
            for column in table.c:
                form = amount if isinstance(column.type, Amount) else moment
                if form is amount or "Clock" in repr(column.type) or "Instant" in repr(column.type):
                    statement = f"SELECT DISTINCT {column.name} FROM {table.name}"
                    for (text,) in connection.exec_driver_sql(statement):
                        assert text is None or form.fullmatch(text), (column, text)


# --- hours and invoices ----------------------------------------------------------------------


def test_hours_are_entered_by_members_in_phases_of_their_cases(read):
    phases = by_guid(read(tables.phases))
    members, phase_members = defaultdict(set), defaultdict(set)
    for row in read(tables.case_members):
        members[row["case_guid"]].add(row["user_guid"])
    for row in read(tables.phase_members):
        phase_members[row["phase_guid"]].add(row["user_guid"])
    for hour in read(tables.hour_entries):
        phase = phases[hour["phase_guid"]]
        allowed = members[hour["case_guid"]] if phase["uses_case_members"] else phase_members[phase["guid"]]
        assert phase["case_guid"] == hour["case_guid"]
        assert hour["user_guid"] in allowed
        assert 0 < hour["quantity"] <= 999


def test_some_hours_are_open_to_change(read):
    """What the demo's walk through the client needs: hours of late that no invoice holds."""
    cases, phases = by_guid(read(tables.cases)), by_guid(read(tables.phases))
    hours = read(tables.hour_entries)
    free = [hour for hour in hours if hour["invoice_guid"] is None and not hour["is_approved"]]
    assert any(
        not cases[hour["case_guid"]]["is_closed"] and not phases[hour["phase_guid"]]["is_locked"] for hour in free
    )


def test_texts_hold_what_markup_must_escape(read):
    text = " ".join(hour["description"] or "" for hour in read(tables.hour_entries))
    assert all(character in text for character in '&<>åäö"')
    assert any(hour["description"] is None for hour in read(tables.hour_entries))
    assert any(hour["start_time"] for hour in read(tables.hour_entries))


def test_invoiced_hours_and_rows_know_each_other(read):
    rows = by_guid(read(tables.invoice_rows))
    sources = {(row["invoice_row_guid"], row["hour_entry_guid"]) for row in read(tables.invoice_row_sources)}
    worked = defaultdict(Decimal)
    invoiced = [hour for hour in read(tables.hour_entries) if hour["invoice_guid"]]
    assert len(invoiced) > 1000
    for hour in invoiced:
        row = rows[hour["invoice_row_guid"]]
        assert row["invoice_guid"] == hour["invoice_guid"]
        assert (row["guid"], hour["guid"]) in sources
        assert row["row_unit_price"] == hour["unit_price"]
        assert hour["is_billable"]
        worked[row["guid"]] += hour["quantity"]
    for guid, quantity in worked.items():
        assert rows[guid]["delivered_quantity"] == quantity
    items = [item for item in read(tables.items) if item["invoice_guid"]]
    assert items
    for item in items:
        assert rows[item["invoice_row_guid"]]["invoice_guid"] == item["invoice_guid"]
        assert rows[item["invoice_row_guid"]]["delivered_quantity"] == item["quantity"]


def test_sums_are_right_to_the_cent(read):
    rows = defaultdict(list)
    for row in read(tables.invoice_rows):
        rows[row["invoice_guid"]].append(row)
    for invoice in read(tables.invoices):
        own = rows[invoice["guid"]]
        assert invoice["invoice_details_invoice_total_vat_excluded_amount"] == sum(
            row["row_vat_excluded_amount"] for row in own
        )
        assert invoice["invoice_details_invoice_total_vat_amount"] == sum(row["row_vat_amount"] for row in own)
        assert invoice["invoice_details_invoice_total_vat_included_amount"] == sum(row["row_amount"] for row in own)
        for row in own:
            net = (row["delivered_quantity"] * row["row_unit_price"]).quantize(CENT, ROUND_HALF_UP)
            assert row["row_vat_excluded_amount"] == net
            vat = (net * row["row_vat_rate_percent"] / 100).quantize(CENT, ROUND_HALF_UP)
            assert row["row_vat_amount"] == vat
            assert row["row_amount"] == net + vat


def test_vat_currency_and_rate_follow_from_sender_and_customer(read):
    currencies = by_guid(read(tables.currencies))
    used = set()
    for invoice in read(tables.invoices):
        assert invoice["currency_rate"] == currencies[invoice["currency_guid"]]["rate"]
        used.add((invoice["sender_country"], currencies[invoice["currency_guid"]]["iso_code"]))
        assert invoice["is_tax_free"] == (invoice["sender_country"] != invoice["receiver_country"])
    assert {("Finland", "EUR"), ("Sweden", "SEK"), ("Norway", "NOK")} <= used
    rates = {row["row_vat_rate_percent"] for row in read(tables.invoice_rows)}
    assert rates == {Decimal(0), Decimal(24), Decimal(25), Decimal("25.5")}


def test_prices_in_the_base_currency_follow_from_the_rate(read):
    cases, currencies = by_guid(read(tables.cases)), by_guid(read(tables.currencies))
    for hour in [*read(tables.hour_entries), *read(tables.items)]:
        rate = currencies[cases[hour["case_guid"]]["currency_guid"]]["rate"]
        expected = (hour["unit_price"] / rate).quantize(CENT, ROUND_HALF_UP)
        assert hour["unit_price_in_base_currency"] == expected


def test_payment_references_have_their_check_digit(read):
    accounts = by_guid(read(tables.accounts))
    for invoice in read(tables.invoices):
        number, reference = invoice["number"], invoice["reference_number"]
        if number is None:
            assert reference is None
        elif invoice["sender_country"] == "Finland":
            assert reference == finnish_reference(str(number))
        elif invoice["sender_country"] == "Norway":
            digits = f"{number}{accounts[invoice['account_guid']]['number']}"
            assert reference == digits + luhn_digit(digits)
        else:
            assert reference[:-1] == str(number)
        if invoice["virtual_bank_barcode"]:
            assert re.fullmatch(r"4\d{53}", invoice["virtual_bank_barcode"])


def test_statuses_are_as_dates_and_payments_say(read):
    statuses = by_guid(read(tables.invoice_statuses))
    seen = set()
    for invoice in read(tables.invoices):
        status = statuses[invoice["invoice_status_guid"]]
        seen.add(status["name"])
        assert (invoice["number"] is not None) == status["has_invoice_number"]
        assert (invoice["payment_status"] == "PAID") == (invoice["payment_date"] is not None)
        assert status["is_paid"] or invoice["payment_date"] is None
        assert (invoice["due_date"] - invoice["date"]).days == invoice["payment_term"]
    assert seen == {status["name"] for status in statuses.values()}


def test_credit_notes_undo_their_invoices(read):
    invoices = by_guid(read(tables.invoices))
    notes = [invoice for invoice in invoices.values() if invoice["is_credit_note"]]
    assert len(notes) >= 2
    total = "invoice_details_invoice_total_vat_included_amount"
    for note in notes:
        wrong = invoices[note["reimburse_invoice_guid"]]
        assert wrong["is_reimbursed"]
        assert wrong["payment_date"] is None
        assert wrong["reimburse_invoice_guid"] == note["guid"]
        assert note[total] == -wrong[total]
    hours = by_guid(read(tables.hour_entries))
    copies = read(tables.reimbursed_hour_entries)
    assert {copy["in_credit_note"] for copy in copies} == {True, False}
    for copy in copies:
        assert invoices[copy["invoice_guid"]]["is_credit_note" if copy["in_credit_note"] else "is_reimbursed"]
        assert hours[copy["hour_entry_guid"]]["quantity"] == copy["quantity"]
        assert hours[copy["hour_entry_guid"]]["invoice_guid"] not in (None, copy["invoice_guid"])


# --- both databases --------------------------------------------------------------------------


def test_every_data_contract_can_be_read_on_both_databases(database_url):
    store = Store(database_url)
    demo = build_demo(store, 400)
    with store.read(demo.organization_id) as session:
        assert session.count(tables.hour_entries) == 400
        empty = {name for name in LAYOUTS if LAYOUTS[name].table.name in metadata.tables and not _some(session, name)}
    store.close()
    assert empty <= {"reimbursed_hour_entries", "reimbursed_items", "InvoiceFile", "ExtranetCase", "ExtranetContact",
                     "ExtranetContactCaseRights"}  # fmt: skip


def _some(session, layout):
    """Whether there is a row of the layout; layouts of link tables are read with their parents."""
    if "guid" not in LAYOUTS[layout].table.c:
        return True
    return next(iter(session.rows(layout)), None) is not None

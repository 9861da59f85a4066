"""Lexical rows: exact texts in wire order, what hangs on them included, in a fixed number of statements."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.store import administration
from severakit.store.schema import LAYOUTS
from severakit.store.tables import (
    accounts,
    communication_methods,
    contacts,
    currencies,
    invoice_bank_accounts,
    invoice_row_sources,
    invoice_rows,
    invoice_statuses,
    invoices,
    users,
)


@pytest.fixture
def organization(store):
    return administration.add_organization(store, "Acme")


@contextmanager
def counted_statements(store):
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(store.engine, "before_cursor_execute", note)


def add_invoices(session, number):
    """Add invoices with rows, sources and bank accounts; each list in a known order."""
    currency = session.find(currencies)["guid"]
    user = session.insert(users, first_name="A", last_name="B", email=f"{number}@b.example")
    account = session.insert(accounts, name="A & B <c>", number=session.next_number("account"), currency_guid=currency)
    status = session.find(invoice_statuses)["guid"]
    day = datetime(2026, 1, 31)
    for index in range(number):
        invoice = session.insert(
            invoices,
            account_guid=account,
            currency_guid=currency,
            currency_rate=Decimal("1.50"),
            date=day,
            due_date=day,
            entry_date=datetime(2026, 1, 31, 8, 30, 15, 120000),
            invoice_status_guid=status,
            our_reference=str(index),
        )
        banks = [{"seller_account_id": f"FI{bank}", "seller_bic": "B"} for bank in range(index % 3)]
        session.replace(invoice_bank_accounts, "invoice_guid", invoice, banks)
        for row_number in (2, 1):
            row = session.insert(
                invoice_rows, invoice_guid=invoice, row_number=row_number, event_date=day, row_delivery_date=day
            )
            sources = [{"user_guid": user}, {"user_guid": user}]
            session.replace(invoice_row_sources, "invoice_row_guid", row, sources)
    return user


def member(layout, row, name):
    names = [name for name, _ in LAYOUTS[layout].members]
    return row[names.index(name)]


def test_values_are_the_text_that_xml_schema_gives_them(store, organization):
    with store.write(organization) as session:
        add_invoices(session, 1)
        (row,) = session.rows("Invoice")
    assert member("Invoice", row, "CurrencyRate") == "1.50"
    assert member("Invoice", row, "Date") == "2026-01-31T00:00:00"
    assert member("Invoice", row, "EntryDate") == "2026-01-31T08:30:15.12"
    assert member("Invoice", row, "IsCreditNote") == "false"
    assert member("Invoice", row, "AccountName") == "A & B <c>"
    assert member("Invoice", row, "Number") is None


def test_lists_hang_on_their_own_parents_in_order(store, organization):
    with store.write(organization) as session:
        user = add_invoices(session, 7)
        rows = list(session.rows("Invoice"))
    assert len(rows) == 7
    for row in rows:
        index = int(member("Invoice", row, "OurReference"))
        banks = member("Invoice", row, "SellerContact")[0]
        assert [bank[0] for bank in banks] == [f"FI{bank}" for bank in range(index % 3)]
        children = member("Invoice", row, "InvoiceRows")
        assert [member("InvoiceRow", child, "rowNumber") for child in children] == [1, 2]
        assert [member("InvoiceRow", child, "UserGUIDs") for child in children] == [[user], [user]]


def test_statements_do_not_grow_with_rows(store, organization):
    with store.write(organization) as session:
        add_invoices(session, 3)
    with store.read(organization) as session, counted_statements(store) as few:
        list(session.rows("Invoice"))
    with store.write(organization) as session:
        add_invoices(session, 60)
    with store.read(organization) as session, counted_statements(store) as many:
        assert len(list(session.rows("Invoice"))) == 63
    assert len(many) == len(few)


def test_conditions_order_limit_and_offset_hold_for_what_hangs_on_the_rows_too(store, organization):
    with store.write(organization) as session:
        account = session.insert(accounts, name="A")
        for index in range(6):
            contact = session.insert(contacts, account_guid=account, first_name=str(index), last_name="X")
            methods = [{"name": "n", "type": "Phone", "value": str(index)}] * (index % 2)
            session.replace(communication_methods, "contact_guid", contact, methods)
        rows = list(
            session.rows(
                "Contact",
                contacts.c.first_name != "4",
                order_by=[contacts.c.first_name.desc()],
                limit=3,
                offset=1,
            )
        )
    names = [member("Contact", row, "FirstName") for row in rows]
    values = [[method[3] for method in member("Contact", row, "CommunicationMethods")] for row in rows]
    assert names == ["3", "2", "1"]
    assert values == [["3"], [], ["1"]]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_has_the_members_of_its_contract_and_can_be_read(store, organization, layout):
    contract = load_contract().types[LAYOUTS[layout].type_name]
    assert [name for name, _ in LAYOUTS[layout].members] == [member.name for member in contract.members]
    if "guid" in LAYOUTS[layout].table.c:
        with store.read(organization) as session:
            for row in session.rows(layout):
                assert len(row) >= len(contract.members)


def test_reading_sees_one_moment(store, organization):
    with store.read(organization) as reader:
        before = reader.count(contacts)
        with store.write(organization) as session:
            account = session.insert(accounts, name="A")
            session.insert(contacts, account_guid=account, first_name="A", last_name="B")
        assert reader.count(contacts) == before

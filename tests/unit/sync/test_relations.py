"""Tables derived from the contract: names, keys, and batches taken apart into them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.client.plan import TABLE
from severakit.contract import load_contract
from severakit.entities import Contact, ContactCommunicationMethod, Invoice, InvoiceRow
from severakit.soap.arrow_schema import entity_batch
from severakit.sync import TABLES, chosen
from severakit.sync.relations import ORDER, relation, singular
from severakit.sync.splitting import split

# Lists of the API that are no tables, and why.
NO_TABLES = {
    "AccountTiny": "part of accounts",
    "Finvoice": "documents made of invoices",
    "SeveraFinvoice": "documents made of invoices",
    "PhaseTreeNode": "phases of a user, seen as a tree",
    "WorkDayInfo": "worked out of hours, employments and activities for whatever days are asked for",
}


@pytest.mark.parametrize(
    ("plural", "single"),
    [
        ("invoices", "invoice"),
        ("companies", "company"),
        ("case_statuses", "case_status"),
        ("cases", "case"),
        ("addresses", "address"),
        ("hour_entries", "hour_entry"),
        ("user_rights", "user_right"),
        ("travel_expenses", "travel_expense"),
    ],
)
def test_the_singular_of_a_table(plural, single):
    assert singular(plural) == single


def test_every_list_of_the_api_is_a_table_or_said_not_to_be():
    operations = load_contract().operations.values()
    lists = {each.returns.name for each in operations if each.is_read and each.returns and each.returns.is_list}
    tables = {table.operation.returns.name for table in TABLES}
    assert lists - tables - {"string"} == set(NO_TABLES)


def test_names_of_tables_are_unique_and_lists_are_named_by_the_rule():
    names = [each.name for table in TABLES for each in relation(table.name).with_descendants()]
    assert len(names) == len(set(names))
    assert {
        "invoice_rows",
        "invoice_row_hour_guids",
        "contact_communication_methods",
        "account_group_guids",
        "customer_account_group_guids",
        "travel_reimbursement_row_file_guids",
        "invoice_seller_contact_seller_account_details",
    } <= set(names)


def test_every_name_fits_postgresql_and_is_unique_in_its_table():
    for table in TABLES:
        for each in relation(table.name).with_descendants():
            names = each.schema.names
            assert len(names) == len(set(names))
            assert max(map(len, [*names, f"_staging_{each.name}"])) <= 63
    assert "buyer_postal_address_details_post_code_identifier" in relation("invoices").schema.names


def test_parents_come_before_what_is_read_for_them():
    order = [table.name for table in TABLES]
    for table in TABLES:
        assert all(order.index(parent) < order.index(table.name) for parent in table.parents)


def test_a_table_brings_the_parents_it_is_read_by():
    assert [table.name for table in chosen(["phase_members"])] == ["phases", "phase_members"]
    with pytest.raises(ValueError, match=r"No table is called hours. There are: .*hour_entries"):
        chosen(["hours"])


def test_arguments_and_parameters_of_the_plan_are_those_of_the_contract():
    operations = load_contract().operations
    for table in TABLES:
        reading, changes = table.reading, table.changes
        sources = [*getattr(reading, "sources", [getattr(reading, "source", None)]), changes and changes.source]
        named = {
            *(getattr(reading, each, None) for each in ("since", "first", "count", "start", "end", "parameter")),
            *((changes.since, changes.until) if changes else ()),
        } - {None}
        known = {param.name for source in sources if source for param in operations[source.operation].params}
        assert named <= known
        for source in filter(None, sources):
            assert set(source.arguments) <= {param.name for param in operations[source.operation].params}


def test_lists_become_rows_with_their_parents_key_and_their_place():
    contacts = [
        Contact(
            guid="a",
            communication_methods=[ContactCommunicationMethod(value="1"), ContactCommunicationMethod(value="2")],
            keywords=[],
        ),
        Contact(guid="b"),
        Contact(guid="c", communication_methods=[ContactCommunicationMethod(value="3")], keywords=["x", "y"]),
    ]
    parts = split(relation("contacts"), entity_batch("Contact", contacts).to_struct_array(), {}, 100)
    assert parts["contacts"].column("guid").to_pylist() == ["a", "b", "c"]
    assert parts["contacts"].column(ORDER).to_pylist() == [100, 101, 102]
    methods = parts["contact_communication_methods"].select(["contact_guid", "position", "value", ORDER]).to_pylist()
    assert [tuple(row.values()) for row in methods] == [("a", 0, "1", 100), ("a", 1, "2", 100), ("c", 0, "3", 102)]
    keywords = parts["contact_keywords"].drop_columns(ORDER).to_pylist()
    assert [tuple(row.values()) for row in keywords] == [("c", 0, "x"), ("c", 1, "y")]


def test_lists_in_lists_and_nested_members_are_kept_exactly():
    row = InvoiceRow(guid="r", hour_guids=["h", "i"], row_amount=Decimal("0.1"))
    invoices = [
        Invoice(guid="a", invoice_rows=[InvoiceRow(guid="q"), row]),
        Invoice(guid="b", date=datetime(2026, 1, 2)),
    ]
    parts = split(relation("invoices"), entity_batch("Invoice", invoices).to_struct_array(), {}, 0)
    hours = parts["invoice_row_hour_guids"].drop_columns(ORDER).to_pylist()
    assert [tuple(each.values()) for each in hours] == [("a", 1, 0, "h"), ("a", 1, 1, "i")]
    assert parts["invoice_rows"].column("row_amount").to_pylist()[1] == Decimal("0.1000000000")
    assert "seller_organization_seller_organisation_name" in parts["invoices"].schema.names
    assert parts["invoices"].column("date").to_pylist() == [None, datetime(2026, 1, 2)]


def test_what_hangs_on_a_parent_bears_its_value():
    parts = split(relation("employments"), entity_batch("Employment", [None]).to_struct_array(), {"user_guid": "u"}, 0)
    assert parts["employments"].column("user_guid").to_pylist() == ["u"]
    assert relation("phase_members").schema.names == ["phase_guid", "position", "user_guid"]
    assert TABLE["phase_members"].key == ("phase_guid", "position")

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from severakit.contract import load_contract
from severakit.entities import (
    BusinessUnit,
    CommunicationMethodType,
    Contact,
    ContactCommunicationMethod,
    FlatRate,
    HourEntry,
    Phase,
    WorkDayInfo,
)
from severakit.soap.arrow_schema import InexactDecimal, RecursiveType, arrow_schema, entity_batch

CONTRACT = load_contract()
RECURSIVE = {"PhaseTreeNode"}


@pytest.mark.parametrize("type_name", sorted(set(CONTRACT.types) - RECURSIVE))
def test_every_data_contract_has_a_schema_with_python_names(type_name):
    schema = arrow_schema(type_name)
    assert schema.names == [member.python_name for member in CONTRACT.types[type_name].members]
    assert entity_batch(type_name, []).schema == schema


@pytest.mark.parametrize("type_name", sorted(RECURSIVE))
def test_a_data_contract_that_contains_itself_has_none(type_name):
    with pytest.raises(RecursiveType, match="Read objects"):
        arrow_schema(type_name)


@pytest.mark.parametrize(
    ("type_name", "column", "expected"),
    [
        ("HourEntry", "guid", pa.string()),
        ("HourEntry", "quantity", pa.decimal128(38, 10)),
        ("HourEntry", "event_date", pa.timestamp("us")),
        ("HourEntry", "is_billable", pa.bool_()),
        ("BusinessUnit", "insert_ts", pa.timestamp("us", "UTC")),
        ("BusinessUnit", "payment_term", pa.int32()),
        ("AccountTiny", "number", pa.int64()),
        ("ActivityParticipant", "status", pa.uint8()),
        ("Account", "account_group_guids", pa.list_(pa.string())),
        ("Phase", "flat_rate", pa.struct(list(arrow_schema("FlatRate")))),
        ("WorkDayInfo", "entries", pa.list_(pa.struct(list(arrow_schema("HourEntry"))))),
    ],
)
def test_types(type_name, column, expected):
    assert arrow_schema(type_name).field(column).type == expected


def test_values_of_every_kind():
    moment = datetime(2026, 10, 1, 12, tzinfo=UTC)
    units = entity_batch("BusinessUnit", [BusinessUnit(insert_ts=moment), None])
    assert units.column("insert_ts").to_pylist() == [moment, None]
    phases = entity_batch("Phase", [Phase(flat_rate=FlatRate()), Phase(), None])
    assert phases.column("flat_rate").is_null().to_pylist() == [False, True, True]
    method = ContactCommunicationMethod(type=CommunicationMethodType.PHONE)
    contacts = [Contact(communication_methods=[method, None], keywords=[]), Contact(keywords=["a", None]), Contact()]
    rows = entity_batch("Contact", contacts).to_pylist()
    assert rows[0]["communication_methods"][0]["type"] == "Phone"
    assert rows[0]["communication_methods"][1] is None
    assert [row["keywords"] for row in rows] == [[], ["a", None], None]


def test_lists_of_data_contracts_keep_their_order():
    days = [WorkDayInfo(entries=[HourEntry(guid="1"), HourEntry(guid="2")]), WorkDayInfo(entries=[HourEntry(guid="3")])]
    entries = entity_batch("WorkDayInfo", days).column("entries").to_pylist()
    assert [[entry["guid"] for entry in day] for day in entries] == [["1", "2"], ["3"]]


@pytest.mark.parametrize("amount", ["1.12345678901", "1E+28", "-0.00000000001"])
def test_an_amount_that_does_not_fit_is_named(amount):
    with pytest.raises(InexactDecimal, match="Quantity is"):
        entity_batch("HourEntry", [HourEntry(quantity=Decimal(1)), HourEntry(quantity=Decimal(amount))])


@pytest.mark.parametrize("amount", ["1.1234567890", "-1E+27", "1.00000000000000000", "0E-20"])
def test_an_amount_that_fits_is_exact(amount):
    [value] = entity_batch("HourEntry", [HourEntry(quantity=Decimal(amount))]).column("quantity").to_pylist()
    assert value == Decimal(amount)

"""Encoders: rows of lexical text and typed values as XML text, and what they refuse."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severakit.contract import TypeRef, load_contract
from severakit.entities import (
    AccessRights,
    Account,
    Activity,
    CaseRight,
    FlatRate,
    HourEntry,
    Item,
    Phase,
    PhaseTreeNode,
    TravelReimbursementRow,
)
from severakit.soap.encode import (
    SerializationError,
    argument_encoder,
    declarations,
    escape,
    row_members_encoder,
    rows_encoder,
    value_encoder,
)

CONTRACT = load_contract()


def row(type_name, **values):
    """A row of a data contract with these members, the others None."""
    members = CONTRACT.types[type_name].members
    assert values.keys() <= {member.name for member in members}
    return tuple(values.get(member.name) for member in members)


def encoded_row(type_name, values):
    return rows_encoder(type_name)([values])


def typed(type_ref, value, tag="x", **options):
    return value_encoder(TypeRef.parse(type_ref), tag, **options)(value)


def test_escape():
    assert escape("a & <b> \r\n\t \"'") == "a &amp; &lt;b&gt; &#13;\n\t \"'"


def test_a_flat_row():
    assert encoded_row("AccountTiny", row("AccountTiny", GUID="g", Name="A & B", Number=7)) == (
        "<a:AccountTiny><a:GUID>g</a:GUID><a:Name>A &amp; B</a:Name><a:Number>7</a:Number></a:AccountTiny>"
    )


def test_members_alone():
    assert row_members_encoder("AccountTiny")(("g", None, "7")) == (
        '<a:GUID>g</a:GUID><a:Name i:nil="true"/><a:Number>7</a:Number>'
    )


def test_absent_members_are_nil_where_allowed_and_left_out_elsewhere():
    encoded = encoded_row("HourEntry", row("HourEntry"))
    for member in CONTRACT.types["HourEntry"].members:
        assert (f'<a:{member.name} i:nil="true"/>' in encoded) is member.nillable


@pytest.mark.parametrize("text", ["&", "<", ">", "\r", "]]>", "</a:Name>", "&amp;"])
@pytest.mark.parametrize("member", ["Name", "GUID"])
def test_no_stored_text_breaks_the_document(text, member):
    encoded = encoded_row("AccountTiny", row("AccountTiny", **{member: f"x{text}y"}))
    assert f"<a:{member}>x{escape(text)}y</a:{member}>" in encoded


def test_nested_rows_and_lists():
    details = row(
        "Contact", CommunicationMethods=[row("Contact.CommunicationMethod", Value="<v>")], Keywords=["k&", "l"]
    )
    encoded = encoded_row("Contact", details)
    assert "<a:CommunicationMethods><a:Contact.CommunicationMethod>" in encoded
    assert "<a:Value>&lt;v&gt;</a:Value></a:Contact.CommunicationMethod></a:CommunicationMethods>" in encoded
    assert "<a:Keywords><b:string>k&amp;</b:string><b:string>l</b:string></a:Keywords>" in encoded
    phase = encoded_row("Phase", row("Phase", FlatRate=row("FlatRate", Price="5")))
    assert "<a:Price>5</a:Price>" in phase
    assert phase.count("<a:FlatRate>") == 1


def test_an_empty_list_is_an_empty_element_and_none_is_nil():
    assert "<a:Keywords></a:Keywords>" in encoded_row("Contact", row("Contact", Keywords=[]))
    assert '<a:Keywords i:nil="true"/>' in encoded_row("Contact", row("Contact"))
    assert "<a:CommunicationMethods></a:CommunicationMethods>" in encoded_row(
        "Contact", row("Contact", CommunicationMethods=[])
    )


def test_a_type_that_holds_itself():
    leaf = row("PhaseTreeNode", Name="leaf", ChildPhases=[])
    encoded = encoded_row("PhaseTreeNode", row("PhaseTreeNode", Name="root", ChildPhases=[leaf, leaf]))
    assert encoded.count("<a:Name>leaf</a:Name>") == 2
    assert encoded.startswith("<a:PhaseTreeNode>")
    node = PhaseTreeNode(name="root", child_phases=[PhaseTreeNode(name="leaf", child_phases=[])])
    assert typed("PhaseTreeNode", node).count("<a:PhaseTreeNode>") == 1


@pytest.mark.parametrize("rows", [[("g", "name")], [("g", "name", 7), ("g", "name")], [("g", "name", 7, 8)]])
def test_a_row_of_the_wrong_length_is_refused(rows):
    with pytest.raises(ValueError, match="argument"):
        rows_encoder("AccountTiny")(rows)


COLUMN = st.lists(st.none() | st.sampled_from(["plain", "100 %", "%s", "{}", "é", ""]), min_size=3, max_size=3)
"""Of three rows: often with something to escape in one of them alone."""
TO_ESCAPE = st.lists(st.none() | st.sampled_from(["plain", "<", "a\rb", "&amp;", "]]>"]), min_size=3, max_size=3)
NUMBERS = st.lists(st.none() | st.integers(-5, 5) | st.just("7"), min_size=3, max_size=3)


@given(COLUMN | TO_ESCAPE, COLUMN | TO_ESCAPE, NUMBERS)
def test_rows_are_written_together_as_they_are_one_by_one(guids, names, numbers):
    rows = list(zip(guids, names, numbers, strict=True))
    one_by_one = "".join(f"<a:AccountTiny>{row_members_encoder('AccountTiny')(row)}</a:AccountTiny>" for row in rows)
    assert rows_encoder("AccountTiny")(rows) == one_by_one
    assert "".join(encoded_row("AccountTiny", row) for row in rows) == one_by_one


def test_no_rows_are_nothing():
    assert rows_encoder("AccountTiny")([]) == ""


@pytest.mark.parametrize(
    ("type_ref", "value", "text"),
    [
        ("string", "a&b", "a&amp;b"),
        ("boolean", True, "true"),
        ("int?", 5, "5"),
        ("decimal", Decimal("1.50"), "1.50"),
        ("dateTime", datetime(2026, 10, 1), "2026-10-01T00:00:00"),
        ("base64Binary", b"abc", "YWJj"),
        ("CaseRight?", CaseRight.OWN, "Own"),
        ("AccountGetOptions", 3, "NewOnly IncludeInactive"),
        ("string[]", ["a<", None], '<b:string>a&lt;</b:string><b:string i:nil="true"/>'),
        ("HourEntry[]", [], ""),
    ],
)
def test_typed_values(type_ref, value, text):
    assert typed(type_ref, value) == f"<x>{text}</x>"


def test_an_instant_is_written_in_utc():
    assert typed("dateTime", datetime(2026, 10, 1, 9, tzinfo=UTC), instant=True) == "<x>2026-10-01T09:00:00</x>"


def test_typed_none_is_nil_in_a_result():
    assert typed("HourEntry", None) == '<x i:nil="true"/>'
    assert typed("HourEntry[]", [None]) == '<x><a:HourEntry i:nil="true"/></x>'
    assert '<a:Account i:nil="true"/>' in typed("AccessRights", AccessRights())


def test_none_is_left_out_of_an_argument_at_every_depth():
    field = CONTRACT.operations["IPhase.AddNewPhase"].params[0]
    assert argument_encoder(field)(None) == ""
    phase = Phase(name="P", flat_rate=FlatRate(price=Decimal(5)))
    assert argument_encoder(field)(phase) == (
        f"<{field.name}><a:FlatRate><a:Price>5</a:Price></a:FlatRate><a:Name>P</a:Name></{field.name}>"
    )


def test_a_subtype_in_its_bases_place_says_so():
    assert typed("Item", TravelReimbursementRow(), tag="a:Item").startswith(
        '<a:Item i:type="a:TravelReimbursementRow">'
    )
    assert typed("Item", Item(), tag="a:Item").startswith("<a:Item><")
    assert typed("TravelReimbursementRow", TravelReimbursementRow()).startswith("<x><a:")


def test_attributes_stand_in_the_start_tag():
    assert typed("boolean", False, attributes=' y="z"') == '<x y="z">false</x>'
    assert typed("Item", TravelReimbursementRow(), attributes=' y="z"').startswith('<x y="z" i:type=')


def prefixes(*type_refs):
    declared = declarations(*map(TypeRef.parse, type_refs))
    return [part.partition("=")[0].removeprefix("xmlns:") for part in declared.split()]


def test_declarations_are_those_that_can_be_needed():
    assert prefixes("boolean", "string", "AccountGetOptions", "dateTime?") == []
    assert prefixes("HourEntry[]") == ["a", "i"]
    assert prefixes("string[]") == ["b", "i"]
    assert prefixes("Account", "int") == ["a", "b", "i"]
    assert prefixes("NotFoundException") == ["c", "i"]


@pytest.mark.parametrize(
    ("type_ref", "value", "message"),
    [
        ("HourEntry", HourEntry(description="\x00"), r"^x/Description: XML cannot carry the character U\+0000"),
        ("HourEntry", HourEntry(event_date=datetime(2026, 1, 1, tzinfo=UTC)), "^x/EventDate: .* without tzinfo$"),
        ("Account", Account(insert_ts=datetime(2026, 1, 1)), "^x/InsertTS: .* with tzinfo"),
        (
            "Account",
            Account(account_group_guids="abc"),
            r"^x/AccountGroupGUIDs: str is not a list; pass a list of string$",
        ),
        ("Account", Account(account_group_guids=["a", 5]), r"^x/AccountGroupGUIDs\[1\]: 5 is not text"),
        ("HourEntry[]", [HourEntry(), HourEntry(quantity=1.5)], r"^x\[1\]/Quantity: 1.5 is not a decimal"),
        ("HourEntry[]", 5, "^x: int is not a list; pass a list of HourEntry$"),
        ("HourEntry", Activity(), r"^x: Activity is not HourEntry; pass severakit\.entities\.HourEntry$"),
        ("HourEntry", {"Quantity": 5}, "^x: dict is not HourEntry"),
        ("AccessRights", AccessRights(case="Everything"), "^x/Case: 'Everything' is not CaseRight; pass None, "),
        ("boolean", "true", "^x: 'true' is not a boolean; pass True or False$"),
        (
            "PhaseTreeNode",
            PhaseTreeNode(child_phases=[PhaseTreeNode(child_phases=[PhaseTreeNode(name=3)])]),
            r"^x/ChildPhases\[0\]/ChildPhases\[0\]/Name: 3 is not text",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_place(type_ref, value, message):
    with pytest.raises(SerializationError, match=message):
        typed(type_ref, value)


def test_every_data_contract_has_all_its_forms():
    for contract in CONTRACT.types.values():
        empty = encoded_row(contract.name, (None,) * len(contract.members))
        assert empty.startswith(("<a:", "<c:"))
        assert value_encoder(TypeRef(contract.name), "x")(None) == '<x i:nil="true"/>'

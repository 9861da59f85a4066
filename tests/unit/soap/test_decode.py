"""Decoders: everything that real callers send is understood, and what does not fit says where."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from severakit.contract import TypeRef, load_contract
from severakit.entities import AccountGetOptions, CaseRight, HourEntry, Item, PhaseTreeNode, TravelReimbursementRow
from severakit.soap.decode import DeserializationError, decode_arguments, decode_result, decode_value
from severakit.soap.tree import read_tree

CONTRACT = load_contract()
OPERATIONS = CONTRACT.operations
ADD_HOUR = OPERATIONS["IHourEntry.AddNewHourEntry"]
ACCOUNTS_SINCE = OPERATIONS["IAccount.GetAccountsChangedSinceOpts"]
PREFIXES = (
    'xmlns:a="http://schemas.datacontract.org/2004/07/Severa.Entities.API" '
    'xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays" '
    'xmlns:c="http://schemas.datacontract.org/2004/07/Severa.API" '
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)


def value(type_ref, content, attributes=""):
    element = read_tree(f"<x {PREFIXES} {attributes}>{content}</x>".encode())
    return decode_value(TypeRef.parse(type_ref), element)


def arguments(operation, content):
    element = read_tree(
        f'<t:{operation.name} xmlns:t="{operation.namespace}" {PREFIXES}>{content}</t:{operation.name}>'.encode()
    )
    return dict(zip([param.name for param in operation.params], decode_arguments(operation, element), strict=True))


@pytest.mark.parametrize(
    ("type_ref", "content", "expected"),
    [
        ("string", "a &amp; b", "a & b"),
        ("string", "", ""),
        ("string", "  ", "  "),
        ("boolean", " 1 ", True),
        ("boolean?", "", None),
        ("int", "+5", 5),
        ("int?", " ", None),
        ("decimal?", "", None),
        ("decimal", "7.50", Decimal("7.50")),
        ("dateTime", "2026-10-01", datetime(2026, 10, 1)),
        ("dateTime?", "", None),
        ("base64Binary", "YWJj", b"abc"),
        ("base64Binary", "", b""),
        ("CaseRight?", " Own ", CaseRight.OWN),
        ("CaseRight?", "", None),
        ("AccountGetOptions", "NewOnly IncludeInactive", AccountGetOptions(3)),
        ("AccountGetOptions", "", AccountGetOptions.NONE),
        ("string[]", "<b:string>a</b:string><b:string/><b:string i:nil='true'/>", ["a", "", None]),
        ("string[]", "", []),
        ("string[]", "<string>no namespace</string><a:string>another</a:string>", []),
        ("HourEntry[]", "<a:HourEntry/><b:HourEntry/>", [HourEntry()]),
        ("HourEntry", "", HourEntry()),
        ("HourEntry", "\n <!-- nothing --> \n", HourEntry()),
    ],
)
def test_values(type_ref, content, expected):
    decoded = value(type_ref, content)
    assert decoded == expected
    assert type(decoded) is type(expected)


@pytest.mark.parametrize(
    "type_ref", ["string", "int", "dateTime", "string[]", "HourEntry[]", "HourEntry", "CaseRight?", "AccountGetOptions"]
)
def test_nil_is_none(type_ref):
    assert value(type_ref, "", 'i:nil="true"') is None
    assert value("string", "x", 'i:nil="false"') == "x"


@pytest.mark.filterwarnings("ignore::severakit.soap.drift.SchemaDriftWarning")
def test_members_in_any_order_unknown_and_twice():
    assert value(
        "HourEntry",
        "<a:UserGUID>u</a:UserGUID><a:Future><a:Quantity>9</a:Quantity></a:Future><b:CaseGUID>not ours</b:CaseGUID>"
        "<Description>nor this</Description><a:Quantity>1</a:Quantity><a:Quantity> 2.5 </a:Quantity>",
    ) == HourEntry(user_guid="u", quantity=Decimal("2.5"))


def test_members_that_are_nil_or_empty():
    decoded = value(
        "HourEntry",
        '<a:CaseGUID/><a:UserGUID i:nil="true"/><a:EndTime/><a:Quantity i:nil="1"/><a:IsBillable i:nil="true"/>',
    )
    assert decoded == HourEntry(case_guid="")


def test_a_type_that_holds_itself():
    leaf = "<a:PhaseTreeNode><a:Name>leaf</a:Name></a:PhaseTreeNode>"
    assert value("PhaseTreeNode", f"<a:ChildPhases>{leaf}{leaf}</a:ChildPhases>") == PhaseTreeNode(
        child_phases=[PhaseTreeNode(name="leaf"), PhaseTreeNode(name="leaf")]
    )


@pytest.mark.parametrize(
    ("type_ref", "xsi_type", "expected"),
    [
        ("Item", "a:Item", Item()),
        ("Item", "a:TravelReimbursementRow", TravelReimbursementRow()),
        ("TravelReimbursementRow", "a:TravelReimbursementRow", TravelReimbursementRow()),
        ("Item[]", "a:ArrayOfItem", []),
        ("string[]", "b:ArrayOfstring", []),
        ("string", "xsd:string", ""),
        ("decimal?", "xsd:decimal", None),
        ("CaseRight?", "a:CaseRight", None),
        ("AccountGetOptions", "c:AccountGetOptions", AccountGetOptions.NONE),
        ("Item", "xsd:anyType", Item()),
    ],
)
def test_xsi_type_of_the_type_itself_a_subtype_or_xml_schema(type_ref, xsi_type, expected):
    decoded = value(type_ref, "", f'i:type="{xsi_type}"')
    assert decoded == expected
    assert type(decoded) is type(expected)


@pytest.mark.parametrize(
    ("type_ref", "xsi_type"),
    [
        ("Item", "a:HourEntry"),
        ("Item", "a:ProductBase"),
        ("TravelReimbursementRow", "a:Item"),
        ("Item", "Item"),
        ("Item", "c:Item"),
        ("Item[]", "a:Item"),
        ("string", "a:HourEntry"),
        ("CaseRight?", "a:UsersRight"),
    ],
)
def test_an_xsi_type_that_does_not_fit_is_refused(type_ref, xsi_type):
    with pytest.raises(DeserializationError, match=f"{xsi_type.rpartition(':')[2]}' does not fit here; expected"):
        value(type_ref, "", f'i:type="{xsi_type}"')


@pytest.mark.filterwarnings("ignore::severakit.soap.drift.SchemaDriftWarning")
def test_members_of_a_subtype_are_read():
    names = [member.name for member in CONTRACT.types["TravelReimbursementRow"].own_members]
    assert "FileGUIDs" in names
    decoded = value(
        "Item[]", '<a:Item i:type="a:TravelReimbursementRow"><a:FileGUIDs/></a:Item><a:Item><a:FileGUIDs/></a:Item>'
    )
    assert decoded == [TravelReimbursementRow(file_guids=[]), Item()]


def test_arguments_in_the_order_of_the_parameters():
    decoded = arguments(
        ACCOUNTS_SINCE,
        "<t:options>IncludeInactive</t:options><t:startDateTime>2026-10-01T02:00:00+02:00</t:startDateTime>",
    )
    assert decoded == {
        "startDateTime": datetime(2026, 10, 1, tzinfo=UTC),
        "options": AccountGetOptions.INCLUDE_INACTIVE,
    }


def test_arguments_in_another_namespace_are_unknown():
    assert arguments(ADD_HOUR, "<hourEntryInfo/><a:hourEntryInfo/>") == {"hourEntryInfo": None}


@pytest.mark.parametrize(
    ("operation", "content", "message"),
    [
        (
            ADD_HOUR,
            "<t:hourEntryInfo><a:Quantity>1,5</a:Quantity></t:hourEntryInfo>",
            "^hourEntryInfo/Quantity: '1,5' is not a decimal",
        ),
        (ADD_HOUR, "<t:hourEntryInfo><a:Quantity/></t:hourEntryInfo>", "^hourEntryInfo/Quantity: '' is not a decimal"),
        (
            ADD_HOUR,
            "<t:hourEntryInfo><a:IsBillable/></t:hourEntryInfo>",
            "^hourEntryInfo/IsBillable: '' is not a boolean",
        ),
        (
            ADD_HOUR,
            "<t:hourEntryInfo>7.5 hours</t:hourEntryInfo>",
            "^hourEntryInfo: Found text; expected child elements",
        ),
        (
            ADD_HOUR,
            "<t:hourEntryInfo><a:GUID><b/></a:GUID></t:hourEntryInfo>",
            "^hourEntryInfo/GUID: Found child elements; expected string",
        ),
        (ACCOUNTS_SINCE, "<t:startDateTime/>", "^startDateTime: '' is not a dateTime"),
        (ACCOUNTS_SINCE, "<t:options>Everything</t:options>", "^options: 'Everything' is not AccountGetOptions"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(operation, content, message):
    with pytest.raises(DeserializationError, match=message):
        arguments(operation, content)


def test_the_place_in_a_list_is_counted():
    with pytest.raises(DeserializationError) as error:
        value("HourEntry[]", "<a:HourEntry/><a:HourEntry><a:EventDate>soon</a:EventDate></a:HourEntry>")
    assert error.value.path == "HourEntry[1]/EventDate"
    assert error.value.expected.startswith("'soon' is not a dateTime")


def test_the_wrapper_must_be_the_operations():
    with pytest.raises(DeserializationError, match="expected <AddNewHourEntry>"):
        decode_arguments(ADD_HOUR, None)
    for wrong in ("<AddNewHourEntry/>", '<AddNewItem xmlns="http://soap.severa.com/"/>'):
        with pytest.raises(DeserializationError, match="The body holds <"):
            decode_arguments(ADD_HOUR, read_tree(wrong.encode()))


def result(operation, content):
    name = f"{operation.name}Response"
    return decode_result(
        operation, read_tree(f'<{name} xmlns="{operation.namespace}" {PREFIXES}>{content}</{name}>'.encode())
    )


def test_results():
    assert result(ADD_HOUR, "<AddNewHourEntryResult><a:GUID>g</a:GUID></AddNewHourEntryResult>") == HourEntry(guid="g")
    assert result(ADD_HOUR, '<AddNewHourEntryResult i:nil="true"/>') is None
    assert result(ADD_HOUR, "") is None
    assert (
        result(OPERATIONS["IHourEntry.DeleteHourEntry"], "<DeleteHourEntryResult>true</DeleteHourEntryResult>") is True
    )


def test_a_result_that_does_not_fit_says_where():
    with pytest.raises(DeserializationError, match=r"^AddNewHourEntryResult/Quantity: 'x' is not a decimal"):
        result(ADD_HOUR, "<AddNewHourEntryResult><a:Quantity>x</a:Quantity></AddNewHourEntryResult>")
    with pytest.raises(DeserializationError, match="expected <AddNewHourEntryResponse>"):
        decode_result(ADD_HOUR, read_tree(b"<html/>"))


def test_a_member_is_read_as_its_field_says():
    instant = CONTRACT.types["Account"].member["InsertTS"]
    assert decode_value(instant, read_tree(b"<x>2026-10-01T00:00:00</x>")) == datetime(2026, 10, 1, tzinfo=UTC)
    assert decode_value(TypeRef("dateTime"), read_tree(b"<x>2026-10-01T00:00:00</x>")) == datetime(2026, 10, 1)

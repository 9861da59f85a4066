"""The contract as objects says what the contract file says."""

import json
from importlib import resources

import pytest

from severakit.contract import PRIMITIVES, TypeRef, load_contract


@pytest.fixture(scope="module")
def contract():
    return load_contract()


@pytest.fixture(scope="module")
def data():
    return json.loads(resources.files("severakit.contract").joinpath("data", "severa-s3.json").read_text("utf-8"))


def test_the_contract_is_complete(contract, data):
    assert len(contract.interfaces) == 42
    assert len(contract.operations) == len(contract.operations_by_action) == 256
    assert set(contract.types) - set(contract.undeclared_faults) == set(data["types"])
    assert len(data["types"]) == 79
    assert sum(len(data_contract["members"]) for data_contract in data["types"].values()) == 796
    assert len(contract.enums) == 9


def test_loading_twice_gives_the_same_contract(contract):
    assert load_contract() is contract


def test_every_reference_leads_to_a_known_type(contract):
    fields = [field for data_contract in contract.types.values() for field in data_contract.members]
    for operation in contract.operations.values():
        fields += [*operation.params, *([operation.result] if operation.result else [])]
    known = PRIMITIVES | contract.types.keys() | contract.enums.keys()
    assert {field.type.name for field in fields} <= known


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("string", TypeRef("string")),
        ("int?", TypeRef("int", nullable=True)),
        ("HourEntry[]", TypeRef("HourEntry", is_list=True)),
        ("InvoiceOriginDetails.CaseDetails[]", TypeRef("InvoiceOriginDetails.CaseDetails", is_list=True)),
    ],
)
def test_a_type_reference_is_read_and_written(text, reference):
    assert TypeRef.parse(text) == reference
    assert str(reference) == text


@pytest.mark.parametrize(
    ("type_name", "member", "nillable"),
    [
        ("HourEntry", "Description", True),
        ("HourEntry", "Quantity", False),
        ("HourEntry", "InvoiceQuantity", True),
        ("HourEntry", "EventDate", False),
        ("Account", "AccountGroupGUIDs", True),
        ("Phase", "FlatRate", True),
        ("AccessRights", "Case", True),
        ("ActivityParticipant", "Status", False),
    ],
)
def test_reference_and_nullable_members_can_be_nil(contract, type_name, member, nillable):
    assert contract.types[type_name].member[member].nillable is nillable


def test_parameters_and_results_follow_the_same_rule(contract):
    get = contract.operations["IInvoice.GetInvoicePdf"]
    assert [(param.name, param.nillable) for param in get.params] == [
        ("invoiceNumber", False),
        ("invoiceNumberingBusinessUnitGUID", True),
        ("getAttachmentOnly", False),
    ]
    assert get.result.name == "GetInvoicePdfResult"
    assert get.result.nillable
    assert not contract.operations["ICase.DeleteCase"].result.nillable


def test_an_operation_without_result_returns_nothing(contract):
    operation = contract.operations["IInvoice.SetInvoiceStatus"]
    assert operation.result is None
    assert operation.returns is None


@pytest.mark.parametrize(
    ("operation", "param", "instant"),
    [
        ("IHourEntry.GetHourEntriesChangedSince", "startDate", True),
        ("IHourEntry.GetHourEntriesByDate", "startdate", False),
        ("IInvoice.GetInvoicesByDate", "endDate", True),
        ("IInvoice.SetInvoicePaymentDate", "paymentDate", False),
        ("IActivity.GetActivityInstances", "startsAfter", True),
        ("IInvoice.AddNewInvoiceLogEntry", "eventTimeUtc", True),
    ],
)
def test_search_bounds_in_utc_are_told_from_calendar_dates(contract, operation, param, instant):
    found = {field.name: field.instant for field in contract.operations[operation].params}
    assert found[param] is instant


def test_time_stamps_are_instants_and_dates_are_not(contract):
    assert contract.types["Account"].member["InsertTS"].instant
    assert contract.types["Case"].member["UpdatedTs"].instant
    assert not contract.types["HourEntry"].member["EventDate"].instant


def test_the_base_members_come_first(contract):
    details = contract.types["InvoiceOriginDetails.CaseDetails"]
    assert details.members[:-1] == contract.types["Case"].members
    assert [member.name for member in details.own_members] == ["Phases"]


def test_members_with_an_explicit_order_come_last(contract):
    assert [m.name for m in contract.types["Invoice"].members[-2:]] == [
        "NotesAfterInvoiceRows",
        "NotesBeforeInvoiceRows",
    ]


def test_other_members_stand_in_ordinal_order(contract):
    for data_contract in contract.types.values():
        names = [member.name for member in data_contract.own_members]
        if data_contract.name == "Invoice":
            names = names[:-2]
        assert names == sorted(names), data_contract.name


def test_subtypes_are_found_at_any_distance(contract):
    assert contract.subtypes["ProductBase"] == ("TravelExpense", "Product")
    assert contract.subtypes["Item"] == ("TravelReimbursementRow",)
    assert contract.subtypes["Tag"] == ()


def test_seven_faults_exist_and_two_of_them_are_undeclared(contract):
    assert set(contract.faults) == {
        "AuthenticationFailureException",
        "GeneralFailureException",
        "NoPermissionException",
        "NotFoundException",
        "QuotaLimitExceededException",
        "TosNotApprovedException",
        "ValidationException",
    }
    assert contract.undeclared_faults == ("QuotaLimitExceededException", "TosNotApprovedException")
    declared = {fault for operation in contract.operations.values() for fault in operation.faults}
    assert declared == set(contract.faults) - set(contract.undeclared_faults)


def test_only_the_account_options_are_flags(contract):
    assert [enum.name for enum in contract.enums.values() if enum.is_flags] == ["AccountGetOptions"]


def test_actions(contract):
    operation = contract.operations["IAccount.GetAccountByGUID"]
    assert operation.action == "http://soap.severa.com/IAccount/GetAccountByGUID"
    assert operation.reply_action == "http://soap.severa.com/IAccount/GetAccountByGUIDResponse"
    expected = "http://soap.severa.com/IAccount/GetAccountByGUIDNotFoundExceptionFault"
    assert operation.fault_action("NotFoundException") == expected
    assert contract.operations_by_action[operation.action] is operation

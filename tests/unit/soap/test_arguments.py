"""Arguments by either name, and from text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from severakit import entities
from severakit.soap.arguments import find_operation, ordered_arguments, typed_arguments


def test_names_of_both_kinds_are_put_in_wire_order() -> None:
    operation = find_operation("IHourEntry.GetHourEntriesByDateAndUser")
    assert ordered_arguments(operation, {"user_guid": 3, "enddate": 2, "businessUnitGUID": 1}) == [1, None, 2, 3]


def test_an_unknown_parameter_is_answered_with_the_right_ones() -> None:
    with pytest.raises(ValueError, match=r"no 'number'. It takes: invoiceNumber, businessUnitGUID\.") as caught:
        ordered_arguments(find_operation("IInvoice.GetInvoiceByNumber"), {"number": 1})
    assert str(caught.value).startswith("IInvoice.GetInvoiceByNumber ")
    with pytest.raises(ValueError, match=r"It takes: none\."):
        ordered_arguments(find_operation("IAPI.GetVersion"), {"x": 1})


def test_a_parameter_given_by_both_names_is_refused() -> None:
    with pytest.raises(ValueError, match="given businessUnitGUID twice"):
        ordered_arguments(
            find_operation("IInvoice.GetInvoiceByNumber"), {"businessUnitGUID": "1", "business_unit_guid": "2"}
        )


def test_an_unknown_operation_is_answered_with_likely_ones() -> None:
    with pytest.raises(ValueError, match=r"no operation 'IInvoice.GetInvoiceByNumbr'.*IInvoice.GetInvoiceByNumber"):
        find_operation("IInvoice.GetInvoiceByNumbr")
    with pytest.raises(ValueError, match=r"such as IAPI\.GetVersion\.$"):
        find_operation("?")


@pytest.mark.parametrize(
    ("operation", "texts", "expected"),
    [
        ("IInvoice.GetInvoiceByNumber", {"invoice_number": " +42 "}, {"invoiceNumber": 42}),
        ("IInvoice.SetInvoiceStatus", {"status": "Sent & paid"}, {"status": "Sent & paid"}),
        ("IPhaseMember.GetPhaseMembersByPhaseGUID", {"onlyActive": "true"}, {"onlyActive": True}),
        ("IHourEntry.GetHourEntriesByDate", {"startdate": "2026-10-01"}, {"startdate": datetime(2026, 10, 1)}),
        (
            "IHourEntry.GetHourEntriesChangedSince",
            {"startDate": "2026-10-01T02:00:00+02:00"},
            {"startDate": datetime(2026, 10, 1, tzinfo=UTC)},
        ),
        (
            "IAccount.GetAccountsChangedSinceOpts",
            {"options": "NewOnly IncludeInactive"},
            {"options": entities.AccountGetOptions.NEW_ONLY | entities.AccountGetOptions.INCLUDE_INACTIVE},
        ),
        (
            "IInvoice.GetInvoicePdf",
            {"getAttachmentOnly": "AttachmentOnly"},
            {"getAttachmentOnly": entities.InvoicePdfGetOptions.ATTACHMENT_ONLY},
        ),
        (
            "IPhaseMember.SetPhaseMemberListForPhase",
            {"userGUIDs": '["a", "b"]', "phaseGUID": "c"},
            {"userGUIDs": ["a", "b"], "phaseGUID": "c"},
        ),
        ("IPhaseMember.SetPhaseMemberListForPhase", {"userGUIDs": "null"}, {"userGUIDs": None}),
        (
            "IHourEntry.AddNewHourEntry",
            {
                "hour_entry_info": '{"Quantity": 7.12345678901234567890, "event_date": "2026-10-01", '
                '"IsBillable": true, "Description": "1", "PhaseGUID": null}'
            },
            {
                "hourEntryInfo": entities.HourEntry(
                    quantity=Decimal("7.12345678901234567890"),
                    event_date=datetime(2026, 10, 1),
                    is_billable=True,
                    description="1",
                )
            },
        ),
        (
            "IActivity.AddNewActivity",
            {"activityInfo": '{"StartDateTime": "2026-10-01T10:00:00"}'},
            {"activityInfo": entities.Activity(start_date_time=datetime(2026, 10, 1, 10, tzinfo=UTC))},
        ),
        (
            "IContact.AddNewContact",
            {"contactInfo": '{"CommunicationMethods": [{"Type": "EmailAddress", "Value": "a@b.example"}]}'},
            {
                "contactInfo": entities.Contact(
                    communication_methods=[
                        entities.ContactCommunicationMethod(
                            type=entities.CommunicationMethodType.EMAIL_ADDRESS, value="a@b.example"
                        )
                    ]
                )
            },
        ),
    ],
)
def test_text_is_typed_by_the_contract(operation: str, texts: dict[str, str], expected: dict[str, Any]) -> None:
    assert typed_arguments(operation, texts) == expected


@pytest.mark.parametrize(
    ("operation", "texts", "message"),
    [
        ("IInvoice.GetInvoiceByNumber", {"invoiceNumber": "x"}, "invoiceNumber: 'x' is not int"),
        ("IInvoice.GetInvoicePdf", {"getAttachmentOnly": "Nothing"}, "getAttachmentOnly: 'Nothing' is not"),
        ("IHourEntry.AddNewHourEntry", {"hourEntryInfo": "{"}, "hourEntryInfo is HourEntry and must be given as JSON"),
        ("IHourEntry.AddNewHourEntry", {"hourEntryInfo": "[]"}, r"hourEntryInfo: expected a JSON object, not \[\]"),
        ("IHourEntry.AddNewHourEntry", {"hourEntryInfo": '{"Hours": 1}'}, "hourEntryInfo has no 'Hours'. It takes: "),
        (
            "IHourEntry.AddNewHourEntry",
            {"hourEntryInfo": '{"Quantity": NaN}'},
            "hourEntryInfo/Quantity: 'NaN' is not a decimal",
        ),
        (
            "IHourEntry.AddNewHourEntry",
            {"hourEntryInfo": '{"Quantity": [1]}'},
            r"hourEntryInfo/Quantity: expected decimal, not \[\"1\"\]",
        ),
        ("IPhaseMember.SetPhaseMemberListForPhase", {"userGUIDs": '"a"'}, "userGUIDs: expected a JSON list"),
        (
            "IPhaseMember.SetPhaseMemberListForPhase",
            {"userGUIDs": '["a", {}]'},
            r"userGUIDs\[1\]: expected string, not {}",
        ),
        ("IInvoice.GetInvoiceByNumber", {"number": "1"}, "It takes: invoiceNumber, businessUnitGUID"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(operation: str, texts: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        typed_arguments(operation, texts)

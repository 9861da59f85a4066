"""Credit notes of whole invoices: what the product makes, and what the operations show of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import InvoiceInformation
from severakit.service.crediting import credit_invoice
from severakit.store.errors import AdministrationError
from severakit.store.tables import business_units, hour_entries, invoices
from support.calls import INVALID, UNKNOWN, fault_of, moment
from support.items import add_item
from support.projects import add_case, add_hours, add_invoice_row, row_of, top_unit

BY_GUID, CREATE = "IInvoice.GetInvoiceByGUID", "IInvoice.CreateInvoices"
DAY = datetime(2026, 3, 31)


@pytest.fixture
def case(api):
    return add_case(api)


@pytest.fixture
def sent(api, case):
    """An invoice of two items and of hours, sent and waiting for payment."""
    entry = add_hours(api, case.root_task_guid, DAY, Decimal(2), unit_price=Decimal(80))
    fees = [add_item(api, case, vat=Decimal("25.5"), unit_price=Decimal(price)) for price in ("10.01", "20.02")]
    info = InvoiceInformation(item_guids=[fee.guid for fee in fees], invoice_status="Sent", date=DAY)
    (invoice,) = api(CREATE, invoiceInformation=info)
    row = add_invoice_row(
        api, invoice.guid, {"hour_entry_guid": entry.guid}, row_number=3, delivered_quantity=Decimal(2)
    )
    with api.session() as session:
        session.update(hour_entries, entry.guid, invoice_guid=invoice.guid, invoice_row_guid=row)
    return invoice


def credit(api, invoice):
    with api.session() as session:
        return credit_invoice(session, str(invoice))


def test_a_credit_note_undoes_its_invoice(api, sent):
    note = credit(api, sent.number)
    original, credited = api(BY_GUID, invoiceGUID=sent.guid), api(BY_GUID, invoiceGUID=note.guid)
    assert (note.number, note.credited_guid, note.credited_number) == (sent.number + 1, sent.guid, sent.number)
    assert (original.is_reimbursed, original.is_credit_note, original.reimburse_invoice_guid) == (
        True,
        False,
        note.guid,
    )
    assert (original.invoice_status, original.number, original.payment_status) == ("Reimbursed", sent.number, "PAID")
    assert (credited.is_credit_note, credited.is_reimbursed) == (True, False)
    assert (credited.reimburse_invoice_guid, credited.invoice_status) == (sent.guid, "Paid")
    assert credited.reference_number not in (None, original.reference_number)
    for part in ("amount", "excluded_amount", "included_amount"):
        name = f"invoice_total_vat_{part}"
        both = getattr(original.invoice_details, name), getattr(credited.invoice_details, name)
        assert sum(both) == 0
        assert both[0] > 0
    assert len(credited.invoice_rows) == len(original.invoice_rows) == 3
    for row, undone in zip(original.invoice_rows, credited.invoice_rows, strict=True):
        assert (row.row_amount + undone.row_amount, row.row_vat_amount + undone.row_vat_amount) == (0, 0)
        assert row.delivered_quantity == -undone.delivered_quantity
        assert (row.item_guids, row.hour_guids, row.row_unit_price) == (
            undone.item_guids,
            undone.hour_guids,
            undone.row_unit_price,
        )
    # The rows are the invoice, also when it is turned round.
    assert (
        sum(row.row_amount for row in credited.invoice_rows)
        == credited.invoice_details.invoice_total_vat_included_amount
    )


def test_a_note_is_not_headed_as_the_invoice_that_it_credits(api, sent):
    with api.session() as session:
        session.update(invoices, sent.guid, title="Lasku")
    note = api(BY_GUID, invoiceGUID=credit(api, sent.number).guid)
    assert (note.title, api(BY_GUID, invoiceGUID=sent.guid).title) == (None, "Lasku")


def test_what_was_invoiced_is_free_and_kept_as_it_stood(api, case, sent):
    note = credit(api, sent.guid)
    (entry,) = api("IHourEntry.GetHourEntriesByCaseGUID", caseGuid=case.guid)
    fees = api("IItem.GetItemsByCaseGUID", caseGUID=case.guid)
    assert [(each.invoice_guid, each.is_billable) for each in (entry, *fees)] == [(None, False)] * 3
    long_ago = moment("2000-01-01")
    for name in ("IHourEntry.GetReimbursedHourEntriesChangedSince", "IItem.GetReimbursedItemsChangedSince"):
        for in_credit_note, invoice in ((False, sent.guid), (True, note.guid)):
            found = api(name, startDate=long_ago, inCreditNote=in_credit_note)
            assert {each.invoice_guid for each in found} == {invoice}
            assert all(each.is_billable for each in found)
        assert len(api(name, startDate=long_ago, inCreditNote=None)) == (2 if "Hour" in name else 4)
    assert fault_of(api, "IHourEntry.DeleteHourEntry", hourEntryGUID=entry.guid) == INVALID
    # No operation bills again what was credited.
    info = InvoiceInformation(item_guids=[fees[0].guid], invoice_status="Draft", date=DAY)
    assert fault_of(api, CREATE, invoiceInformation=info) == "GeneralFailureException"


def test_what_cannot_be_credited_takes_no_number(api, case, sent):
    (draft,) = api(
        CREATE,
        invoiceInformation=InvoiceInformation(item_guids=[add_item(api, case).guid], invoice_status="Draft", date=DAY),
    )
    note = credit(api, sent.guid)
    before = row_of(api, business_units, top_unit(api))["next_invoice_number"]
    for wrong in (draft.guid, sent.guid, note.guid, UNKNOWN, 987654, "9" * 30, "²", ""):
        with pytest.raises(AdministrationError):
            credit(api, wrong)
    assert row_of(api, business_units, top_unit(api))["next_invoice_number"] == before


def test_an_invoice_of_less_than_nothing_is_a_credit_note(api, case):
    """What operations can do: an item that takes money back makes a credit note, of a part or of all."""
    back = add_item(api, case, unit_price=Decimal(-30), vat=Decimal("25.5"))
    info = InvoiceInformation(item_guids=[back.guid], invoice_status="Sent", date=DAY)
    (note,) = api(CREATE, invoiceInformation=info)
    assert (note.is_credit_note, note.invoice_details.invoice_total_vat_included_amount) == (True, Decimal("-37.65"))
    # It points at no invoice: no operation says which one it takes back.
    assert row_of(api, invoices, note.guid)["reimburse_invoice_guid"] is None

"""IInvoice: reading invoices, and what statuses, numbers and payments make of them."""

from __future__ import annotations

import threading
from datetime import datetime
from decimal import Decimal

from severakit.store.contents import add_file
from severakit.store.tables import (
    business_units,
    currencies,
    invoice_bank_accounts,
    invoice_cases,
    invoice_files,
    invoice_log_entries,
    invoice_row_sources,
    invoice_rows,
    invoice_statuses,
    invoices,
    items,
)
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.projects import (
    add_case,
    add_customer,
    add_hours,
    add_invoice,
    add_invoice_row,
    add_phase,
    add_unit,
    narrow_rights,
    refusal,
    row_of,
    top_unit,
)

BY_GUID, BY_NUMBER, BY_DATE = "IInvoice.GetInvoiceByGUID", "IInvoice.GetInvoiceByNumber", "IInvoice.GetInvoicesByDate"
BY_DATE_AND_STATUS, BY_STATUS = "IInvoice.GetInvoicesByDateAndStatus", "IInvoice.GetInvoicesByStatus"
BY_STATUS_AND_UNIT = "IInvoice.GetInvoicesByStatusAndBusinessUnit"
SET_STATUS, SET_NUMBER = "IInvoice.SetInvoiceStatus", "IInvoice.SetInvoiceNumber"
SET_PAYMENT_DATE, ADD_LOG_ENTRY = "IInvoice.SetInvoicePaymentDate", "IInvoice.AddNewInvoiceLogEntry"
ATTACHMENTS, ATTACHMENT = "IInvoice.GetInvoiceAttachmentFileGUIDs", "IInvoice.GetInvoiceAttachmentFile"
ORIGIN = "IInvoice.GetInvoiceOriginDetailsByInvoiceGUID"


def guids(listed):
    return {invoice.guid for invoice in listed}


def get(api, guid):
    return api(BY_GUID, invoiceGUID=guid)


# --- reading ---------------------------------------------------------------------------------


def test_an_invoice_comes_with_its_rows_details_and_parties(api, other_api):
    customer = add_customer(api, number=77)
    case = add_case(api, account_guid=customer.guid)
    hours = add_hours(api, case.root_task_guid, datetime(2026, 1, 5), Decimal(2))
    guid = add_invoice(
        api,
        "Sent",
        account_guid=customer.guid,
        main_case_guid=case.guid,
        number=1001,
        receiver_customer_name="Nordlys & Søn",
        sender_name="Acme",
        invoice_details_invoice_total_vat_included_amount=Decimal("124.00"),
    )
    second = add_invoice_row(api, guid, row_number=2, row_free_text="Second")
    first = add_invoice_row(
        api, guid, {"hour_entry_guid": hours.guid, "case_guid": case.guid}, row_number=1, main_case_guid=case.guid
    )
    with api.session() as session:
        session.append(invoice_cases, "invoice_guid", guid, case_guid=case.guid)
        session.append(invoice_bank_accounts, "invoice_guid", guid, seller_account_id="FI21", seller_bic="NDEAFIHH")
    invoice = get(api, guid)
    assert (invoice.invoice_status, invoice.number, invoice.account_number) == ("Sent", 1001, 77)
    assert invoice.invoice_allowed_case_guids == [case.guid]
    assert [row.guid for row in invoice.invoice_rows] == [first, second]
    assert (invoice.invoice_rows[0].hour_guids, invoice.invoice_rows[0].main_case_name) == ([hours.guid], case.name)
    assert invoice.buyer_organization.buyer_organisation_name == "Nordlys & Søn"
    assert invoice.seller_organization.seller_organisation_name == "Acme"
    assert invoice.seller_contact.seller_account_details[0].seller_bic == "NDEAFIHH"
    assert invoice.invoice_details.invoice_total_vat_included_amount == Decimal("124.00")
    assert fault_of(other_api, BY_GUID, invoiceGUID=guid) == NOT_FOUND
    for unknown in (None, "", UNKNOWN):
        assert fault_of(api, BY_GUID, invoiceGUID=unknown) == NOT_FOUND


def test_a_number_is_looked_up_in_one_unit_unless_it_is_unique(api, other_api):
    top, north = top_unit(api), add_unit(api, "North", next_invoice_number=1)
    first = add_invoice(api, "Sent", number=7, invoice_numbering_business_unit_guid=top)
    unique = add_invoice(api, "Sent", number=8, invoice_numbering_business_unit_guid=top)
    series = {"invoice_numbering_business_unit_guid": north, "business_unit_guid": north}
    second = add_invoice(api, "Sent", number=7, **series)

    assert api(BY_NUMBER, invoiceNumber=8).guid == unique
    assert fault_of(api, BY_NUMBER, invoiceNumber=7) == NOT_FOUND
    assert api(BY_NUMBER, invoiceNumber=7, businessUnitGUID=top).guid == first
    assert api(BY_NUMBER, invoiceNumber=7, businessUnitGUID=north).guid == second
    assert fault_of(api, BY_NUMBER, invoiceNumber=8, businessUnitGUID=north) == NOT_FOUND
    assert fault_of(api, BY_NUMBER, invoiceNumber=8, businessUnitGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_NUMBER, invoiceNumber=9) == NOT_FOUND
    assert fault_of(other_api, BY_NUMBER, invoiceNumber=8) == NOT_FOUND


def test_a_window_of_time_covers_what_was_inserted_or_changed_in_it(api, other_api):
    set_clock(api.store, "2026-03-01 12:00:45")
    old = add_invoice(api)
    untouched = add_invoice(api)
    set_clock(api.store, "2026-03-02 12:00:45")
    new = add_invoice(api, "Sent")
    api(SET_PAYMENT_DATE, invoiceGUID=old, paymentDate=datetime(2026, 3, 2))

    def found(start, end, options=0, **more):
        name = BY_DATE_AND_STATUS if "status" in more else BY_DATE
        return guids(api(name, startDate=moment(start), endDate=moment(end), options=options, **more))

    assert found("2026-03-02 12:00:59", "2026-03-02 12:00:00") == {old, new}
    assert found("2026-03-02 12:00", "2026-03-02 12:00", options=1) == {new}
    # What was inserted in the window is in it, though it was changed later.
    assert found("2026-03-01 12:00", "2026-03-01 12:00") == {old, untouched}
    assert found("2026-03-02 12:01", "2026-03-03 00:00") == found("2026-03-03 00:00", "2026-03-01 00:00") == set()
    assert found("0001-01-01", "9999-12-31 23:59") == {old, untouched, new}

    everything = ("2026-03-01 00:00", "2026-03-03 00:00")
    assert found(*everything, status="Sent") == {new}
    assert found(*everything, status="Draft", options=1) == {old, untouched}
    assert found(*everything, status="") == {old, untouched, new}
    assert found(*everything, status="Unheard of") == set()
    for name in (BY_DATE, BY_DATE_AND_STATUS):
        assert fault_of(api, name, startDate=None, endDate=moment("2026-03-03"), options=0) == FAILURE
        assert fault_of(api, name, startDate=moment("2026-03-03"), endDate=None, options=0) == FAILURE
        window = {"startDate": moment("2026-03-01"), "endDate": moment("2026-03-03")}
        assert other_api(name, **window, options=0) == []
        assert api(name, **window, options=0, businessUnitGUID=UNKNOWN) == []


def test_units_cover_those_below_them_unless_bit_16_is_set(api, other_api):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    add_invoice(api)
    of_north = add_invoice(api, business_unit_guid=north)
    of_oulu = add_invoice(api, business_unit_guid=oulu)
    window = {"startDate": moment("2000-01-01"), "endDate": moment("9000-01-01")}
    for name, more in (
        (BY_DATE, window),
        (BY_DATE_AND_STATUS, {**window, "status": "Draft"}),
        (BY_STATUS, {"status": "Draft"}),
    ):
        assert guids(api(name, businessUnitGUID=north, options=0, **more)) == {of_north, of_oulu}
        assert guids(api(name, businessUnitGUID=north, options=16, **more)) == {of_north}
        assert len(api(name, businessUnitGUID="", options=16, **more)) == 3
    assert guids(api(BY_STATUS_AND_UNIT, businessUnitGUID=north, status="Draft")) == {of_north, of_oulu}
    assert fault_of(api, BY_STATUS, businessUnitGUID=top_unit(other_api), status="Draft", options=0) == NOT_FOUND


def test_invoices_of_a_status_come_oldest_first_up_to_a_limit(api, other_api):
    set_clock(api.store, "2026-03-01 12:00")
    first = add_invoice(api)
    set_clock(api.store, "2026-03-01 12:01")
    second = add_invoice(api)
    add_invoice_row(api, second, row_free_text="Only row")
    assert [each.guid for each in api(BY_STATUS, status="Draft", options=0)] == [first, second]
    (limited,) = api(BY_STATUS, status="Draft", options=0, maxInvoices=1)
    assert (limited.guid, limited.invoice_rows) == (first, [])
    assert guids(api(BY_STATUS_AND_UNIT, status="Draft")) == {first, second}
    for refused in ("Sent", "Unheard of", "", None):
        assert fault_of(api, BY_STATUS, status=refused, options=0) == NOT_FOUND
        assert fault_of(api, BY_STATUS_AND_UNIT, status=refused) == NOT_FOUND
    for refused in (0, -1):
        assert fault_of(api, BY_STATUS, status="Draft", options=0, maxInvoices=refused) == FAILURE
    assert fault_of(other_api, BY_STATUS, status="Draft", options=0) == NOT_FOUND


def test_lists_take_as_many_statements_for_1000_invoices_as_for_10(api):
    case = add_case(api)
    first = add_invoice(api)
    row = add_invoice_row(api, first, {"case_guid": case.guid}, row_number=1)

    def add(number):
        with api.session() as session:
            kept, kept_row = dict(session.get(invoices, first)), dict(session.get(invoice_rows, row))
            for values in (kept, kept_row):
                for name in ("guid", "organization_id", "inserted_at", "updated_at"):
                    del values[name]
            for _ in range(number):
                guid = session.insert(invoices, **kept)
                copy = session.insert(invoice_rows, **kept_row | {"invoice_guid": guid})
                session.append(invoice_row_sources, "invoice_row_guid", copy, case_guid=case.guid)

    def counted():
        with statements(api.store) as executed:
            listed = api(BY_STATUS, status="Draft", options=0)
        for invoice in listed:
            assert invoice.invoice_config is not None
            assert invoice.invoice_details is not None
            assert [each.case_guids for each in invoice.invoice_rows] == [[case.guid]]
        return len(listed), len(executed)

    add(9)
    of_ten = counted()
    add(990)
    of_all = counted()
    assert (of_ten[0], of_all[0]) == (10, 1000)
    assert of_ten[1] == of_all[1]


# --- statuses and numbers --------------------------------------------------------------------


def test_a_status_with_a_number_gives_the_next_one_of_the_series(api):
    first, second = add_invoice(api), add_invoice(api)
    assert api(SET_STATUS, invoiceGUID=first, status="Ready for transfer") is None
    invoice = get(api, first)
    assert (invoice.invoice_status, invoice.number, invoice.reference_number) == ("Ready for transfer", 1001, "10016")
    assert invoice.invoice_numbering_business_unit_guid == top_unit(api)
    api(SET_STATUS, invoiceGUID=first, status="Sent")
    api(SET_STATUS, invoiceGUID=second, status="Sent")
    assert (get(api, first).number, get(api, second).number) == (1001, 1002)
    assert row_of(api, business_units, top_unit(api))["next_invoice_number"] == 1003


def test_a_status_without_a_number_gives_none(api):
    guid = add_invoice(api, "Sent")
    api(SET_STATUS, invoiceGUID=guid, status="Draft")
    assert (get(api, guid).invoice_status, get(api, guid).number) == ("Draft", None)


def test_the_series_is_that_of_the_nearest_unit_that_has_one(api):
    north = add_unit(api, "North", next_invoice_number=500)
    oulu = add_unit(api, "Oulu", parent=north)
    guid = add_invoice(api, business_unit_guid=oulu, reference_number="given")
    # A number that was given by hand is passed over.
    add_invoice(api, "Sent", business_unit_guid=north, invoice_numbering_business_unit_guid=north, number=500)
    api(SET_STATUS, invoiceGUID=guid, status="Sent")
    invoice = get(api, guid)
    assert (invoice.number, invoice.invoice_numbering_business_unit_guid) == (501, north)
    assert invoice.reference_number == "given"


def test_the_first_series_begins_with_one(api):
    with api.session() as session:
        session.update(business_units, top_unit(api), next_invoice_number=None)
    guid = add_invoice(api)
    api(SET_STATUS, invoiceGUID=guid, status="Sent")
    assert get(api, guid).number == 1


def test_a_number_brings_the_bar_code_with_which_it_is_paid(api):
    total = {"invoice_details_invoice_total_vat_included_amount": Decimal("124.50")}
    with api.session() as session:
        total["currency_guid"] = session.find(currencies, iso_code="EUR")["guid"]
    payable, abroad = add_invoice(api, **total), add_invoice(api, **total)
    with api.session() as session:
        for guid, account in ((payable, "FI2112345600000785"), (abroad, "SE3550000000054910000003")):
            session.replace(invoice_bank_accounts, "invoice_guid", guid, [{"seller_account_id": account}])
    for guid in (payable, abroad):
        api(SET_STATUS, invoiceGUID=guid, status="Sent")
    code = get(api, payable).virtual_bank_barcode
    assert code == "4" + "2112345600000785" + "00012450" + "000" + "00000000000000010016" + "260131"
    assert get(api, abroad).virtual_bank_barcode is None
    by_rf = {"invoiceNumber": 5000, "referenceNumber": "RF3210016", "status": "Sent"}
    api(SET_NUMBER, invoiceGUID=payable, **by_rf)
    assert get(api, payable).virtual_bank_barcode.startswith("5" + "2112345600000785" + "00012450" + "32")
    api(SET_NUMBER, invoiceGUID=payable, **by_rf | {"referenceNumber": "by hand"})
    assert get(api, payable).virtual_bank_barcode is None


def test_a_refused_status_changes_nothing_and_takes_no_number(api, other_api):
    guid = add_invoice(api)
    with api.session() as session:
        session.update_where(invoice_statuses, invoice_statuses.c.name == "Paid", is_active=False)
    before = get(api, guid)
    for unknown in ("Unheard of", "", None):
        assert fault_of(api, SET_STATUS, invoiceGUID=guid, status=unknown) == NOT_FOUND
    assert fault_of(api, SET_STATUS, invoiceGUID=UNKNOWN, status="Sent") == NOT_FOUND
    assert fault_of(api, SET_STATUS, invoiceGUID="guid", status="Sent") == FAILURE
    assert fault_of(other_api, SET_STATUS, invoiceGUID=guid, status="Sent") == NOT_FOUND
    assert fault_of(api, SET_STATUS, invoiceGUID=guid, status="Paid") == FAILURE
    assert get(api, guid) == before
    api(SET_STATUS, invoiceGUID=guid, status="Sent")
    assert get(api, guid).number == 1001


def test_two_callers_never_get_one_number_and_one_invoice_never_two(api):
    made = [add_invoice(api) for _ in range(4)]
    workers = [
        threading.Thread(target=api, args=(SET_STATUS,), kwargs={"invoiceGUID": guid, "status": "Sent"})
        for guid in made
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(get(api, guid).number for guid in made) == [1001, 1002, 1003, 1004]


def test_another_system_sets_number_reference_and_status(api, other_api):
    guid, other = add_invoice(api), add_invoice(api)
    api(SET_NUMBER, invoiceGUID=guid, invoiceNumber=5000, referenceNumber="RF18", status="Transferred")
    invoice = get(api, guid)
    assert (invoice.number, invoice.reference_number, invoice.invoice_status) == (5000, "RF18", "Transferred")
    assert invoice.invoice_numbering_business_unit_guid == top_unit(api)
    api(SET_NUMBER, invoiceGUID=guid, invoiceNumber=5001, referenceNumber=None, status="Transferred")
    assert get(api, guid).reference_number == "50018"

    def refused(**params):
        given = {"invoiceGUID": other, "invoiceNumber": 6000, "referenceNumber": None, "status": "Sent"}
        return fault_of(api, SET_NUMBER, **{**given, **params})

    assert refused(invoiceGUID=UNKNOWN) == refused(status="Unheard of") == NOT_FOUND
    assert refused(invoiceNumber=5001) == refused(invoiceNumber=0) == FAILURE
    foreign = {"invoiceGUID": other, "invoiceNumber": 1, "status": "Sent"}
    assert fault_of(other_api, SET_NUMBER, **foreign) == NOT_FOUND
    assert (get(api, other).number, get(api, other).invoice_status) == (None, "Draft")


def test_the_reference_follows_the_senders_country(api):
    customer = add_customer(api, number=77)
    expected = {None: "1232", "FI": "1232", "SE": "1230", "NO": "123778", "NL": None}
    for number, (country, reference) in enumerate(expected.items()):
        guid = add_invoice(
            api,
            account_guid=customer.guid,
            invoice_numbering_business_unit_guid=add_unit(api, f"Unit {number}"),
            seller_organization_seller_postal_address_details_country_code=country,
        )
        api(SET_NUMBER, invoiceGUID=guid, invoiceNumber=123, referenceNumber="", status="Sent")
        assert get(api, guid).reference_number == reference


def test_payment_date_and_status_decide_whether_an_invoice_is_paid(api, other_api):
    guid = add_invoice(api, "Sent")
    assert api(SET_PAYMENT_DATE, invoiceGUID=guid, paymentDate=datetime(2026, 3, 5)) is None
    assert (get(api, guid).payment_date, get(api, guid).payment_status) == (datetime(2026, 3, 5), "PAID")
    api(SET_PAYMENT_DATE, invoiceGUID=guid, paymentDate=None)
    assert (get(api, guid).payment_date, get(api, guid).payment_status) == (None, "NOTPAID")
    api(SET_STATUS, invoiceGUID=guid, status="Paid")
    assert (get(api, guid).payment_date, get(api, guid).payment_status) == (None, "PAID")
    api(SET_STATUS, invoiceGUID=guid, status="Sent")
    assert get(api, guid).payment_status == "NOTPAID"
    assert fault_of(api, SET_PAYMENT_DATE, invoiceGUID=UNKNOWN, paymentDate=None) == NOT_FOUND
    assert fault_of(other_api, SET_PAYMENT_DATE, invoiceGUID=guid, paymentDate=None) == NOT_FOUND


def test_invoices_are_covered_by_the_right_over_their_case(api):
    of_case, alone = add_invoice(api, main_case_guid=add_case(api).guid), add_invoice(api)

    def outcomes(level):
        narrow_rights(api, case=level)
        return [
            refusal(api, name, **params, **more)
            for name, params in (
                (SET_STATUS, {"status": "Draft"}),
                (SET_PAYMENT_DATE, {}),
                (SET_NUMBER, {"invoiceNumber": 3, "status": "Draft"}),
            )
            for more in ({"invoiceGUID": of_case}, {"invoiceGUID": alone})
            if name != SET_NUMBER or more["invoiceGUID"] == of_case
        ]

    assert outcomes("All") == [None] * 5
    assert outcomes("Own") == [None, NO_PERMISSION, None, NO_PERMISSION, None]
    assert outcomes("OwnNoFinancial") == [NO_PERMISSION] * 5


# --- history, attachments, origin ------------------------------------------------------------


def test_log_entries_are_added_once_where_duplicates_are_not_wanted(api, other_api):
    guid = add_invoice(api)
    set_clock(api.store, "2026-03-01 12:00")

    def entries():
        with api.store.read(api.organization_id) as session:
            return [(row["context"], row["text"], row["event_time"]) for row in session.all(_log(session))]

    def _log(session):
        return session.select(invoice_log_entries).order_by(invoice_log_entries.c.event_time)

    entry = {"invoiceGuid": guid, "context": "Payment", "text": "Paid in part", "source": "Bank"}
    api(ADD_LOG_ENTRY, **entry, ignoreDuplicates=True)
    api(ADD_LOG_ENTRY, **entry, ignoreDuplicates=True)
    assert entries() == [("Payment", "Paid in part", moment("2026-03-01 12:00"))]
    later = moment("2026-03-02 08:30")
    api(ADD_LOG_ENTRY, **entry, eventTimeUtc=later, ignoreDuplicates=True)
    api(ADD_LOG_ENTRY, **entry, eventTimeUtc=later, ignoreDuplicates=True)
    assert len(entries()) == 2
    api(ADD_LOG_ENTRY, **{**entry, "context": "Information", "source": None}, eventTimeUtc=later)
    api(ADD_LOG_ENTRY, **entry, eventTimeUtc=later, ignoreDuplicates=False)
    assert len(entries()) == 4
    for broken in ({"context": "payment"}, {"context": None}, {"text": ""}, {"text": None}):
        assert fault_of(api, ADD_LOG_ENTRY, **{**entry, **broken}) == FAILURE
    assert fault_of(api, ADD_LOG_ENTRY, **{**entry, "invoiceGuid": UNKNOWN}) == NOT_FOUND
    assert fault_of(other_api, ADD_LOG_ENTRY, **entry) == NOT_FOUND
    assert len(entries()) == 4


def test_attachments_are_listed_in_print_order_and_read(api, other_api):
    guid = add_invoice(api)
    assert api(ATTACHMENTS, invoiceGuid=guid) == []
    with api.session() as session:
        content = bytes(range(256))
        second, first, empty = (
            session.insert(
                invoice_files,
                invoice_guid=guid,
                file_guid=add_file(session, held, name="a.pdf"),
                print_order=place,
                name=f"{place}.pdf",
                mime_type="application/pdf",
            )
            for place, held in ((2, b""), (1, content), (3, None))
        )
    listed = api(ATTACHMENTS, invoiceGuid=guid)
    assert [(each.guid, each.name) for each in listed] == [(first, "1.pdf"), (second, "2.pdf"), (empty, "3.pdf")]
    assert api(ATTACHMENT, attachmentGuid=first) == content
    assert api(ATTACHMENT, attachmentGuid=second) == b""
    for unknown in (UNKNOWN, empty, guid, None):
        assert fault_of(api, ATTACHMENT, attachmentGuid=unknown) == NOT_FOUND
    assert fault_of(api, ATTACHMENTS, invoiceGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, ATTACHMENTS, invoiceGuid=guid) == NOT_FOUND
    assert fault_of(other_api, ATTACHMENT, attachmentGuid=first) == NOT_FOUND


def test_the_origin_of_an_invoice_is_told_row_by_row_and_case_by_case(api, other_api):
    case, other = add_case(api, "First <&>"), add_case(api, "Second")
    add_case(api, "Not invoiced")
    phase = add_phase(api, case)
    hours = [add_hours(api, phase.guid, datetime(2026, 1, day), Decimal(day)) for day in (5, 6, 7)]
    with api.session() as session:
        item = session.insert(items, case_guid=other.guid, name="Licence", quantity=Decimal(1))
    guid = add_invoice(api)
    sources = [{"hour_entry_guid": entry.guid, "case_guid": case.guid} for entry in hours[:2]]
    second = add_invoice_row(api, guid, {"item_guid": item, "case_guid": other.guid}, row_number=2)
    first = add_invoice_row(api, guid, *sources, row_number=1)
    manual = add_invoice_row(api, guid, row_number=3)
    with api.session() as session:
        session.append(invoice_cases, "invoice_guid", guid, case_guid=case.guid)
    add_invoice_row(api, add_invoice(api), {"hour_entry_guid": hours[2].guid})

    with statements(api.store) as for_few:
        origin = api(ORIGIN, invoiceGUID=guid)
    assert [row.invoice_row_guid for row in origin.invoice_row_origins] == [first, second, manual]
    of_hours, of_item, of_nothing = origin.invoice_row_origins
    assert of_hours.hour_entries == hours[:2]
    assert (of_hours.items, of_item.hour_entries) == ([], [])
    assert [(each.guid, each.name) for each in of_item.items] == [(item, "Licence")]
    assert (of_nothing.hour_entries, of_nothing.items) == ([], [])
    assert [(each.guid, each.name) for each in origin.cases] == [(case.guid, "First <&>"), (other.guid, "Second")]
    assert {each.guid for each in origin.cases[0].phases} == {case.root_task_guid, phase.guid}
    assert [each.guid for each in origin.cases[1].phases] == [other.root_task_guid]

    assert fault_of(api, ORIGIN, invoiceGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, ORIGIN, invoiceGUID=guid) == NOT_FOUND
    for entry in hours:
        add_invoice_row(api, guid, {"hour_entry_guid": entry.guid, "case_guid": case.guid})
    with statements(api.store) as for_more:
        assert len(api(ORIGIN, invoiceGUID=guid).invoice_row_origins) == 6
    assert len(for_more) == len(for_few)


def test_a_failing_call_gives_its_number_back(api):
    guid = add_invoice(api)
    with api.store.writing() as connection:
        # From here on the database refuses invoices with a number: the call fails after it took one.
        connection.exec_driver_sql(_REFUSE_NUMBERS[connection.dialect.name])
    refused = refusal(api, SET_STATUS, invoiceGUID=guid, status="Sent")
    with api.store.writing() as connection:
        connection.exec_driver_sql(_ALLOW_NUMBERS[connection.dialect.name])
    assert refused is not None
    assert row_of(api, invoices, guid)["number"] is None
    assert row_of(api, business_units, top_unit(api))["next_invoice_number"] == 1001


_REFUSE_NUMBERS = {
    "sqlite": """CREATE TRIGGER refuse_numbers BEFORE UPDATE ON invoices WHEN NEW.number IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'no numbers'); END""",
    "postgresql": "ALTER TABLE invoices ADD CONSTRAINT refuse_numbers CHECK (number IS NULL) NOT VALID",
}
_ALLOW_NUMBERS = {
    "sqlite": "DROP TRIGGER refuse_numbers",
    "postgresql": "ALTER TABLE invoices DROP CONSTRAINT refuse_numbers",
}

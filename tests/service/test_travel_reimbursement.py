"""ITravelReimbursement: claims, their rows and attachments, and how they are approved."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from severakit.store.contents import add_file
from severakit.store.tables import (
    item_files,
    items,
    travel_reimbursement_statuses,
    travel_reimbursements,
    users,
)
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.items import add_travel_expense
from support.projects import add_case, add_invoice, add_unit, add_user, currency, narrow_rights, refusal, register

I = "ITravelReimbursement."  # noqa: E741 - stands for the interface
BY_GUID, BY_NUMBER = I + "GetTravelReimbursementByGUID", I + "GetTravelReimbursementByNumber"
BY_DATE, BY_STATUS = I + "GetTravelReimbursementsByDate", I + "GetTravelReimbursementsByStatus"
BY_STATUS_GUID, SET_STATUS = I + "GetTravelReimbursementsByStatusGUID", I + "SetTravelReimbursementStatus"
ATTACHMENTS, PDF = I + "GetTravelReimbursementAttachments", I + "GetTravelReimbursementPdf"


def add_claim(api, number, status="Draft", *, user=None, **values):
    given = {
        "user_guid": user or api.user_guid,
        "date": datetime(2026, 1, 5),
        "currency_guid": currency(api, "EUR"),
        "travel_reimbursement_status_guid": register(api, travel_reimbursement_statuses, name=status),
        **values,
    }
    with api.session() as session:
        return session.insert(travel_reimbursements, number=number, **given)


def add_row(api, claim, row_number, **values):
    with api.session() as session:
        return session.insert(
            items, travel_reimbursement_guid=claim, row_number=row_number, quantity=Decimal(1), **values
        )


def add_receipt(api, item, name):
    with api.session() as session:
        file = add_file(session, b"%PDF", name=name, content_type="application/pdf")
        session.append(item_files, "item_guid", item, file_guid=file)
    return file


def guids(listed):
    return [claim.guid for claim in listed]


def get(api, guid):
    return api(BY_GUID, travelReimbursementGUID=guid)


# --- reading ---------------------------------------------------------------------------------


def test_a_claim_comes_with_its_rows_and_their_files(api, other_api):
    case, travel = add_case(api), add_travel_expense(api, code="KM")
    claim = add_claim(api, 7, advance_payment=Decimal(50), notes="Harbour & back")
    second = add_row(api, claim, 2, name="Second", is_travel_reimbursement_required=False)
    first = add_row(api, claim, 1, case_guid=case.guid, product_guid=travel.guid)
    receipt = add_receipt(api, first, "b.pdf")
    add_row(api, add_claim(api, 8), 1)
    found = get(api, claim)
    assert found == api(BY_NUMBER, travelReimbursementNumber=7)
    assert (found.number, found.travel_reimbursement_status, found.currency_shortform) == (7, "Draft", "EUR")
    assert [row.guid for row in found.travel_reimbursement_rows] == [first, second]
    one, two = found.travel_reimbursement_rows
    assert (one.case_number, one.product_code, one.file_guids, one.row_number) == (
        case.case_number,
        "KM",
        [receipt],
        1,
    )
    assert (one.is_travel_reimbursement_required, two.is_travel_reimbursement_required) == (True, False)
    assert two.file_guids == []
    for unknown in (UNKNOWN, None):
        assert fault_of(api, BY_GUID, travelReimbursementGUID=unknown) == NOT_FOUND
    assert fault_of(api, BY_NUMBER, travelReimbursementNumber=9) == NOT_FOUND
    assert fault_of(other_api, BY_GUID, travelReimbursementGUID=claim) == NOT_FOUND
    assert fault_of(other_api, BY_NUMBER, travelReimbursementNumber=7) == NOT_FOUND


def test_a_window_of_time_covers_what_was_inserted_or_changed_in_it(api, other_api):
    set_clock(api.store, "2026-03-01 12:00:45")
    old = add_claim(api, 1)
    set_clock(api.store, "2026-03-02 12:00:45")
    new = add_claim(api, 2)
    api(SET_STATUS, travelReimbursementGUID=old, status="Approved")

    def found(start, end, options=0):
        return set(guids(api(BY_DATE, startDate=moment(start), endDate=moment(end), options=options)))

    assert found("2026-03-02 12:00:59", "2026-03-02 12:00:00") == {old, new}
    assert found("2026-03-02 12:00", "2026-03-02 12:00", 1) == {new}
    assert found("2026-03-01 12:00", "2026-03-01 12:00") == {old}
    assert found("2026-03-02 12:01", "2026-03-03 00:00") == set()
    window = {"startDate": moment("2026-03-01"), "endDate": moment("2026-03-03")}
    assert other_api(BY_DATE, **window, options=0) == []
    assert fault_of(api, BY_DATE, **{**window, "startDate": None}, options=0) == FAILURE
    assert fault_of(api, BY_DATE, **{**window, "endDate": None}, options=0) == FAILURE


def test_claims_of_a_status_come_oldest_first_by_the_unit_of_their_user(api, other_api):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    northern, oulus = (add_user(api, f"{unit}@acme.example", business_unit_guid=unit).guid for unit in (north, oulu))
    made = []
    for number, user in enumerate((northern, oulus, None), start=1):
        set_clock(api.store, f"2026-03-01 12:0{number}")
        made.append(add_claim(api, number, user=user))
    add_claim(api, 4, "Approved")

    def found(unit=None, options=0, status="Draft"):
        return guids(api(BY_STATUS, status=status, options=options, businessUnitGUID=unit))

    assert found() == found(options=16) == found(unit="") == made
    assert (found(north), found(north, 16), found(oulu)) == (made[:1], made[:2], [made[1]])
    draft = register(api, travel_reimbursement_statuses, name="Draft")
    assert guids(api(BY_STATUS_GUID, travelReimbursementStatusGUID=draft, options=0)) == made
    for unknown in ("Rejected", "Unheard of", "", None):
        assert fault_of(api, BY_STATUS, status=unknown, options=0) == NOT_FOUND
    assert fault_of(api, BY_STATUS, status="Draft", options=0, businessUnitGUID=UNKNOWN) == NOT_FOUND
    rejected = register(api, travel_reimbursement_statuses, name="Rejected")
    for unknown in (rejected, UNKNOWN, None):
        assert fault_of(api, BY_STATUS_GUID, travelReimbursementStatusGUID=unknown, options=0) == NOT_FOUND
    assert fault_of(other_api, BY_STATUS, status="Draft", options=0) == NOT_FOUND
    assert fault_of(other_api, BY_STATUS_GUID, travelReimbursementStatusGUID=draft, options=0) == NOT_FOUND

    by_number = {"travelReimbursementNumber": 2}
    for unit, is_found in ((north, True), (oulu, True), (add_unit(api, "South"), False), (UNKNOWN, False)):
        params = {**by_number, "travelReimbursementNumberingBusinessUnitGUID": unit}
        assert (refusal(api, BY_NUMBER, **params) is None) == is_found


def test_attachments_and_pdf_are_those_of_the_claim(api, other_api):
    claim, other = add_claim(api, 1), add_claim(api, 2)
    rows = [add_row(api, claim, number) for number in (1, 2)]
    second, first = add_receipt(api, rows[0], "b.pdf"), add_receipt(api, rows[1], "a.pdf")
    add_receipt(api, add_row(api, other, 1), "other.pdf")
    assert guids(api(ATTACHMENTS, guid=claim)) == [first, second]
    assert api(ATTACHMENTS, guid=add_claim(api, 3)) == []
    assert api(PDF, guid=claim).startswith(b"%PDF-1.")
    set_clock(api.store, "2040-01-01 08:00")
    with api.session() as session:
        document = {"document_of_guid": claim, "document_format": "PDF"}
        add_file(session, b"%PDF old", name="claim.pdf", **document)
    set_clock(api.store, "2040-01-01 08:01")
    with api.session() as session:
        add_file(session, b"%PDF new", name="claim.pdf", **document)
    assert api(PDF, guid=claim) == b"%PDF new"
    for name in (ATTACHMENTS, PDF):
        for unknown in (UNKNOWN, None):
            assert fault_of(api, name, guid=unknown) == NOT_FOUND
        assert fault_of(other_api, name, guid=claim) == NOT_FOUND
    narrow_rights(api, travel_reimbursement="None", users="None")
    for name in (ATTACHMENTS, PDF):
        assert fault_of(api, name, guid=claim) == NOT_FOUND


def test_lists_take_as_many_statements_for_100_claims_as_for_10(api):
    def counted(numbers):
        for number in numbers:
            claim = add_claim(api, number)
            add_receipt(api, add_row(api, claim, 1), "r.pdf")
        with statements(api.store) as executed:
            listed = api(BY_STATUS, status="Draft", options=0)
        assert all(len(claim.travel_reimbursement_rows[0].file_guids) == 1 for claim in listed)
        return len(listed), len(executed)

    of_ten, of_all = counted(range(1, 11)), counted(range(11, 101))
    assert (of_ten[0], of_all[0]) == (10, 100)
    assert of_ten[1] == of_all[1]


# --- statuses --------------------------------------------------------------------------------


def test_approval_records_who_and_when_and_is_taken_back(api, other_api):
    set_clock(api.store, "2040-02-03 08:00")
    claim = add_claim(api, 1)
    assert api(SET_STATUS, travelReimbursementGUID=claim, status="Approved") is None
    approved = get(api, claim)
    assert (approved.travel_reimbursement_status, approved.approval_date) == ("Approved", datetime(2040, 2, 3))
    assert approved.approved_by_user_guid == api.user_guid
    set_clock(api.store, "2040-02-04 08:00")
    api(SET_STATUS, travelReimbursementGUID=claim, status="Approved")
    assert get(api, claim) == approved
    api(SET_STATUS, travelReimbursementGUID=claim, status="Rejected")
    rejected = get(api, claim)
    assert (rejected.approval_date, rejected.approved_by_user_guid) == (None, None)

    for unknown in ("Unheard of", "", None):
        assert fault_of(api, SET_STATUS, travelReimbursementGUID=claim, status=unknown) == NOT_FOUND
    assert fault_of(api, SET_STATUS, travelReimbursementGUID=UNKNOWN, status="Draft") == NOT_FOUND
    assert fault_of(other_api, SET_STATUS, travelReimbursementGUID=claim, status="Draft") == NOT_FOUND
    with api.session() as session:
        session.update_where(
            travel_reimbursement_statuses, travel_reimbursement_statuses.c.name == "Approved", is_active=False
        )
    assert fault_of(api, SET_STATUS, travelReimbursementGUID=claim, status="Approved") == FAILURE
    assert get(api, claim) == rejected


def test_what_is_invoiced_stays_approved(api):
    claim = add_claim(api, 1, "Approved")
    add_row(api, claim, 1, invoice_guid=add_invoice(api))
    before = get(api, claim)
    assert fault_of(api, SET_STATUS, travelReimbursementGUID=claim, status="Draft") == FAILURE
    assert get(api, claim) == before


def test_the_right_says_whose_claims_are_seen_moved_on_and_approved(api):
    head, employee, colleague, stranger = (
        add_user(api, f"{name}@acme.example").guid for name in ("head", "employee", "colleague", "stranger")
    )
    north = add_unit(api, "North")
    with api.session() as session:
        session.update(users, head, superior_user_guid=None)
        session.update(users, api.user_guid, superior_user_guid=head)
        session.update(users, employee, superior_user_guid=api.user_guid, business_unit_guid=north)
        session.update(users, colleague, superior_user_guid=head)
        session.update(users, stranger, superior_user_guid=head, business_unit_guid=north)
    whose = {"own": api.user_guid, "employee": employee, "colleague": colleague, "stranger": stranger}
    claims = {name: add_claim(api, number, user=user) for number, (name, user) in enumerate(whose.items(), start=1)}
    named = {guid: name for name, guid in claims.items()}

    def outcome(level, over_users="None"):
        narrow_rights(api, travel_reimbursement=level, users=over_users)
        everything = api(BY_DATE, startDate=moment("2000-01-01"), endDate=moment("9000-01-01"), options=0)
        seen = {named[guid] for guid in guids(everything)}
        assert seen == {
            name for name, guid in claims.items() if refusal(api, BY_GUID, travelReimbursementGUID=guid) is None
        }
        moved, approved = set(), set()
        for name, guid in claims.items():
            for status, gathered in (("Waiting for approval", moved), ("Approved", approved)):
                fault = refusal(api, SET_STATUS, travelReimbursementGUID=guid, status=status)
                assert fault in (None, NO_PERMISSION)
                gathered.update({name} if fault is None else ())
        with api.session() as session:
            waiting = register(api, travel_reimbursement_statuses, name="Draft")
            session.update_where(travel_reimbursements, travel_reimbursement_status_guid=waiting)
        assert moved == seen
        return seen, approved

    assert outcome("None") == (set(), set())
    assert outcome("CreateOwn") == ({"own"}, set())
    assert outcome("OwnUsers") == ({"own", "employee"}, {"employee"})
    assert outcome("OwnUnit") == ({"own", "employee", "colleague"}, {"employee", "colleague"})
    assert outcome("All") == (set(claims), set(claims))
    # The users right covers travel too.
    assert outcome("None", "EditOwnEmployees") == ({"own", "employee"}, {"employee"})
    assert outcome("CreateOwn", "AddOwnEmployees") == ({"own", "employee"}, {"employee"})
    assert outcome("None", "All") == (set(claims), set(claims) - {"own"})

"""IPhase: the trees of phases."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from severakit.entities import FlatRate, Phase
from severakit.store.tables import (
    activities,
    cases,
    invoice_row_sources,
    invoice_rows,
    invoice_statuses,
    invoices,
    items,
    phase_members,
    phases,
    resource_allocations,
    work_types,
)
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.projects import (
    add_case,
    add_hours,
    add_phase,
    add_unit,
    add_user,
    fields,
    narrow_rights,
    refusal,
    register,
    row_of,
)

BY_GUID, BY_CASE, BY_CODE = "IPhase.GetPhaseByGUID", "IPhase.GetPhasesByCaseGUID", "IPhase.GetPhasesByCode"
ADD, UPDATE, DELETE = "IPhase.AddNewPhase", "IPhase.UpdatePhase", "IPhase.DeletePhase"
TREES, CHANGED = "IPhase.GetHourEntryPhasesByUserGUID", "IPhase.GetPhasesChangedSince"
MONDAY = datetime(2026, 1, 5)


def names(listed):
    return [phase.name for phase in listed]


def shape(trees):
    """Return trees as nested tuples of name, whether locked, and what is below."""
    return [(node.name, node.is_locked, shape(node.child_phases)) for node in trees]


# --- reading ---------------------------------------------------------------------------------


def test_phases_are_found_by_guid_case_and_code(api, other_api):
    case, other = add_case(api), add_case(api, "Other")
    design = add_phase(api, case, "Design", code="D1")
    add_phase(api, case, "Build", code="D2")
    twin = add_phase(api, other, "Design", code="D1")
    assert api(BY_GUID, phaseGUID=design.guid) == design
    assert names(api(BY_CASE, caseGUID=case.guid)) == ["Harbour survey", "Design", "Build"]
    assert {phase.guid for phase in api(BY_CODE, phaseCode="D1")} == {design.guid, twin.guid}
    assert api(BY_CODE, phaseCode="D1", caseGUID=other.guid) == [twin]
    for nothing in (None, "", "D9"):
        assert api(BY_CODE, phaseCode=nothing) == []
    for nothing in (None, UNKNOWN):
        assert fault_of(api, BY_GUID, phaseGUID=nothing) == NOT_FOUND
        assert api(BY_CASE, caseGUID=nothing) == []

    assert fault_of(other_api, BY_GUID, phaseGUID=design.guid) == NOT_FOUND
    assert other_api(BY_CASE, caseGUID=case.guid) == other_api(BY_CODE, phaseCode="D1") == []


def test_changed_phases_go_by_the_unit_of_their_case_and_new_ones_are_told_apart(api, other_api):
    set_clock(api.store, "2026-03-01 12:00:30")
    north = add_unit(api, "North")
    case = add_case(api, "South")
    old = add_phase(api, case, "Old")
    set_clock(api.store, "2026-03-02 12:00:30")
    add_case(api, "North", business_unit_guid=north)
    api(UPDATE, phaseInfo=Phase(**{**fields(old), "code": "X"}))

    def changed(since, options=0, unit=None, caller=api):
        listed = caller(CHANGED, businessUnitGUID=unit, startDateTime=moment(since), options=options)
        return sorted(names(listed))

    assert changed("2026-03-02 12:00:59") == ["North", "Old"]
    assert changed("2026-03-02 12:00:59", options=1) == ["North"]
    assert changed("2026-03-01 12:00:59", unit=north) == ["North"]
    assert changed("2026-03-01 12:00:59", unit=UNKNOWN) == changed("2026-03-02 12:01:00") == []
    assert changed("2000-01-01", caller=other_api) == []
    assert fault_of(api, CHANGED, options=0) == FAILURE


# --- trees for hour entry --------------------------------------------------------------------


def test_the_tree_holds_open_cases_where_the_user_may_enter_hours(api):
    mate = add_user(api, "mate@acme.example")
    case = add_case(api)
    design = add_phase(api, case, "Design")
    add_phase(api, case, "Sketches", under=design.guid, is_locked=True)
    inner = add_phase(api, case, "Inner", under=design.guid)
    add_phase(api, case, "Aside")
    assert api(TREES, userGUID=mate.guid) == api(TREES, userGUID=None) == api(TREES, userGUID=UNKNOWN) == []

    api("IPhaseMember.SetPhaseMemberListForPhase", phaseGUID=inner.guid, userGUIDs=[mate.guid])
    # Only the way to the phase of which the user is a member is shown, and locked.
    assert shape(api(TREES, userGUID=mate.guid)) == [
        ("Harbour survey", True, [("Design", True, [("Inner", False, [])])])
    ]
    whole = ("Harbour survey", False, [("Design", False, [("Inner", False, [])]), ("Aside", False, [])])
    api("ICase.AddCaseMemberUser", caseGuid=case.guid, userGuid=mate.guid)
    assert shape(api(TREES, userGUID=mate.guid)) == [whole]
    (root,) = api(TREES, userGUID=mate.guid)
    assert (root.case_guid, root.account_guid, root.account_name) == (case.guid, case.account_guid, "Nordlys")
    assert (root.parent_phase_guid, root.child_phases[0].parent_phase_guid) == (None, root.guid)
    # The owner is let in everywhere.
    assert shape(api(TREES, userGUID=api.user_guid)) == [whole]
    api("ICase.UpdateCase", caseInfo=type(case)(**{**fields(case), "is_closed": True}))
    assert api(TREES, userGUID=mate.guid) == []


def test_the_tree_takes_as_many_statements_for_many_cases_as_for_one(api):
    add_phase(api, add_case(api, "First"))
    with statements(api.store) as for_one:
        assert len(api(TREES, userGUID=api.user_guid)) == 1
    for name in "ABCDE":
        add_phase(api, add_case(api, name))
    with statements(api.store) as for_many:
        assert len(api(TREES, userGUID=api.user_guid)) == 6
    assert len(for_many) == len(for_one)


# --- adding and changing ---------------------------------------------------------------------


def test_a_new_phase_lies_below_another_and_keeps_its_first_plan(api):
    case = add_case(api)
    phase = add_phase(
        api,
        case,
        work_estimate=Decimal("12.5"),
        deadline=datetime(2026, 6, 1),
        planned_start_date=datetime(2026, 2, 1),
        flat_rate=FlatRate(price=Decimal(1), hours=Decimal(1)),
        owner_user_guid=api.user_guid,
        work_type_guid=register(api, work_types, name="Design"),
        price_per_hour=Decimal("95.50"),
    )
    assert (phase.parent_phase_guid, phase.sort_order, phase.flat_rate) == (case.root_task_guid, 1, None)
    assert (phase.original_work_estimate, phase.original_deadline) == (Decimal("12.5"), datetime(2026, 6, 1))
    assert add_phase(api, case, "Second").sort_order == 2
    changed = {"work_estimate": Decimal(20), "deadline": datetime(2026, 7, 1), "original_deadline": None}
    updated = api(UPDATE, phaseInfo=Phase(**{**fields(phase), **changed}))
    assert (updated.work_estimate, updated.original_work_estimate) == (Decimal(20), Decimal("12.5"))
    assert (updated.deadline, updated.original_deadline) == (datetime(2026, 7, 1), datetime(2026, 6, 1))


BROKEN_PHASES = [
    {"case_guid": None},
    {"case_guid": UNKNOWN},
    {"parent_phase_guid": None},
    {"parent_phase_guid": UNKNOWN},
    {"name": ""},
    {"owner_user_guid": UNKNOWN},
    {"work_type_guid": UNKNOWN},
    {"work_estimate": Decimal(-1)},
    {"price_per_hour": Decimal("-0.01")},
]


def test_a_phase_that_breaks_a_rule_is_not_added(api):
    case = add_case(api)
    whole = {"case_guid": case.guid, "parent_phase_guid": case.root_task_guid, "name": "Broken"}
    for broken in BROKEN_PHASES:
        assert fault_of(api, ADD, phaseInfo=Phase(**{**whole, **broken})) == INVALID, broken
    assert len(api(BY_CASE, caseGUID=case.guid)) == 1


def test_the_parent_must_be_of_the_same_case_and_members_must_exist(api, other_api):
    case, other = add_case(api), add_case(api, "Other")
    sent = Phase(case_guid=case.guid, parent_phase_guid=other.root_task_guid, name="Broken")
    assert fault_of(api, ADD, phaseInfo=sent) == INVALID
    sent.parent_phase_guid = case.root_task_guid
    for unknown in (UNKNOWN, other_api.user_guid):
        assert fault_of(api, ADD, phaseInfo=sent, members=[unknown]) == INVALID
    assert fault_of(api, ADD, phaseInfo=None) == FAILURE
    assert len(api(BY_CASE, caseGUID=case.guid)) == 1
    foreign = Phase(case_guid=case.guid, parent_phase_guid=case.root_task_guid, name="Foreign")
    assert fault_of(other_api, ADD, phaseInfo=foreign) == INVALID


def test_members_are_those_of_the_case_unless_a_list_is_given(api):
    case = add_case(api)
    mate = add_user(api, "mate@acme.example")
    sent = Phase(case_guid=case.guid, parent_phase_guid=case.root_task_guid, name="Own")

    def members(phase):
        return api("IPhaseMember.GetPhaseMembersByPhaseGUID", phaseGUID=phase.guid, onlyActive=False)

    assert members(api(ADD, phaseInfo=sent)) == [api.user_guid]
    assert members(api(ADD, phaseInfo=sent, members=[mate.guid, mate.guid])) == [mate.guid]
    assert members(api(ADD, phaseInfo=sent, members=[])) == []


def test_an_update_carries_the_whole_phase_but_its_place(api):
    case = add_case(api)
    outer, inner = add_phase(api, case, "Outer", code="O"), add_phase(api, case, "Inner", code="I")
    moved = Phase(guid=inner.guid, case_guid=case.guid, name="Moved", parent_phase_guid=outer.guid, is_locked=True)
    updated = api(UPDATE, phaseInfo=moved)
    assert (updated.parent_phase_guid, updated.name, updated.code) == (outer.guid, "Moved", None)
    assert (updated.is_locked, updated.sort_order) == (True, inner.sort_order)
    stays = api(UPDATE, phaseInfo=Phase(guid=inner.guid, case_guid=case.guid, name="Stays"))
    assert (stays.parent_phase_guid, stays.is_locked) == (outer.guid, True)


def test_an_update_that_breaks_a_rule_changes_nothing(api, other_api):
    case, other = add_case(api), add_case(api, "Other")
    outer = add_phase(api, case, "Outer")
    inner = add_phase(api, case, "Inner", under=outer.guid)
    for broken in (
        {"guid": None},
        {"name": None},
        {"case_guid": None},
        {"case_guid": other.guid},
        {"parent_phase_guid": other.root_task_guid},
        {"parent_phase_guid": outer.guid},
        {"parent_phase_guid": inner.guid},
        {"work_estimate": Decimal(-1)},
    ):
        sent = Phase(**{**fields(outer), "code": "broken", **broken})
        assert fault_of(api, UPDATE, phaseInfo=sent) == INVALID
    # NotFoundException is not declared here.
    assert fault_of(api, UPDATE, phaseInfo=Phase(**{**fields(outer), "guid": UNKNOWN})) == INVALID
    assert fault_of(other_api, UPDATE, phaseInfo=outer) == INVALID
    assert api(BY_GUID, phaseGUID=outer.guid) == outer


def test_the_root_keeps_its_name_and_gives_the_case_its_deadline(api):
    case = add_case(api)
    root = api(BY_GUID, phaseGUID=case.root_task_guid)
    phase = add_phase(api, case)
    assert fault_of(api, UPDATE, phaseInfo=Phase(**{**fields(root), "name": "Renamed"})) == INVALID
    assert fault_of(api, UPDATE, phaseInfo=Phase(**{**fields(root), "parent_phase_guid": phase.guid})) == INVALID
    set_clock(api.store, "2040-01-01 10:00")
    api(UPDATE, phaseInfo=Phase(**{**fields(root), "deadline": datetime(2026, 9, 1)}))
    assert api("ICase.GetCaseByGUID", caseGuid=case.guid).deadline_date == datetime(2026, 9, 1)
    changed = api("ICase.GetCasesChangedSince", startDateTime=moment("2040-01-01 10:00"), options=0)
    assert [each.guid for each in changed] == [case.guid]


# --- deleting --------------------------------------------------------------------------------


def test_a_phase_with_nothing_on_it_is_deleted_with_its_members(api, other_api):
    case = add_case(api)
    phase = add_phase(api, case)
    api("IPhaseMember.SetPhaseMemberListForPhase", phaseGUID=phase.guid, userGUIDs=[api.user_guid])
    assert fault_of(other_api, DELETE, phaseGUID=phase.guid) == INVALID
    assert api(DELETE, phaseGUID=phase.guid) is True
    assert fault_of(api, BY_GUID, phaseGUID=phase.guid) == NOT_FOUND
    with api.store.read(api.organization_id) as session:
        assert session.count(phase_members) == 0


def test_all_that_refers_to_a_deleted_phase_goes_over_to_the_other(api):
    case = add_case(api)
    phase, target = add_phase(api, case, "Leaves"), add_phase(api, case, "Takes over")
    child = add_phase(api, case, "Child", under=phase.guid)
    hours = add_hours(api, phase.guid, MONDAY, Decimal(2))
    with api.session() as session:
        item = session.insert(items, case_guid=case.guid, task_guid=phase.guid, billing_dependency_task_guid=phase.guid)
        activity = session.insert(activities, task_guid=phase.guid, name="Meeting")
        allocation = session.insert(
            resource_allocations, case_guid=case.guid, phase_guid=phase.guid, user_guid=api.user_guid
        )
        status = session.find(invoice_statuses, name="Draft")["guid"]
        days = {"date": MONDAY, "due_date": MONDAY, "entry_date": MONDAY}
        invoice = session.insert(invoices, invoice_status_guid=status, **days)
        row = session.insert(invoice_rows, invoice_guid=invoice, event_date=MONDAY, row_delivery_date=MONDAY)
        session.append(invoice_row_sources, "invoice_row_guid", row, phase_guid=phase.guid)

    assert fault_of(api, DELETE, phaseGUID=phase.guid) == INVALID
    assert api(BY_GUID, phaseGUID=phase.guid) == phase
    assert api(DELETE, phaseGUID=phase.guid, phaseGUIDToTransferItemsTo=target.guid) is True
    assert api(BY_GUID, phaseGUID=child.guid).parent_phase_guid == target.guid
    assert api("IHourEntry.GetHourEntryByGUID", hourEntryGUID=hours.guid).phase_guid == target.guid
    assert row_of(api, items, item)["task_guid"] == target.guid
    assert row_of(api, items, item)["billing_dependency_task_guid"] == target.guid
    assert row_of(api, activities, activity)["task_guid"] == target.guid
    assert row_of(api, resource_allocations, allocation)["phase_guid"] == target.guid
    assert api("IInvoice.GetInvoiceByGUID", invoiceGUID=invoice).invoice_rows[0].phase_guids == [target.guid]


def test_what_cannot_take_over_and_what_cannot_be_deleted(api, other_api):
    case, other = add_case(api), add_case(api, "Other")
    phase = add_phase(api, case)
    child = add_phase(api, case, "Child", under=phase.guid)
    locked = add_phase(api, case, "Locked", is_locked=True)
    foreign = add_case(other_api)
    for target in (other.root_task_guid, foreign.root_task_guid, UNKNOWN, phase.guid, child.guid, locked.guid):
        assert fault_of(api, DELETE, phaseGUID=phase.guid, phaseGUIDToTransferItemsTo=target) == INVALID
    root = fault_of(api, DELETE, phaseGUID=case.root_task_guid, phaseGUIDToTransferItemsTo=phase.guid)
    assert root == INVALID
    assert fault_of(api, DELETE, phaseGUID=UNKNOWN) == INVALID
    assert len(api(BY_CASE, caseGUID=case.guid)) == 4


def test_phases_are_covered_by_the_right_over_their_case(api):
    case = add_case(api)
    phase = add_phase(api, case)
    narrow_rights(api, case="OwnNoCreation")
    below = Phase(case_guid=case.guid, parent_phase_guid=phase.guid, name="Below")
    assert refusal(api, ADD, phaseInfo=below) == NO_PERMISSION
    assert refusal(api, UPDATE, phaseInfo=phase) == NO_PERMISSION
    assert refusal(api, DELETE, phaseGUID=phase.guid) == NO_PERMISSION
    with api.store.read(api.organization_id) as session:
        assert (session.count(phases), session.count(cases)) == (2, 1)

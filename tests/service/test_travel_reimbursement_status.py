"""ITravelReimbursementStatus: statuses of travel reimbursements."""

from __future__ import annotations

from severakit.store.tables import travel_reimbursement_statuses

ALL = "ITravelReimbursementStatus.GetAllTravelReimbursementStatuses"


def test_statuses_are_listed_in_their_order_inactive_ones_too(api, other_api):
    with api.session() as session:
        session.insert(travel_reimbursement_statuses, name="Withdrawn", sort_order=0, is_active=False)
    assert [(each.name, each.is_locked, each.is_approved) for each in api(ALL)] == [
        ("Withdrawn", False, False),
        ("Draft", False, False),
        ("Waiting for approval", True, False),
        ("Approved", True, True),
        ("Rejected", False, False),
    ]
    assert len(other_api(ALL)) == 4

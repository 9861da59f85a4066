"""ITravelReimbursementStatus: the statuses of travel reimbursements, in their order."""

from __future__ import annotations

from severakit.service.operations.patterns import everything
from severakit.service.operations.registry import Interface

travel_reimbursement_status = Interface("ITravelReimbursementStatus")
travel_reimbursement_status.declare(
    "GetAllTravelReimbursementStatuses", everything("TravelReimbursementStatus", "sort_order")
)

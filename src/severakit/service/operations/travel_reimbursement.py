"""ITravelReimbursement: users' claims for what their travelling cost, and how they are approved."""

from __future__ import annotations

from datetime import datetime
from enum import IntFlag

import sqlalchemy as sa

from severakit.documents.own import own
from severakit.documents.pdf import travel_pdf
from severakit.documents.shown import as_shown
from severakit.service.call import Call, Result
from severakit.service.operations.days import today
from severakit.service.operations.documents import PDF, kept_or_made
from severakit.service.operations.patterns import named, written_between
from severakit.service.operations.registry import Interface
from severakit.service.operations.travel_rights import covered, require_approving, require_handling
from severakit.service.operations.writing import Values, current_row
from severakit.soap.faults import NotFound, Validation
from severakit.store import own_documents
from severakit.store.tables import (
    business_units,
    files,
    item_files,
    items,
    languages,
    travel_reimbursement_statuses,
    travel_reimbursements,
    users,
)

_OLDEST_FIRST = (travel_reimbursements.c.inserted_at, travel_reimbursements.c.guid)

travel_reimbursement = Interface("ITravelReimbursement")


class Claims(IntFlag):
    """The option bits of lists of travel reimbursements, beside 1 for new ones only."""

    INCLUDE_CHILD_BUSINESS_UNITS = 16


# --- reading ---------------------------------------------------------------------------------


@travel_reimbursement.operation
def get_travel_reimbursement_by_guid(call: Call, travel_reimbursement_guid: str | None) -> Result:
    """Find a travel reimbursement. Here and in lists only those are found that the caller's rights cover.

    Of the travel reimbursement right CreateOwn covers the caller's own, OwnUsers those of subordinates too, OwnUnit
    those of the caller's business unit too, All everybody's; None covers none. The users right covers them too: from
    EditOwnEmployees up the caller's own and subordinates', All everybody's.
    """
    return call.one(
        "TravelReimbursement", named(travel_reimbursements.c.guid, travel_reimbursement_guid), covered(call)
    )


@travel_reimbursement.operation
def get_travel_reimbursement_by_number(
    call: Call, travel_reimbursement_number: int | None, travel_reimbursement_numbering_business_unit_guid: str | None
) -> Result:
    """Find by the number, which is the organization's; with a unit, only of its users and those of units below."""
    numbered = named(travel_reimbursements.c.number, travel_reimbursement_number)
    of_units = _of_units(call, travel_reimbursement_numbering_business_unit_guid, Claims.INCLUDE_CHILD_BUSINESS_UNITS)
    return call.one("TravelReimbursement", numbered, covered(call), *of_units)


@travel_reimbursement.operation
def get_travel_reimbursements_by_date(
    call: Call, start_date: datetime | None, end_date: datetime | None, options: int | None
) -> Result:
    """Travel reimbursements inserted or changed from one minute to another, both included; with bit 1 inserted then."""
    written = written_between(call, travel_reimbursements, start_date, end_date, options or 0)
    return call.session.rows("TravelReimbursement", *written, covered(call))


@travel_reimbursement.operation
def get_travel_reimbursements_by_status(
    call: Call, status: str | None, options: int | None, business_unit_guid: str | None
) -> Result:
    """Travel reimbursements of a status, the oldest first; where there are none, or no such status, NotFound.

    A business unit stands for its own users, with bit 16 for those of all units below it too.
    """
    return _of_status(call, _status(call, status), _of_units(call, business_unit_guid, options or 0))


@travel_reimbursement.operation
def get_travel_reimbursements_by_status_guid(
    call: Call,
    travel_reimbursement_status_guid: str | None,
    options: int | None,  # noqa: ARG001 - no bit means anything here
) -> Result:
    """Travel reimbursements of a status, the oldest first; no option bit means anything here."""
    status = call.required(travel_reimbursement_statuses, travel_reimbursement_status_guid, "The status")
    return _of_status(call, status, [])


@travel_reimbursement.operation
def get_travel_reimbursement_attachments(call: Call, guid: str | None) -> Result:
    """The files of all rows, by name, without their content."""
    claim = _seen(call, guid)
    rows = call.session.select(items, items.c.guid).where(items.c.travel_reimbursement_guid == claim["guid"])
    attached = call.session.select(item_files, item_files.c.file_guid).where(item_files.c.item_guid.in_(rows))
    return call.session.rows("File", files.c.guid.in_(attached), order_by=(files.c.name, files.c.guid))


@travel_reimbursement.operation
def get_travel_reimbursement_pdf(call: Call, guid: str | None) -> Result:
    """The PDF of a travel reimbursement: the one that is kept for it, else one made of what it now shows."""
    claim = _seen(call, guid)
    return kept_or_made(call, claim["guid"], PDF, lambda: _made(call, claim))


def _made(call: Call, claim: sa.RowMapping) -> bytes:
    traveller = call.required(users, claim["user_guid"], "The traveller")
    name = f"{traveller['first_name']} {traveller['last_name']}"
    top = call.session.find(business_units, parent_business_unit_guid=None)
    shown = as_shown("TravelReimbursement", call.stored("TravelReimbursement", claim["guid"]).row)
    language = call.session.find(languages, guid=traveller["language_guid"])
    return travel_pdf(
        call.session.organization_id,
        shown,
        name,
        sender="" if top is None else top["name"],
        language=None if language is None else language["ietf_language_tag"],
        own=own(own_documents.contents(call.session)),
    )


def _seen(call: Call, guid: str | None) -> sa.RowMapping:
    seen = call.session.select(travel_reimbursements).where(named(travel_reimbursements.c.guid, guid), covered(call))
    for row in call.session.all(seen):
        return row
    raise NotFound("The travel reimbursement was not found.")


def _of_status(call: Call, status: sa.RowMapping, conditions: list[sa.ColumnElement[bool]]) -> Result:
    found = [travel_reimbursements.c.travel_reimbursement_status_guid == status["guid"], covered(call), *conditions]
    if not call.session.count(travel_reimbursements, *found):
        raise NotFound(f"No travel reimbursement has the status {status['name']}.")
    return call.session.rows("TravelReimbursement", *found, order_by=_OLDEST_FIRST)


def _of_units(call: Call, business_unit_guid: str | None, options: int) -> list[sa.ColumnElement[bool]]:
    units = call.units(business_unit_guid)
    if units is None:
        return []
    if not options & Claims.INCLUDE_CHILD_BUSINESS_UNITS:
        units = [unit for unit in units if unit == business_unit_guid]
    of_units = call.session.select(users, users.c.guid).where(users.c.business_unit_guid.in_(units))
    return [travel_reimbursements.c.user_guid.in_(of_units)]


def _status(call: Call, name: str | None) -> sa.RowMapping:
    status = call.session.find(travel_reimbursement_statuses, name=name) if name else None
    if status is None:
        raise NotFound(f"The travel reimbursement status {name or ''} was not found.")
    return status


# --- writing ---------------------------------------------------------------------------------


@travel_reimbursement.operation
def set_travel_reimbursement_status(call: Call, travel_reimbursement_guid: str | None, status: str | None) -> Result:
    """Move a travel reimbursement to an active status; one that approves it records the day and the caller.

    What the caller's rights cover (see GetTravelReimbursementByGUID) may be moved on. Into and out of an approving
    status one's own are moved only with the travel reimbursement right All. What has invoiced rows stays approved.
    """
    claim = current_row(call, travel_reimbursements, travel_reimbursement_guid, "The travel reimbursement")
    wanted = _status(call, status)
    former = call.required(travel_reimbursement_statuses, claim["travel_reimbursement_status_guid"], "The status")
    if wanted["is_approved"] or former["is_approved"]:
        require_approving(call, claim)
    else:
        require_handling(call, claim)
    if not wanted["is_active"]:
        raise Validation(f"The travel reimbursement status {status} is not active and cannot be chosen.")
    values: Values = {"travel_reimbursement_status_guid": wanted["guid"]}
    if not wanted["is_approved"]:
        _check_not_invoiced(call, claim)
        values |= {"approval_date": None, "approved_by_user_guid": None}
    elif not former["is_approved"]:
        values |= {"approval_date": today(call.session), "approved_by_user_guid": call.caller.user_guid}
    call.session.update(travel_reimbursements, claim["guid"], **values)
    return None


def _check_not_invoiced(call: Call, claim: sa.RowMapping) -> None:
    invoiced = (items.c.travel_reimbursement_guid == claim["guid"], items.c.invoice_guid.is_not(None))
    if call.session.count(items, *invoiced):
        raise Validation("The travel reimbursement has invoiced rows and must stay approved.")

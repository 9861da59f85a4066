"""ISalesStatus: the steps of the sales process that a case went through, one after the other."""

from __future__ import annotations

from severakit.entities import SalesStatus
from severakit.service.call import Call, Result
from severakit.service.operations.case_history import add_sales_status
from severakit.service.operations.case_rights import require_case_right
from severakit.service.operations.patterns import by_guid
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import referred_row, sent
from severakit.soap.faults import Validation
from severakit.store.tables import accounts, cases, sales_processes, sales_statuses

sales_status = Interface("ISalesStatus")
sales_status.declare("GetSalesStatusByGUID", by_guid("SalesStatus"))


@sales_status.operation
def get_sales_statuses_for_case(call: Call, case_guid: str | None) -> Result:
    """The sales statuses that a case had, the oldest first; NotFound for an unknown case."""
    case = call.required(cases, case_guid, "The case")
    oldest_first = (sales_statuses.c.time_stamp, sales_statuses.c.guid)
    return call.session.rows("SalesStatus", sales_statuses.c.case_guid == case["guid"], order_by=oldest_first)


@sales_status.operation
def add_new_sales_status(call: Call, sales_status_info: SalesStatus | None) -> Result:
    """Append a step to a case's history and make it the current one; CaseGUID and SalesProcessGUID are mandatory.

    TimeStamp is always the moment of the call. The case takes over the step's default probability, where it has
    one, and counts as changed. An inactive step, and any step of an internal case, is Validation. Takes the case right.
    """
    entity = sent(sales_status_info, "case_guid", "sales_process_guid")
    case = referred_row(call, cases, entity.case_guid, "CaseGUID")
    require_case_right(call, case)
    step = referred_row(call, sales_processes, entity.sales_process_guid, "SalesProcessGUID")
    if not step["is_active"]:
        raise Validation("SalesProcessGUID names a step that is not active and cannot be chosen.")
    if call.required(accounts, case["account_guid"], "The account")["is_internal"]:
        raise Validation("CaseGUID names an internal case, which has no sales.")
    guid = add_sales_status(call.session, case["guid"], step["guid"])
    if step["default_probability"] is not None:
        call.session.update(cases, case["guid"], probability=step["default_probability"])
    return call.stored("SalesStatus", guid)

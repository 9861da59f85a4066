"""ISalesProcess: the steps that sales lead through, each in progress, won or lost."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.entities import SalesProcess
from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registers import add_entry
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import Values, check_range
from severakit.soap.faults import Validation
from severakit.store.tables import sales_processes

sales_process = Interface("ISalesProcess")
sales_process.declare("GetSalesProcessByGUID", by_guid("SalesProcess"))
sales_process.declare("GetAllSalesProcesses", everything("SalesProcess", "sort_order"))


@sales_process.operation
def add_new_sales_process(call: Call, sales_process_info: SalesProcess | None) -> Result:
    """Add an active step behind all others; Name is mandatory.

    A step is one of in progress, won and lost: more than one is Validation, none means in progress.
    DefaultProbability is a percentage or nil. Takes the administrator right.
    """
    return add_entry(call, "SalesProcess", sales_process_info, _rules)


def _rules(call: Call, entity: SalesProcess, values: Values) -> Values:
    check_range(sales_processes, values, "default_probability", 0, 100)
    outcomes = [bool(entity.is_in_progress), bool(entity.is_won), bool(entity.is_lost)]
    if sum(outcomes) > 1:
        raise Validation("Only one of IsInProgress, IsWon and IsLost may be true.")
    last = call.session.values(call.session.select(sales_processes, sa.func.max(sales_processes.c.sort_order)))[0]
    return {"is_in_progress": not (entity.is_won or entity.is_lost), "sort_order": (last or 0) + 1}

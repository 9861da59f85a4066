"""Bookkeeping accounts that sales are entered on."""

from __future__ import annotations

from severakit.service.call import Call
from severakit.service.operations.writing import Values
from severakit.soap.faults import Validation
from severakit.store.tables import cost_accounts


def check_sales_account(call: Call, values: Values) -> None:
    """Make sure that a sales account that is named exists. Raises Validation."""
    guid = values.get("sales_account_guid")
    if guid is not None and call.session.get(cost_accounts, guid) is None:
        raise Validation("SalesAccountGUID refers to something that does not exist.")

"""Codes: what an active entry of a register is looked up by belongs to it alone."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.service.call import Call
from severakit.service.operations.writing import Values, is_unset
from severakit.soap.faults import Validation


def check_code_is_free(
    call: Call, table: sa.Table, values: Values, guid: str | None, *conditions: sa.ColumnElement[bool]
) -> None:
    """Make sure that no other active entry, of those that meet the conditions, has the code. Raises Validation.

    ``guid`` is the entry's own, where it has one already. An entry without a code, or an inactive one, is in nobody's
    way.
    """
    if is_unset(values.get("code")) or not values.get("is_active", True):
        return
    # Two entries must not get one code at once.
    call.session.wait_for_turn()
    others = call.session.select(table, table.c.guid).where(
        table.c.code == values["code"], table.c.is_active, table.c.guid != (guid or ""), *conditions
    )
    if call.session.values(others.limit(1)):
        raise Validation(f"Code {values['code']} belongs to another active entry.")

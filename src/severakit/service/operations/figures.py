"""Figures: prices, costs, revenue and forecasts, who is shown them, and how they outlive a change by others.

A figure that is not shown reads as nil, or as 0 where it cannot be nil; a forecast is not there at all. What the caller
is not shown an update leaves as it is, whatever was sent.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from severakit.contract import load_contract
from severakit.entities import AccountRight, CaseRight
from severakit.service.call import Call
from severakit.service.operations.case_rights import INVOICING, case_level, managed_cases
from severakit.service.operations.rights import rights_of_caller
from severakit.service.operations.writing import Values
from severakit.store.schema import LAYOUTS
from severakit.store.tables import billing_forecasts, cases, phases

_TYPES = load_contract().types


def _beginning(type_name: str, *beginnings: str) -> tuple[str, ...]:
    """Return the members of a data contract whose names begin so."""
    return tuple(member.name for member in _TYPES[type_name].members if member.name.startswith(beginnings))


_OF_CUSTOMERS = {layout: _beginning(layout, "AnnualRevenue") for layout in ("Company", "Customer")}
_OF_PERSONS = {
    layout: _beginning(LAYOUTS[layout].type_name, "UnitCost", "UnitPrice")
    for layout in ("HourEntry", "Item", "reimbursed_hour_entries", "reimbursed_items")
}
_OF_CASES = {"Case": ("ExpectedValue",), "Phase": ("FlatRate", "PricePerHour")}

WITH_FIGURES = frozenset(LAYOUTS[layout].type_name for layout in (*_OF_CUSTOMERS, *_OF_PERSONS, *_OF_CASES))
"""The data contracts that have figures."""

# From here up the case right shows the prices and costs of one's own hours and items.
_SHOWING_OWN = (CaseRight.OWN_NO_CREATION, CaseRight.OWN_NO_FINANCIAL, *INVOICING)


def hide_figures(call: Call) -> None:
    """Let all that this call reads show only the figures that the caller's rights cover.

    Those of customers take the account right All. Those of a case, its phases, hours and items take a case right that
    invoices the case; those of one's own hours and items any that is not None.
    """
    rights = rights_of_caller(call)
    if rights["account"] != AccountRight.ALL:
        for layout, members in _OF_CUSTOMERS.items():
            call.session.mask(layout, members, sa.false())
    level = case_level(rights)
    if level == CaseRight.ALL:
        return
    shown = managed_cases(call, level) if level in INVOICING else sa.false()
    call.session.mask("Case", _OF_CASES["Case"], shown)
    of_shown = call.session.select(cases, cases.c.guid).where(shown)
    call.session.mask("Phase", _OF_CASES["Phase"], phases.c.case_guid.in_(of_shown))
    call.session.narrow(billing_forecasts, billing_forecasts.c.case_guid.in_(of_shown))
    for layout, members in _OF_PERSONS.items():
        columns = LAYOUTS[layout].table.c
        own = columns.user_guid == call.caller.user_guid if level in _SHOWING_OWN else sa.false()
        call.session.mask(layout, members, sa.or_(own, columns.case_guid.in_(of_shown)))


def shows_customer_figures(call: Call) -> bool:
    """Whether the caller is shown the figures of customers."""
    return bool(rights_of_caller(call)["account"] == AccountRight.ALL)


def shows_case_figures(call: Call, case_guid: str) -> bool:
    """Whether the caller is shown the figures of a case."""
    level = case_level(rights_of_caller(call))
    if level not in INVOICING:
        return False
    return call.session.count(cases, cases.c.guid == case_guid, managed_cases(call, level)) == 1


def shows_figures_of(call: Call, case_guid: str, user_guid: str | None) -> bool:
    """Whether the caller is shown the prices and costs of hours of a user on a case."""
    level = case_level(rights_of_caller(call))
    is_own = user_guid == call.caller.user_guid and level in _SHOWING_OWN
    return is_own or shows_case_figures(call, case_guid)


def with_figures_of(layout: str, values: Values, current: sa.RowMapping) -> Values:
    """Return the values of an update with the figures that are stored."""
    hidden = {**_OF_CUSTOMERS, **_OF_PERSONS, **_OF_CASES}[layout]
    columns = [member.python_name for member in _TYPES[LAYOUTS[layout].type_name].members if member.name in hidden]
    kept: dict[str, Any] = {column: current[column] for column in columns if column in current}
    return values | kept

"""Invoice numbers, taken from the series of business units, and the reference numbers made from them."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.store.store import Session
from severakit.store.tables import business_units, invoices

# Weights of a Finnish reference number's digits, from the right.
_WEIGHTS = (7, 3, 1)


def numbering_unit(session: Session, unit_guid: str | None) -> str:
    """Return the unit whose series an invoice of a unit takes part in.

    It is the unit itself or the nearest above it that has a next number; the top unit where none has.
    """
    columns = (business_units.c.guid, business_units.c.parent_business_unit_guid, business_units.c.next_invoice_number)
    units = {row["guid"]: row for row in session.all(session.select(business_units, *columns))}
    passed: list[str] = []
    current = unit_guid or next(guid for guid, unit in units.items() if unit["parent_business_unit_guid"] is None)
    while units[current]["next_invoice_number"] is None and current not in passed:
        passed.append(current)
        current = units[current]["parent_business_unit_guid"] or current
    return current


def take_number(session: Session, unit_guid: str) -> int:
    """Take the next number of a unit's series that no invoice has yet.

    Whoever else wants one waits until this transaction ends; when it fails the number is given back.
    """
    column = business_units.c.next_invoice_number
    first = sa.func.coalesce(column, 1)
    statement = sa.update(business_units).where(
        business_units.c.organization_id == session.organization_id, business_units.c.guid == unit_guid
    )
    statement = statement.values(next_invoice_number=first + 1, updated_at=session.now)
    while True:
        number = int(session.connection.execute(statement.returning(column - 1)).scalar_one())
        if session.find(invoices, invoice_numbering_business_unit_guid=unit_guid, number=number) is None:
            return number


def reference_number(number: int, account_number: int | None, sender_country: str | None) -> str | None:
    """Return the reference by which a payment is recognized, after the standard of the sender's country.

    Norway's holds the customer's number too; the Netherlands have none. Finland's is used everywhere else.
    """
    match (sender_country or "").strip().upper():
        case "NL":
            return None
        case "NO":
            return _with_luhn_digit(f"{number}{account_number or ''}")
        case "SE":
            return _with_luhn_digit(str(number))
        case _:
            return _with_finnish_digit(str(number))


def _with_finnish_digit(digits: str) -> str:
    total = sum(int(digit) * _WEIGHTS[place % 3] for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _with_luhn_digit(digits: str) -> str:
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return f"{digits}{-sum(value // 10 + value % 10 for value in doubled) % 10}"

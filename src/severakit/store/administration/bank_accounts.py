"""Bank accounts of business units: where the invoices are paid to that are made from now on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from severakit.store import audit
from severakit.store.administration.organizations import organization_id
from severakit.store.errors import AdministrationError
from severakit.store.names import checked_name
from severakit.store.store import Session, Store
from severakit.store.tables import business_unit_bank_accounts, business_units

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_OWN = business_unit_bank_accounts.c


@dataclass(frozen=True)
class BankAccount:
    """An account of a business unit. ``place`` is 1 for the first, which payment codes are made for."""

    business_unit: str
    business_unit_guid: str
    place: int
    iban: str
    bic: str | None
    bank_name: str | None


def list_bank_accounts(store: Store, *, organization: str | None = None, unit: str | None = None) -> list[BankAccount]:
    """Return the accounts of an organization's units, or of one, by the units' names and in their order.

    ``unit`` is a unit's GUID, code or name. Raises AdministrationError for an unknown organization or unit.
    """
    with store.read(organization_id(store, organization)) as session:
        return _accounts(session, None if unit is None else _unit_named(session, unit)["guid"])


def add_bank_account(
    store: Store,
    iban: str,
    *,
    bic: str | None = None,
    bank_name: str | None = None,
    place: int | None = None,
    unit: str | None = None,
    organization: str | None = None,
) -> list[BankAccount]:
    """Give a unit an account, without a unit the top one, and return all that it has now.

    It comes last, or at a place from 1 on. An account that the unit has already is changed and moved. Raises
    AdministrationError for what is no IBAN or BIC, a bank's name that cannot be shown, a place below 1, and an unknown
    organization or unit.
    """
    added = {"iban": _checked_iban(iban), "bic": _checked_bic(bic), "bank_name": _checked_bank(bank_name)}
    if place is not None and place < 1:
        raise AdministrationError("The first place is 1.")
    with store.write(organization_id(store, organization)) as session:
        named = _unit_named(session, unit)
        rows = [row for row in _rows(session, named["guid"]) if row["iban"] != added["iban"]]
        rows.insert(len(rows) if place is None else place - 1, added)
        return _replaced(session, named, rows)


def remove_bank_account(
    store: Store, iban: str, *, unit: str | None = None, organization: str | None = None
) -> list[BankAccount]:
    """Take an account from a unit, without a unit from the top one, and return those that it has still.

    Invoices that were made before keep it. Raises AdministrationError for an account that the unit does not have, and
    for an unknown organization or unit.
    """
    with store.write(organization_id(store, organization)) as session:
        named = _unit_named(session, unit)
        rows = _rows(session, named["guid"])
        left = [row for row in rows if row["iban"] != _compact(iban)]
        if len(left) == len(rows):
            raise AdministrationError(f"{named['name']} has no account {iban}; see the list of accounts.")
        return _replaced(session, named, left)


def units_named(session: Session, named: str) -> list[sa.RowMapping]:
    """Return the business units whose GUID, code or name this is."""
    columns = (business_units.c.guid, business_units.c.code, business_units.c.name)
    return session.all(session.select(business_units).where(sa.or_(*(column == named for column in columns))))


def _unit_named(session: Session, named: str | None) -> sa.RowMapping:
    """Return a unit; without a name the top one."""
    is_top = business_units.c.parent_business_unit_guid.is_(None)
    found = session.all(session.select(business_units).where(is_top)) if named is None else units_named(session, named)
    if not found:
        raise AdministrationError(f"There is no business unit {named!r}; give the GUID, code or name of one.")
    if len(found) > 1:
        raise AdministrationError(f"Several business units are called {named!r}; give the GUID of one.")
    return found[0]


def _rows(session: Session, unit_guid: str) -> list[dict[str, str | None]]:
    """Return what a unit has, as it is stored; whoever else changes it waits."""
    session.hold(business_units, unit_guid)
    of_unit = session.select(business_unit_bank_accounts, _OWN.iban, _OWN.bic, _OWN.bank_name)
    of_unit = of_unit.where(_OWN.business_unit_guid == unit_guid).order_by(_OWN.position)
    return [dict(row) for row in session.all(of_unit)]


def _replaced(session: Session, unit: sa.RowMapping, rows: Sequence[dict[str, str | None]]) -> list[BankAccount]:
    before = _accounts(session, unit["guid"])
    session.replace(business_unit_bank_accounts, "business_unit_guid", unit["guid"], rows)
    after = _accounts(session, unit["guid"])
    changes = {"before": _recorded(before), "after": _recorded(after)}
    audit.record(
        session.connection, session.now, session.organization_id, "bank accounts changed", unit["name"], **changes
    )
    return after


def _recorded(accounts: Sequence[BankAccount]) -> dict[str, list[dict[str, str | None]]]:
    told = ("iban", "bic", "bank_name")
    return {"accounts": [{name: asdict(account)[name] for name in told} for account in accounts]}


def _accounts(session: Session, unit_guid: str | None) -> list[BankAccount]:
    of_units = sa.and_(
        business_units.c.organization_id == _OWN.organization_id, business_units.c.guid == _OWN.business_unit_guid
    )
    columns = (_OWN.business_unit_guid, (_OWN.position + 1).label("place"), _OWN.iban, _OWN.bic, _OWN.bank_name)
    wanted = session.select(business_unit_bank_accounts, business_units.c.name.label("business_unit"), *columns)
    wanted = wanted.select_from(business_unit_bank_accounts.join(business_units, of_units))
    if unit_guid is not None:
        wanted = wanted.where(_OWN.business_unit_guid == unit_guid)
    in_order = wanted.order_by(business_units.c.name, _OWN.business_unit_guid, _OWN.position)
    return [BankAccount(**row) for row in session.all(in_order)]


def _checked_iban(text: str) -> str:
    """Return an IBAN without spaces. Raises AdministrationError for what is none, by its check digits (ISO 13616)."""
    iban = _compact(text)
    if _IBAN.fullmatch(iban):
        digits = "".join(str(int(character, 36)) for character in iban[4:] + iban[:4])
        if int(digits) % 97 == 1:
            return iban
    raise AdministrationError(f"{text!r} is no IBAN: its check digits do not fit. Compare it with the bank's.")


def _checked_bic(text: str | None) -> str | None:
    bic = _compact(text or "")
    if bic and not _BIC.fullmatch(bic):
        raise AdministrationError(f"{text!r} is no BIC: it has 8 or 11 characters, such as NDEAFIHH.")
    return bic or None


def _checked_bank(name: str | None) -> str | None:
    return checked_name(name, "A bank") if name and name.strip() else None


def _compact(text: str) -> str:
    return re.sub(r"\s", "", text).upper()

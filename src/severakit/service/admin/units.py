"""Bank accounts: where the invoices of business units are paid to."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from severakit.service.admin.actions import ORGANIZATION, Action, Asked, Refusal
from severakit.store import administration

ACCOUNTS = f"{ORGANIZATION}/units/{{unit}}/bank-accounts"


class NewBankAccount(msgspec.Struct, forbid_unknown_fields=True):
    """An account, its bank, and its place among the unit's accounts: 1 for the first, the last where it is left out."""

    iban: str
    bic: str | None = None
    bank_name: str | None = None
    place: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None


def listing(asked: Asked) -> Any:
    """The accounts of the organization's business units; one without its own has those of the unit above it."""
    return {"bank_accounts": administration.list_bank_accounts(asked.store, organization=asked.organization.name)}


def add(asked: Asked) -> Any:
    """Give a unit an account, or change and move one that it has: for the invoices that are made from now on."""
    added = msgspec.structs.asdict(asked.body)
    organization, unit = asked.organization.name, _unit(asked)
    found = administration.add_bank_account(asked.store, organization=organization, unit=unit, **added)
    return {"bank_accounts": found}


def remove(asked: Asked) -> Any:
    """Take an account from a unit; invoices that were made keep theirs."""
    of = {"organization": asked.organization.name, "unit": _unit(asked)}
    iban = asked.named("iban")
    if iban not in {each.iban for each in administration.list_bank_accounts(asked.store, **of)}:
        raise Refusal(404, "The business unit has no such account.")
    return {"bank_accounts": administration.remove_bank_account(asked.store, iban, **of)}


def _unit(asked: Asked) -> str:
    """Return what names the unit of the address. Raises Refusal where the organization has none such."""
    named = asked.named("unit")
    with asked.store.read(asked.organization.id) as session:
        if not administration.units_named(session, named):
            raise Refusal(404, "There is no such business unit.")
    return named


ACTIONS = (
    Action("GET", f"{ORGANIZATION}/bank-accounts", listing),
    Action("POST", ACCOUNTS, add, NewBankAccount, creates=True),
    Action("DELETE", f"{ACCOUNTS}/{{iban}}", remove),
)

"""IAccountGroup: groups of accounts, which may lie within each other."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntFlag

import sqlalchemy as sa

from severakit.entities import AccountRight
from severakit.service.call import Call, Result
from severakit.service.operations.registers import addition
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import current_row
from severakit.soap.faults import NotFound, Validation
from severakit.store.tables import account_group_members, account_groups, accounts
from severakit.store.texts import is_among

account_group = Interface("IAccountGroup")
account_group.declare("AddNewAccountGroup", addition("AccountGroup"))


class Groups(IntFlag):
    """Which groups a list holds."""

    INCLUDE_INACTIVE = 2


# --- reading ---------------------------------------------------------------------------------


@account_group.operation
def get_account_groups(call: Call, options: int | None) -> Result:
    """All groups by name; inactive ones are among them with bit 2."""
    return _listed(call, options)


@account_group.operation
def get_account_groups_by_account_guid(call: Call, account_guid: str | None, options: int | None) -> Result:
    """The groups that an account is in itself, not those that they lie within; NotFound for an unknown account.

    They come by name; inactive ones are among them with bit 2.
    """
    account = call.required(accounts, account_guid, "The account")
    return _listed(call, options, account_groups.c.guid.in_(_groups_of(call, account["guid"])))


def _listed(call: Call, options: int | None, *conditions: sa.ColumnElement[bool]) -> Result:
    active = [] if (options or 0) & Groups.INCLUDE_INACTIVE else [account_groups.c.is_active]
    by_name = (account_groups.c.name, account_groups.c.guid)
    return call.session.rows("AccountGroup", *conditions, *active, order_by=by_name)


def _groups_of(call: Call, account_guid: str) -> sa.Select[tuple[str]]:
    """SELECT the groups of an account."""
    members = call.session.select(account_group_members, account_group_members.c.account_group_guid)
    return members.where(account_group_members.c.account_guid == account_guid)


# --- writing ---------------------------------------------------------------------------------


@account_group.operation
def add_new_account_group_members(
    call: Call, account_guid: str | None, account_group_guids: list[str] | None
) -> Result:
    """Put an account into groups, beside those that it is in; into one where it is already nothing changes.

    An unknown account or group is NotFound, and no group at all is Validation. The account counts as changed.
    """
    account, named = _account_and_groups(call, account_guid, account_group_guids)
    present = _present(call, account)
    _put(call, account, present, [*present, *(guid for guid in named if guid not in present)])
    return None


@account_group.operation
def remove_account_group_members(call: Call, account_guid: str | None, account_group_guids: list[str] | None) -> Result:
    """Take an account out of groups; a group where it is not is passed over.

    An unknown account or group is NotFound, and no group at all is Validation. The account counts as changed.
    """
    account, named = _account_and_groups(call, account_guid, account_group_guids)
    present = _present(call, account)
    _put(call, account, present, [guid for guid in present if guid not in named])
    return None


def _account_and_groups(
    call: Call, account_guid: str | None, group_guids: Sequence[str] | None
) -> tuple[sa.RowMapping, dict[str, None]]:
    """Return the account, kept from others, and the groups named, each once."""
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    account = current_row(call, accounts, account_guid, "The account")
    named = dict.fromkeys(group_guids or ())
    if not named:
        raise Validation("accountGroupGUIDs must name at least one account group.")
    if call.session.count(account_groups, is_among(account_groups.c.guid, named)) < len(named):
        raise NotFound("An account group of accountGroupGUIDs was not found.")
    return account, named


def _present(call: Call, account: sa.RowMapping) -> list[str]:
    return call.session.values(_groups_of(call, account["guid"]).order_by(account_group_members.c.position))


def _put(call: Call, account: sa.RowMapping, present: list[str], wanted: list[str]) -> None:
    """Let an account be in these groups instead of the present ones."""
    if wanted == present:
        return
    rows = [{"account_group_guid": guid} for guid in wanted]
    call.session.replace(account_group_members, "account_guid", account["guid"], rows)
    call.session.update(accounts, account["guid"])

"""Whose activities the calling user may look into, change and delete; of the others only the time is shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from severakit.entities import AccountRight, Activity, CaseRight
from severakit.service.call import Call
from severakit.service.operations.activity_type import ABSENCES
from severakit.service.operations.people import is_managed
from severakit.service.operations.rights import rights_of_caller
from severakit.service.operations.writing import current_row
from severakit.soap.faults import NoPermission
from severakit.store.tables import activities, activity_participants, activity_types, timezones, users

# What a caller who may not look into an activity is not told.
_CONTENT = ("account_guid", "activity_type_guid", "location", "notes", "task_guid")
_PRIVATE = "Private"


class _Access(NamedTuple):
    """The conditions under which the caller may look into an activity, change it and delete it."""

    may_see: sa.ColumnElement[bool]
    may_change: sa.ColumnElement[bool]
    may_delete: sa.ColumnElement[bool]


def with_access(call: Call) -> sa.Select[Any]:
    """SELECT activities with the category of their type, their owner's time zone and what the caller may do.

    A row's ``may_see``, ``may_change`` and ``may_delete`` are true or not.
    """
    flags = [condition.label(name) for name, condition in _access(call)._asdict().items()]
    columns = [*activities.c, activity_types.c.category, timezones.c.system_name, timezones.c.difference_to_gmt, *flags]
    return call.session.select(activities, *columns).select_from(joined())


def may_see(call: Call) -> sa.ColumnElement[bool]:
    """The condition that the caller may look into an activity, in a SELECT as `with_access` makes it."""
    return _access(call).may_see


def _access(call: Call) -> _Access:
    mine = activities.c.owner_user_guid == call.caller.user_guid
    parts = call.session.select(activity_participants, activity_participants.c.activity_guid)
    takes_part = activities.c.guid.in_(parts.where(activity_participants.c.user_guid == call.caller.user_guid))
    is_managed_one = is_managed(call, activities.c.owner_user_guid)
    is_open = _is_open(call, is_managed_one)
    return _Access(
        may_see=sa.or_(mine, takes_part, is_open),
        may_change=sa.or_(mine, takes_part, sa.and_(is_open, is_managed_one)),
        may_delete=sa.or_(mine, sa.and_(is_open, is_managed_one)),
    )


def _is_open(call: Call, is_managed_one: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The condition that the caller may look into an activity whoever owns it and takes part.

    Private ones are never open; absences are to those with the users right for the owner, and what concerns a customer
    or a case is to those with some right over customers or cases.
    """
    rights = rights_of_caller(call)
    is_absence = sa.func.coalesce(activity_types.c.category, "") == ABSENCES
    conditions = [~activities.c.is_private, sa.or_(~is_absence, is_managed_one)]
    if rights["account"] in (None, AccountRight.NONE):
        conditions += [activities.c.account_guid.is_(None), activities.c.task_guid.is_(None)]
    elif rights["case"] in (None, CaseRight.NONE):
        conditions.append(activities.c.task_guid.is_(None))
    return sa.and_(*conditions)


def visible_guids(call: Call) -> sa.Select[tuple[str]]:
    """SELECT the activities that the caller may look into."""
    return call.session.select(activities, activities.c.guid).select_from(joined()).where(may_see(call))


def activity_to_change(call: Call, guid: str | None) -> sa.RowMapping:
    """Return an activity with the caller's access to it, kept from others. Raises NotFound, or NoPermission."""
    found = _with_access_to(call, guid)
    if not found["may_change"]:
        raise NoPermission(f"{call.operation.name} takes being the activity's owner, or the users right for that one.")
    return found


def activity_to_delete(call: Call, guid: str | None) -> sa.RowMapping:
    """Return an activity as `activity_to_change` does; to take part in it is not enough."""
    found = _with_access_to(call, guid)
    if not found["may_delete"]:
        raise NoPermission(f"{call.operation.name} takes being the activity's owner, or the users right for that one.")
    return found


def shown(row: sa.RowMapping | dict[str, Any], start: datetime | None, end: datetime | None) -> Activity:
    """Return an activity at one of its times as the caller may see it."""
    values = {name: row[name] for name in Activity.__struct_fields__}
    values |= {"start_date_time": start, "end_date_time": end, "is_read_only": not row["may_change"]}
    if not row["may_see"]:
        name = _PRIVATE if row["is_private"] else row["category"] or _PRIVATE
        values |= dict.fromkeys(_CONTENT) | {"name": name}
    return Activity(**values)


def _with_access_to(call: Call, guid: str | None) -> sa.RowMapping:
    current = current_row(call, activities, guid, "The activity")
    return call.session.all(with_access(call).where(activities.c.guid == current["guid"]))[0]


def joined() -> sa.FromClause:
    """Activities with their types, and their owners' time zones."""
    type_of = sa.and_(
        activity_types.c.organization_id == activities.c.organization_id,
        activity_types.c.guid == activities.c.activity_type_guid,
    )
    owner_of = sa.and_(
        users.c.organization_id == activities.c.organization_id, users.c.guid == activities.c.owner_user_guid
    )
    zone_of = sa.and_(timezones.c.organization_id == users.c.organization_id, timezones.c.guid == users.c.timezone_guid)
    return activities.outerjoin(activity_types, type_of).outerjoin(users, owner_of).outerjoin(timezones, zone_of)

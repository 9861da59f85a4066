"""Who and what takes part in activities: users, contacts of customers, and resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from severakit.entities import ActivityParticipant
from severakit.service.call import Call
from severakit.service.operations.activity_access import visible_guids
from severakit.soap.faults import Validation
from severakit.store.tables import activity_participants, contacts, resources, users


@dataclass(frozen=True)
class Kind:
    """One kind of participants: the table that they are rows of, and the column that names them."""

    table: sa.Table
    column: str
    what: str


USER = Kind(users, "user_guid", "The user")
CONTACT = Kind(contacts, "contact_guid", "The contact")
RESOURCE = Kind(resources, "resource_guid", "The resource")


def participants(call: Call, activity_guid: str | None, *kinds: Kind) -> list[ActivityParticipant]:
    """Return who takes part of these kinds, one kind after the other, as they were added.

    An activity into which the caller may not look, and an unknown one, has none to show.
    """
    parts = activity_participants
    mine = [parts.c.activity_guid == activity_guid, parts.c.activity_guid.in_(visible_guids(call))]
    rows = call.session.all(_named_parts(call).where(*mine).order_by(parts.c.position))
    return [
        ActivityParticipant(**{name: row[name] for name in ActivityParticipant.__struct_fields__})
        for kind in kinds
        for row in rows
        if row[kind.column] is not None
    ]


def add_participant(call: Call, activity_guid: str, kind: Kind, guid: str | None, status: int) -> bool:
    """Let somebody take part in an activity; return False for one who does already, and who keeps the status.

    Raises NotFound, or Validation for one who is not active.
    """
    row = call.required(kind.table, guid, kind.what)
    if not row["is_active"]:
        raise Validation(f"{kind.what} is not active and cannot be added to an activity.")
    if call.session.find(activity_participants, activity_guid=activity_guid, **{kind.column: guid}) is not None:
        return False
    values: dict[str, Any] = {kind.column: guid, "status": status}
    call.session.append(activity_participants, "activity_guid", activity_guid, **values)
    return True


def remove_participant(call: Call, activity_guid: str, kind: Kind, guid: str | None) -> bool:
    """Take somebody out of an activity; return whether that one took part. Raises NotFound."""
    call.required(kind.table, guid, kind.what)
    parts = activity_participants
    return call.session.delete(parts, parts.c.activity_guid == activity_guid, parts.c[kind.column] == guid) > 0


def _named_parts(call: Call) -> sa.Select[Any]:
    """SELECT participants with their names."""
    parts = activity_participants
    joined: sa.FromClause = parts
    for kind in (USER, CONTACT, RESOURCE):
        key = sa.and_(
            kind.table.c.organization_id == parts.c.organization_id, kind.table.c.guid == parts.c[kind.column]
        )
        joined = joined.outerjoin(kind.table, key)
    name = sa.func.coalesce(resources.c.name, _full_name(users), _full_name(contacts)).label("name")
    columns = (parts.c.user_guid, parts.c.contact_guid, parts.c.resource_guid, parts.c.status, name)
    return call.session.select(parts, *columns).select_from(joined)


def _full_name(people: sa.Table) -> sa.ColumnElement[str]:
    first, last = (sa.func.coalesce(people.c[name], "") for name in ("first_name", "last_name"))
    return sa.func.nullif(sa.func.trim(first + " " + last), "")

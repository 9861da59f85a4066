"""A session in which settings that an operation of the API changes are recorded in the audit trail, as others are.

Settings are those that an administrator has in the console: users and their rights, and access rights profiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import sqlalchemy as sa

from severakit.store import access, audit
from severakit.store.access import Caller, rights_in
from severakit.store.administration.changes import settings
from severakit.store.administration.users import UserInfo, user_info
from severakit.store.store import Session
from severakit.store.tables import access_rights_profiles, users


class RecordedSession(Session):
    """A session of an organization that a caller changes; whatever operation it is, changed settings are recorded."""

    def __init__(self, session: Session, caller: Caller) -> None:
        super().__init__(session.connection, session.organization_id, session.now, session.contents)
        self._caller = caller

    def insert(self, table: sa.Table, **values: Any) -> str:
        """Insert one row and return its GUID."""
        guid = super().insert(table, **values)
        if table is users:
            info = self._info(guid)
            added = {"first_name": info.first_name, "last_name": info.last_name, "profile": info.profile}
            self._record("user added", info.email, after=added)
        elif table is access_rights_profiles:
            row = self._row(table, guid)
            self._record("access rights profile added", row["name"], after=rights_in(row))
        return guid

    def update(self, table: sa.Table, guid: str, **values: Any) -> None:
        """Change one row and its change time."""
        if table is users:
            self._update_user(guid, values)
        elif table is access_rights_profiles:
            before = self._row(table, guid)
            super().update(table, guid, **values)
            facts = [_standing(row) | rights_in(row) for row in (before, self._row(table, guid))]
            self._record("access rights profile changed", before["name"], *facts)
        else:
            super().update(table, guid, **values)

    def _update_user(self, guid: str, values: Mapping[str, Any]) -> None:
        before, was = self._row(users, guid), self._info(guid)
        super().update(users, guid, **values)
        after, now = self._row(users, guid), self._info(guid)
        self._record("user changed", now.email, settings(was), settings(now))
        self._record("rights of a user changed", now.email, rights_in(before), rights_in(after))
        if before["password_hash"] != after["password_hash"]:
            # What is recorded of a password is that it was set.
            self._record("user's password set", now.email)

    def delete(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        """Delete the rows that meet the conditions; return how many."""
        gone = self.all(self.select(table).where(*conditions)) if table is access_rights_profiles else []
        deleted = super().delete(table, *conditions)
        for row in gone:
            self._record("access rights profile deleted", row["name"], before=rights_in(row))
        return deleted

    def _row(self, table: sa.Table, guid: str) -> sa.RowMapping:
        return self.connection.execute(self.select(table).where(table.c.guid == guid)).mappings().one()

    def _info(self, guid: str) -> UserInfo:
        return user_info(self.connection, self.organization_id, guid)

    def _record(
        self,
        action: str,
        target: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        with self._acting():
            audit.record(self.connection, self.now, self.organization_id, action, target, before=before, after=after)

    def _acting(self) -> AbstractContextManager[None]:
        if not self._caller.key_guid:
            # The console vouches for the caller, and has said who acts.
            return nullcontext()
        email = access.user_email(self.connection, self.organization_id, self._caller.user_guid)
        return audit.acting(f"{email} (API)")


def _standing(row: sa.RowMapping) -> dict[str, Any]:
    return {"name": row["name"], "active": row["is_active"], "default": row["is_default"]}

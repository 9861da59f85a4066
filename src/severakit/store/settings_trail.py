"""A session in which settings that an operation of the API changes are recorded in the audit trail, as others are.

Settings are those that an administrator has in the console: users and their rights, and access rights profiles.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from severakit.store import access, audit
from severakit.store.access import WIDEST, Caller
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
            row = self._row(table, guid)
            added = {name: row[name] for name in ("first_name", "last_name")} | {"profile": self._profile(row)}
            self._record("user added", row["email"], after=added)
        elif table is access_rights_profiles:
            row = self._row(table, guid)
            self._record("access rights profile added", row["name"], after=_rights(row))
        return guid

    def update(self, table: sa.Table, guid: str, **values: Any) -> None:
        """Change one row and its change time."""
        if table is not users and table is not access_rights_profiles:
            super().update(table, guid, **values)
            return
        before = self._row(table, guid)
        super().update(table, guid, **values)
        after = self._row(table, guid)
        if table is access_rights_profiles:
            facts = [_standing(row) | _rights(row) for row in (before, after)]
            self._record("access rights profile changed", before["name"], *facts)
            return
        self._record("user changed", after["email"], self._settings(before), self._settings(after))
        self._record("rights of a user changed", after["email"], _rights(before), _rights(after))
        if before["password_hash"] != after["password_hash"]:
            # What is recorded of a password is that it was set.
            self._record("user's password set", after["email"])

    def delete(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        """Delete the rows that meet the conditions; return how many."""
        gone = self.all(self.select(table).where(*conditions)) if table is access_rights_profiles else []
        deleted = super().delete(table, *conditions)
        for row in gone:
            self._record("access rights profile deleted", row["name"], before=_rights(row))
        return deleted

    def _row(self, table: sa.Table, guid: str) -> sa.RowMapping:
        return self.connection.execute(self.select(table).where(table.c.guid == guid)).mappings().one()

    def _settings(self, row: sa.RowMapping) -> dict[str, Any]:
        """Return what can be set of a user, as the console's changes have it."""
        return {
            "email": row["email"],
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "profile": self._profile(row),
            "active": row["is_active"],
            "api_right": row["api_right"],
            "api_enabled": row["api_enabled"],
        }

    def _profile(self, row: sa.RowMapping) -> str | None:
        name = self.select(access_rights_profiles, access_rights_profiles.c.name)
        name = name.where(access_rights_profiles.c.guid == row["profile_guid"])
        return self.connection.execute(name).scalar_one_or_none()

    def _record(
        self,
        action: str,
        target: str,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        organization_id = self.organization_id
        if not self._caller.key_guid:
            # The console vouches for the caller, and has said who acts.
            audit.record(self.connection, self.now, organization_id, action, target, before=before, after=after)
            return
        email = access.user_email(self.connection, organization_id, self._caller.user_guid)
        with audit.acting(f"{email} (API)"):
            audit.record(self.connection, self.now, organization_id, action, target, before=before, after=after)


def _standing(row: sa.RowMapping) -> dict[str, Any]:
    return {"name": row["name"], "active": row["is_active"], "default": row["is_default"]}


def _rights(row: sa.RowMapping) -> dict[str, Any]:
    return {name: row[f"rights_{name}"] for name in WIDEST}

"""A call in progress: who calls, within which session, and what operations ask of both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from severakit.contract import Operation
from severakit.soap.faults import GeneralFailure, NotFound
from severakit.store.access import Caller
from severakit.store.reading import Row, Rows
from severakit.store.schema import LAYOUTS
from severakit.store.store import Session
from severakit.store.tables import business_units

# An identifier is opaque, but not just any text: what is shorter or has blanks was never handed out.
_GUID = re.compile(r"[0-9A-Za-z+/=_-]{16,64}")


@dataclass(frozen=True)
class One:
    """A single data contract as the result of an operation, as a lexical row."""

    type_name: str
    row: Row


Result = Rows | One | Any
"""What an operation returns: rows to be streamed, one row, a value of the contract's type, or None."""


class Call:
    """One call of an operation by an admitted caller."""

    def __init__(self, operation: Operation, caller: Caller, session: Session) -> None:
        self.operation = operation
        self.caller = caller
        self.session = session

    @property
    def declares_not_found(self) -> bool:
        """Whether what is not there is a fault of this operation, rather than nil or an empty list."""
        return "NotFoundException" in self.operation.faults

    # --- results ---

    def one(self, layout: str, *conditions: sa.ColumnElement[bool], **rows: Any) -> One | None:
        """Return the first row that meets the conditions.

        Where none does, an operation that declares NotFoundException raises it and another
        answers nil (docs/explanation/not-found.md).
        """
        for row in self.session.rows(layout, *conditions, limit=1, **rows):
            return One(LAYOUTS[layout].type_name, row)
        if self.declares_not_found:
            raise NotFound(f"No {LAYOUTS[layout].type_name} was found.")
        return None

    def stored(self, layout: str, guid: str) -> One:
        """Return a row that this call has just written."""
        row = self.session.row(layout, guid)
        if row is None:
            raise LookupError(f"{layout} {guid} was written and is not there.")
        return One(LAYOUTS[layout].type_name, row)

    # --- what parameters mean ---

    def required(self, table: sa.Table, guid: str | None, what: str) -> sa.RowMapping:
        """Return the row that a parameter names. Raises NotFound where there is none."""
        row = self.session.get(table, guid) if guid else None
        if row is None:
            raise NotFound(f"{what} was not found.")
        return row

    def since(self, moment: datetime | None, name: str) -> datetime:
        """Return the bound of a search by time: to the minute, as the API compares."""
        if moment is None:
            raise GeneralFailure(f"{name} must be given.")
        return moment.replace(second=0, microsecond=0)

    def units(self, guid: str | None) -> list[str] | None:
        """Return a business unit and all below it, or None for the whole organization.

        An unknown unit is NotFoundException where the operation declares it; elsewhere it covers nothing.
        """
        if guid is None:
            return None
        covered = self.units_of([guid])
        if not covered and self.declares_not_found:
            raise NotFound("The business unit was not found.")
        return covered

    def units_of(self, guids: Iterable[str]) -> list[str]:
        """Return some business units and all below them; unknown ones cover nothing."""
        rows = self.session.all(
            self.session.select(business_units, business_units.c.guid, business_units.c.parent_business_unit_guid)
        )
        parents = {row["guid"]: row["parent_business_unit_guid"] for row in rows}
        roots = set(guids)
        return [unit for unit in parents if not roots.isdisjoint(_upwards(unit, parents))]


def _upwards(unit: str, parents: dict[str, str | None]) -> Iterable[str]:
    seen: list[str] = []
    current: str | None = unit
    while current is not None and current not in seen:
        seen.append(current)
        current = parents.get(current)
    return seen


def checked_guid(text: str | None, name: str) -> str | None:
    """Return an identifier, or None where it is nil, empty or left out.

    Raises GeneralFailure for a text that cannot be an identifier.
    """
    text = text and text.strip()
    if not text:
        return None
    if not _GUID.fullmatch(text):
        raise GeneralFailure(f"{name} is not a valid GUID.")
    return text

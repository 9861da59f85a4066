"""A call in progress: who calls, within which session, and what operations ask of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BufferedIOBase
from typing import Any

import sqlalchemy as sa
import structlog

from severakit.contract import Operation
from severakit.soap.faults import GeneralFailure, NotFound
from severakit.store import access, contents
from severakit.store.access import Caller
from severakit.store.content_store import ContentLost, FilesUnavailable
from severakit.store.reading import Lookup, Row, Rows, first
from severakit.store.schema import LAYOUTS
from severakit.store.store import Session
from severakit.store.tables import business_units

_logger = structlog.get_logger(__name__)

# An identifier is opaque, but not just any text: what is shorter or has blanks was never handed out.
_GUID = re.compile(r"[0-9A-Za-z+/=_-]{16,64}")


@dataclass(frozen=True)
class One:
    """A single data contract as the result of an operation, as a lexical row."""

    type_name: str
    row: Row


@dataclass(frozen=True)
class Content:
    """The bytes of a stored file as the result of an operation, to be sent while they are read."""

    file: BufferedIOBase

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the bytes in pieces of this size, the last one shorter."""
        with self.file:
            while piece := self.file.read(size):
                yield piece

    def read(self) -> bytes:
        """Return all of the bytes, for what has to have them at once."""
        with self.file:
            return self.file.read()


Result = Rows | One | Content | Any
"""What an operation returns: rows or bytes to be streamed, one row, a value of the contract's type, or None."""


class Call:
    """One call of an operation by an admitted caller, whose rights may be known already."""

    def __init__(
        self, operation: Operation, caller: Caller, session: Session, rights: dict[str, Any] | None = None
    ) -> None:
        self.operation = operation
        self.caller = caller
        self.session = session
        if rights is not None:
            self.rights = rights

    @cached_property
    def rights(self) -> dict[str, Any]:
        """The caller's rights by name, as they were when this call first asked for them."""
        return access.user_rights(self.session.connection, self.session.organization_id, self.caller.user_guid)

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
        return self._one(layout, first(self.session.rows(layout, *conditions, limit=1, **rows)))

    def found(self, lookup: Lookup, value: Any) -> One | None:
        """Return the row that a look-up finds by a value; no value and an empty one name nothing. Else as `one`."""
        return self._one(lookup.layout, None if value in (None, "") else self.session.look_up(lookup, value))

    def _one(self, layout: str, row: Row | None) -> One | None:
        if row is not None:
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

    def content(self, file: sa.RowMapping) -> Content:
        """Return the content of a row of files that has one.

        Where it is lost, the log says which it was and why, and the caller gets GeneralFailure.
        """
        try:
            return Content(contents.opened(self.session, file["content_sha256"]))
        except (ContentLost, FilesUnavailable) as error:
            _logger.error("content_lost", organization=self.session.organization_id, error=str(error))  # noqa: TRY400
            raise GeneralFailure(
                "The content of the file is not as it was kept. Tell the operator of the service, whose log says why."
            ) from error

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

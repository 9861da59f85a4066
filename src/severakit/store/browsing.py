"""An organization's data as people look through it: lists with names in place of identifiers, paged by key.

A page follows a row, not a number of rows, so the thousandth costs what the first costs. A search looks at rows in the
order of the list until a page is full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from severakit.store import tables
from severakit.store.call_log import moment
from severakit.store.columns import Instant, WallClock
from severakit.store.reading import Joins
from severakit.store.schema import Path, path
from severakit.store.store import UNICODE_LOWER, Session


class _Place(FunctionElement[int]):
    """Where a text first stands within another, from 1 on, whether in capitals or not; 0 where it does not.

    Not LIKE: of a table with row-level security PostgreSQL takes no statistics for it, expects next to nothing to be
    found, and sorts all rows for a page of them.
    """

    type = sa.Integer()
    inherit_cache = True


@compiles(_Place)
def _place(element: _Place, compiler: SQLCompiler, **keywords: Any) -> str:
    within, text = (compiler.process(each, **keywords) for each in element.clauses)
    place, lower = ("instr", UNICODE_LOWER) if compiler.dialect.name == "sqlite" else ("strpos", "lower")
    return f"{place}({lower}({within}), {lower}({text}))"


@dataclass(frozen=True, eq=False)
class Listing:
    """A list: what its columns show, by their headings, what a search looks at, and the column that orders it.

    A heading with several sources shows them with blanks between. Text is found anywhere within what the headings
    ``searched`` show, and in ``texts`` that no column shows; a number in ``number`` alone. Rows with the same value in
    the order are ordered by GUID.
    """

    title: str
    table: sa.Table
    columns: Mapping[str, tuple[Path, ...]]
    searched: tuple[str, ...]
    order: str
    descending: bool
    texts: tuple[Path, ...] = ()
    number: str | None = None

    @cached_property
    def _joins(self) -> Joins:
        """The tables that the columns and a search reach: the same for both, so that they are joined once."""
        joins = Joins(self.table)
        for source in (*chain.from_iterable(self.columns.values()), *self.texts):
            joins.column(source)
        return joins

    def statement(self, session: Session) -> sa.Select[Any]:
        """Return the SELECT of all rows: the columns by heading, and ``key`` and ``guid`` for the page that follows."""
        shown = [self._shown(sources).label(heading) for heading, sources in self.columns.items()]
        key = [self.table.c[self.order].label("key"), self.table.c.guid.label("guid")]
        return session.select(self.table, *shown, *key).select_from(self._joins.joined)

    def _shown(self, sources: tuple[Path, ...]) -> sa.ColumnElement[Any]:
        first, *others = (self._joins.column(source) for source in sources)
        for other in others:
            first = first.concat(" ").concat(other)
        return first

    def matches(self, text: str) -> sa.ColumnElement[bool]:
        """Return the condition of a search."""
        columns = [self._shown(self.columns[heading]) for heading in self.searched]
        columns += [self._joins.column(source) for source in self.texts]
        found: list[sa.ColumnElement[bool]] = [_Place(column, sa.literal(text)) > 0 for column in columns]
        # What is greater is no number that anything could have.
        if self.number is not None and text.isascii() and text.isdigit() and len(text) <= 18:
            column = self.table.c[self.number]
            found.append(column == int(text) if int(text) < _beyond(column.type) else sa.false())
        return sa.or_(*found)

    def follows(self, key: str, guid: str) -> sa.ColumnElement[bool]:
        """Return the condition of standing behind a row. Raises ValueError for a key that no row can have."""
        column = self.table.c[self.order]
        here = sa.tuple_(column, self.table.c.guid)
        last = sa.tuple_(sa.literal(_read(column.type, key), column.type), sa.literal(guid))
        return here < last if self.descending else here > last

    def ordering(self) -> list[sa.ColumnElement[Any]]:
        """Return what the rows are ordered by."""
        columns = [self.table.c[self.order], self.table.c.guid]
        return [column.desc() for column in columns] if self.descending else list(columns)


@dataclass(frozen=True)
class ListPage:
    """A page of a list: its rows by heading, each with its ``guid``, and the key of what follows, None at the end."""

    rows: list[Mapping[str, Any]]
    next: tuple[str, str] | None


def page(
    session: Session, listing: Listing, size: int, search: str = "", after: tuple[str, str] | None = None
) -> ListPage:
    """Return at most ``size`` rows that a search finds, from the one behind ``after`` on. Raises ValueError."""
    statement = listing.statement(session).order_by(*listing.ordering()).limit(size + 1)
    if search:
        statement = statement.where(listing.matches(search))
    if after is not None:
        statement = statement.where(listing.follows(*after))
    rows = session.all(statement)
    more = (_written(rows[size - 1]["key"]), rows[size - 1]["guid"]) if len(rows) > size else None
    return ListPage([dict(row) for row in rows[:size]], more)


def _read(kind: sa.types.TypeEngine[Any], key: str) -> Any:
    if isinstance(kind, Instant):
        return moment(key)
    if isinstance(kind, WallClock):
        day = datetime.fromisoformat(key)
        if day.tzinfo is not None:
            raise ValueError(f"{key!r} has a zone, and no day of a row has.")
        return day
    if not isinstance(kind, sa.Integer):
        return key
    if abs(int(key)) >= _beyond(kind):
        raise ValueError(f"{key!r} is no number that a row can have.")
    return int(key)


def _beyond(kind: sa.types.TypeEngine[Any]) -> int:
    """Return the least number that a column cannot hold."""
    return 2**63 if isinstance(kind, sa.BigInteger) else 2**31


def _written(key: Any) -> str:
    return key.isoformat() if hasattr(key, "isoformat") else str(key)


LISTINGS = {
    "accounts": Listing(
        "Accounts",
        tables.accounts,
        {
            "Number": (path("number"),),
            "Name": (path("name"),),
            "Owner": (path("account_owner_user_guid", "first_name"), path("account_owner_user_guid", "last_name")),
            "VAT number": (path("company_guid", "vat_number"),),
            "Currency": (path("currency_guid", "iso_code"),),
            "Active": (path("is_active"),),
        },
        searched=("Name", "Owner", "VAT number"),
        order="name",
        descending=False,
        number="number",
    ),
    "cases": Listing(
        "Cases",
        tables.cases,
        {
            "Number": (path("case_number"),),
            "Name": (path("name"),),
            "Account": (path("account_guid", "name"),),
            "Owner": (path("case_owner_user_guid", "first_name"), path("case_owner_user_guid", "last_name")),
            "Status": (path("current_case_status_guid", "name"),),
            "Expected value": (path("expected_value"),),
            "Currency": (path("currency_guid", "iso_code"),),
            "Closed": (path("is_closed"),),
        },
        searched=("Name", "Account", "Owner", "Status"),
        order="case_number",
        descending=True,
        number="case_number",
    ),
    "hours": Listing(
        "Hours",
        tables.hour_entries,
        {
            "Day": (path("event_date"),),
            "User": (path("user_guid", "first_name"), path("user_guid", "last_name")),
            "Case": (path("case_guid", "name"),),
            "Phase": (path("phase_guid", "name"),),
            "Work type": (path("work_type_guid", "name"),),
            "Hours": (path("quantity"),),
            "Description": (path("description"),),
            "Approved": (path("is_approved"),),
        },
        searched=("User", "Case", "Phase", "Work type", "Description"),
        order="event_date",
        descending=True,
    ),
    "invoices": Listing(
        "Invoices",
        tables.invoices,
        {
            "Number": (path("number"),),
            "Day": (path("date"),),
            "Account": (path("account_guid", "name"),),
            "Status": (path("invoice_status_guid", "name"),),
            "Due": (path("due_date"),),
            "Total": (path("invoice_details_invoice_total_vat_included_amount"),),
            "Currency": (path("currency_guid", "iso_code"),),
        },
        searched=("Account", "Status"),
        texts=(path("reference_number"),),
        order="date",
        descending=True,
        number="number",
    ),
}
"""The lists, by their place in an address."""


def invoice(session: Session, guid: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]] | None:
    """Return an invoice with the names of what it refers to, and its rows in their order; None where there is none."""
    listing = LISTINGS["invoices"]
    found = session.all(listing.statement(session).where(tables.invoices.c.guid == guid))
    if not found:
        return None
    kept = session.get(tables.invoices, guid)
    rows = tables.invoice_rows
    statement = session.select(rows).where(rows.c.invoice_guid == guid).order_by(rows.c.row_number, rows.c.guid)
    return {**(kept or {}), **found[0]}, [dict(row) for row in session.all(statement)]

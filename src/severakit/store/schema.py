"""How a table is made from a data contract, and how its rows are read back as one.

A table takes its columns from the contract. What is stated beside it is what the contract does
not know: what a member refers to, what is unique, what is not kept because it follows from
something else, and what is kept beyond the wire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from severakit.contract import EXTENDED, Field, load_contract
from severakit.store.columns import Instant, WallClock, column_type

CONTRACT = load_contract()
# Columns are those of the latest generation, whichever this process speaks: one database serves them all.
_LATEST = load_contract(EXTENDED)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

organizations = sa.Table(
    "organizations",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("guid", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("inserted_at", Instant, nullable=False),
    sa.Column("api_addon", sa.Boolean, nullable=False),
    sa.Column("terms_accepted", sa.Boolean, nullable=False),
    sa.Column("daily_quota", sa.Integer, nullable=False),
    sa.Column("next_case_number", sa.BigInteger, nullable=False),
    sa.Column("next_account_number", sa.BigInteger, nullable=False),
    sa.Column("next_travel_number", sa.BigInteger, nullable=False),
    # What the organization demands of hours; those up to a closing date, that day included, are as they are.
    sa.Column("hours_closed_until", WallClock),
    sa.Column("hours_need_description", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("hours_may_overlap", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
)


# --- where a member's value comes from -------------------------------------------------------


@dataclass(frozen=True)
class Path:
    """A value found by following references: ``Path("account_guid", "name")``.

    ``shown_as`` has literals of an enumeration that this generation does not know, and what it shows in their place.
    """

    steps: tuple[str, ...]
    shown_as: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Constant:
    """A member that the product no longer uses and that always reads the same."""

    text: str | None


@dataclass(frozen=True)
class Links:
    """A list of texts kept in a table of their own: ``parent`` points back, ``value`` is listed."""

    table: str
    parent: str
    value: Path


@dataclass(frozen=True)
class Children:
    """A list of data contracts kept in a table of their own."""

    type_name: str
    parent: str


@dataclass(frozen=True)
class Calculated:
    """A member that is worked out from columns: ``work_out`` takes what is stored of each, and returns lexical text."""

    work_out: Callable[..., str | None]
    inputs: tuple[Path, ...]


@dataclass(frozen=True)
class OfOrganization:
    """A value of the one row of a table that is flagged in each organization, such as its base currency."""

    table: str
    value: str
    flagged: str


Source = Path | Constant | Links | Children | Calculated | OfOrganization


@dataclass(frozen=True)
class Nested:
    """A data contract inside another, kept in columns of the same table."""

    type_name: str
    members: tuple[tuple[str, Source | Nested], ...]
    present: str | None
    """The column that is null when the whole is nil; None where it never is."""


@dataclass(frozen=True)
class Layout:
    """How one data contract is read from one table: a source for each member, in wire order."""

    type_name: str
    table: sa.Table
    members: tuple[tuple[str, Source | Nested], ...]
    condition: sa.ColumnElement[bool] | None = None
    """What tells rows of this contract apart where several share a table."""

    @property
    def is_flat(self) -> bool:
        """Whether a fetched row is the lexical row already: nothing nested, no lists."""
        return all(isinstance(source, Path | Constant | OfOrganization) for _, source in self.members)


LAYOUTS: dict[str, Layout] = {}
"""Layouts by the name they were declared under: the data contract's, or its table's where one has two."""

REFERENCES: dict[str, dict[str, str]] = {}
"""For each table, column → the table it refers to."""


def path(*steps: str) -> Path:
    """Return the source of a value that is reached through references, the last step being its column."""
    return Path(steps)


NIL = Constant(None)
FALSE = Constant("false")

Derived = Mapping[str, Source | Mapping[str, Any]]
Members = tuple[tuple[str, "Source | Nested"], ...]


@dataclass
class _Columns:
    """Gathers the columns and member sources of one data contract."""

    derived: Derived
    references: Mapping[str, str]
    columns: list[sa.Column[Any]] = field(default_factory=list)

    def source(self, member: Field, prefix: str, derived: Derived, *, optional: bool) -> Source | Nested:
        given = derived.get(member.name)
        if isinstance(given, Source):
            return given
        if member.name in _STORE_TIMES:
            return path(_STORE_TIMES[member.name])
        if member.type.name in CONTRACT.types and not member.type.is_list:
            return self.nested(member, prefix, given or {})
        if member.type.is_list:
            raise ValueError(f"{member.name} is a list: say where it is kept.")
        name = prefix + member.python_name
        if name != "guid":
            self.columns.append(_column(name, member, optional=optional))
        return Path((name,), _shown_as(member))

    def nested(self, member: Field, prefix: str, derived: Mapping[str, Any]) -> Nested:
        present = derived.get("present")
        inner = _LATEST.types[member.type.name]
        inner_prefix = f"{prefix}{member.python_name}_"
        members = tuple(
            (inner_member.name, self.source(inner_member, inner_prefix, derived, optional=present is not None))
            for inner_member in inner.members
        )
        return Nested(inner.name, _known(inner.name, members), present and inner_prefix + present)

    def members(self, type_name: str) -> Members:
        """Gather the columns of all members, and return the sources of those that this generation knows."""
        latest = _LATEST.types[type_name].members
        return _known(type_name, tuple((m.name, self.source(m, "", self.derived, optional=False)) for m in latest))


def _known(type_name: str, members: Members) -> Members:
    known = CONTRACT.types[type_name].member
    return tuple((name, source) for name, source in members if name in known)


def _shown_as(member: Field) -> tuple[tuple[str, str], ...]:
    """Return for each literal that this generation does not know the next lower one that it does."""
    if member.type.name not in CONTRACT.enums:
        return ()
    known, shown, lower = CONTRACT.enums[member.type.name].values, [], ""
    for literal in _LATEST.enums[member.type.name].values:
        if literal in known:
            lower = literal
        else:
            shown.append((literal, lower))
    return tuple(shown)


_STORE_TIMES = {
    "InsertTS": "inserted_at",
    "InsertTs": "inserted_at",
    "UpdatedTS": "updated_at",
    "UpdatedTs": "updated_at",
}

_DEFAULTS: dict[str, Any] = {"boolean": False, "int": 0, "long": 0, "byte": 0, "decimal": Decimal(0)}


def _column(name: str, member: Field, *, optional: bool) -> sa.Column[Any]:
    nullable = optional or member.nillable
    default = None if nullable else _DEFAULTS.get(member.type.name)
    return sa.Column(name, column_type(member), nullable=nullable, default=default)


def _foreign_keys(table: str, references: Mapping[str, str], *, late: Iterable[str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            ["organization_id", column],
            [f"{target}.organization_id", f"{target}.guid"],
            name=f"fk_{table}_{column}",
            use_alter=column in late,
        )
        for column, target in references.items()
    ]


def _organization_column(*, primary_key: bool = True) -> sa.Column[int]:
    return sa.Column(
        "organization_id", sa.Integer, sa.ForeignKey("organizations.id"), primary_key=primary_key, nullable=False
    )


def keep(
    table_name: str,
    type_name: str | None = None,
    *,
    references: Mapping[str, str] | None = None,
    derived: Derived | None = None,
    extra: Sequence[sa.Column[Any]] = (),
    unique: Sequence[str | tuple[str, ...]] = (),
    index: Sequence[str | tuple[str, ...]] = (),
    late: Sequence[str] = (),
) -> sa.Table:
    """Declare a table of entities: keyed by organization and GUID, with the store's own times.

    ``references`` maps columns to the tables they point into, ``late`` names those that close a
    circle and are added when both tables stand. Every column that refers is indexed.
    """
    references = references or {}
    gathered = _Columns(derived or {}, references)
    members = gathered.members(type_name) if type_name is not None else ()
    own_columns = [*gathered.columns, *extra]
    table = sa.Table(
        table_name,
        metadata,
        _organization_column(),
        sa.Column("guid", sa.Text, primary_key=True),
        *own_columns,
        sa.Column("inserted_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        *_foreign_keys(table_name, references, late=late),
        *(_unique(columns) for columns in unique),
        sa.Index(f"ix_{table_name}_updated_at", "organization_id", "updated_at"),
        *(_index(table_name, columns) for columns in [*references, *index]),
    )
    REFERENCES[table_name] = dict(references)
    if type_name is not None:
        LAYOUTS[type_name if type_name not in LAYOUTS else table_name] = Layout(type_name, table, members)
    return table


def link(
    table_name: str,
    columns: Sequence[sa.Column[Any]] = (),
    *,
    references: Mapping[str, str],
    type_name: str | None = None,
    index: Sequence[str] = (),
) -> sa.Table:
    """Declare a table of what hangs on an entity, in order: links, or a data contract without a GUID.

    The first reference is the parent; rows are keyed by it and their position.
    """
    parent = next(iter(references))
    gathered = _Columns({}, references)
    members = gathered.members(type_name) if type_name is not None else ()
    table = sa.Table(
        table_name,
        metadata,
        _organization_column(),
        sa.Column(parent, sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *gathered.columns,
        *columns,
        *_foreign_keys(table_name, references, late=()),
        *(_index(table_name, column) for column in [*list(references)[1:], *index]),
    )
    REFERENCES[table_name] = dict(references)
    if type_name is not None:
        LAYOUTS[type_name] = Layout(type_name, table, members)
    return table


def view(
    name: str,
    table: sa.Table,
    *,
    type_name: str | None = None,
    derived: Derived | None = None,
    condition: sa.ColumnElement[bool] | None = None,
) -> Layout:
    """Declare a further data contract that is read from a table kept for another."""
    gathered = _Columns(derived or {}, {})
    members = gathered.members(type_name or name)
    missing = [column.name for column in gathered.columns if column.name not in table.c]
    if missing:
        raise ValueError(f"{name} reads {missing} from {table.name}, which does not keep them.")
    LAYOUTS[name] = Layout(type_name or name, table, members, condition)
    return LAYOUTS[name]


def _tuple(columns: str | tuple[str, ...]) -> tuple[str, ...]:
    return (columns,) if isinstance(columns, str) else columns


def _unique(columns: str | tuple[str, ...]) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("organization_id", *_tuple(columns))


def _index(table_name: str, columns: str | tuple[str, ...]) -> sa.Index:
    names = _tuple(columns)
    return sa.Index(f"ix_{table_name}_{'_'.join(names)}", "organization_id", *names)


def text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    """Return a column that the contract does not know, for text or a reference."""
    return sa.Column(name, sa.Text, nullable=nullable)


def flag(name: str, *, default: bool) -> sa.Column[bool]:
    """Return a column that the contract does not know, for yes or no."""
    return sa.Column(name, sa.Boolean, nullable=False, default=default)

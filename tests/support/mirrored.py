"""What a mirror must hold, read past the mirror: from the store's rows, and where a call works rows out, as objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from severakit.client import Client, NotFoundError
from severakit.client.plan import Each, Paged
from severakit.contract import Field, TypeRef, load_contract
from severakit.entities import Entity
from severakit.soap import lexical
from severakit.store.schema import LAYOUTS, metadata
from severakit.store.store import Session
from severakit.sync import TABLES, Table, delta_tables
from severakit.sync.relations import DELETED_AT, POSITION, Relation, relation

Rows = dict[str, list[dict[str, Any]]]

# Tables whose layout in the store is not called as their data contract is, and what narrows them.
_LAYOUTS = {"reimbursed_hour_entries": "reimbursed_hour_entries", "reimbursed_items": "reimbursed_items"}


def expected(session: Session, client: Client, tables: Iterable[Table] = TABLES) -> Rows:
    """Return the rows of all tables as they are now, deleted ones left out."""
    rows: Rows = {}
    for table in tables:
        root = relation(table.name)
        rows |= {each.name: [] for each in root.with_descendants()}
        for given, items in _items(session, client, table):
            for place, item in enumerate(items):
                _flatten(root, item, {**given, POSITION: place}, rows)
    return rows


def mirrored(mirror: Callable[[str], list[dict[str, Any]]], tables: Iterable[Table] = TABLES) -> Rows:
    """Return the rows that a mirror has, by a function that runs a query there; deleted ones left out."""
    rows: Rows = {}
    for table in tables:
        for each in relation(table.name).with_descendants():
            where = "" if each.root else f' WHERE "{DELETED_AT}" IS NULL'
            names = ", ".join(f'"{name}"' for name in each.schema.names)
            rows[each.name] = mirror(f'SELECT {names} FROM "{each.name}"{where}')
    return rows


def in_duckdb(path: object) -> Callable[[str], list[dict[str, Any]]]:
    """Return a function that runs a query in a DuckDB file."""

    def query(statement: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(path), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return connection.sql(statement).to_arrow_table().to_pylist()

    return query


def asked(address: str) -> Callable[[str], list[dict[str, Any]]]:
    """Return a function that runs a query in the mirror at an address, by what its readers use, not by severakit."""
    scheme, _, place = address.partition("://")
    match scheme:
        case "duckdb":
            return in_duckdb(place.removeprefix("/"))
        case "postgresql":
            return lambda statement: _in_postgresql(address, statement)
        case "delta:file":
            return lambda statement: _in_delta(address, statement)
    return by_its_sql(address)


def by_its_sql(address: str) -> Callable[[str], list[dict[str, Any]]]:
    """Return a function that runs a query in a mirror in a local folder by the SQL that stands beside its tables."""
    folder = Path(address.partition("://")[2])

    def query(statement: str) -> list[dict[str, Any]]:
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute((folder / "severakit-mirror.sql").read_text("utf-8"))
            return connection.sql(statement).to_arrow_table().to_pylist()

    return query


def _in_postgresql(address: str, statement: str) -> list[dict[str, Any]]:
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(statement).fetchall()


def _in_delta(address: str, statement: str) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name, table in delta_tables(address).items():
            if f'"{name}"' in statement:
                connection.register(name, table.to_pyarrow_dataset())
        return connection.sql(statement).to_arrow_table().to_pylist()


def assert_same(mirror: Rows, service: Rows) -> None:
    """Compare row by row and member by member; say which table differs first."""
    assert mirror.keys() == service.keys()
    for name, rows in service.items():
        have, want = _ordered(mirror[name]), _ordered(rows)
        assert have == want, _difference(name, have, want)


def _difference(name: str, have: list[Any], want: list[Any]) -> str:
    wrong = [[pair for pair in row if pair not in other] for row, other in zip(have, want, strict=False)]
    return f"{name}: {len(have)} rows for {len(want)}; {[each for each in wrong if each][:2]}"


def _ordered(rows: list[dict[str, Any]]) -> list[list[tuple[str, str]]]:
    return sorted([sorted((name, repr(_plain(value))) for name, value in row.items()) for row in rows])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    return value.normalize() if hasattr(value, "normalize") else value


def _items(session: Session, client: Client, table: Table) -> Iterable[tuple[dict[str, str], list[Any]]]:
    """Return what a table is made of, with the columns that its link gives."""
    type_name = table.operation.returns.name
    if isinstance(table.reading, Paged):
        yield {}, [_members(type_name, each) for each in _pages(client, table.reading)]
    elif isinstance(table.reading, Each):
        for value in sorted(_values(session, table.reading)):
            given = {} if table.reading.link is None else {table.reading.link: value}
            yield given, _answer(client, table.reading, type_name, value)
    else:
        layout = _LAYOUTS.get(table.name, type_name)
        yield {}, [_lexical(type_name, row) for row in session.rows(layout, *_conditions(table.name))]


def _conditions(name: str) -> list[Any]:
    match name:
        case "products":
            return [~LAYOUTS["Product"].table.c.is_travel_expense]
        case "tags":
            return [LAYOUTS["Tag"].table.c.context.in_(["Case", "User"])]
    return []


def _pages(client: Client, reading: Paged) -> Iterable[Entity]:
    first = 0
    while page := client.call(reading.source.operation, **{reading.first: first, reading.count: reading.rows}).all():
        yield from page
        first += reading.rows


def _values(session: Session, reading: Each) -> set[str]:
    found: set[str] = set()
    for parent, column in reading.parents:
        table = metadata.tables["products" if parent == "travel_expenses" else parent]
        found |= set(session.values(session.select(table, table.c[column]).where(table.c[column].is_not(None))))
    return found


def _answer(client: Client, reading: Each, type_name: str, value: str) -> list[Any]:
    try:
        result = client.call(reading.source.operation, **reading.source.arguments, **{reading.parameter: value})
    except NotFoundError:
        return []
    if result is None or isinstance(result, Entity):
        return [] if result is None else [_members(type_name, result)]
    return [each if isinstance(each, str) else _members(type_name, each) for each in result]


def _members(type_name: str, entity: Any) -> dict[str, Any]:
    """Return an entity's members by Python name, the nested ones likewise."""

    def value_of(kind: TypeRef, value: Any) -> Any:
        if value is None:
            return None
        if kind.is_list:
            return [value_of(TypeRef(kind.name), each) for each in value]
        if kind.name in load_contract().types:
            return _members(kind.name, value)
        enumeration = load_contract().enums.get(kind.name)
        return lexical.render_enumeration(enumeration, value) if enumeration else value

    members = load_contract().types[type_name].members
    return {each.python_name: value_of(each.type, getattr(entity, each.python_name)) for each in members}


def _lexical(type_name: str, row: Iterable[Any]) -> dict[str, Any]:
    """Return the members of a row of the store, which has them as the texts that go over the wire."""

    def value_of(member: Field, kind: TypeRef, value: Any) -> Any:
        if value is None:
            return None
        if kind.is_list:
            return [value_of(member, TypeRef(kind.name), each) for each in value]
        if kind.name in load_contract().types:
            return _lexical(kind.name, value)
        if kind.name in load_contract().enums or kind.name == "string":
            return value
        return lexical.parser(kind.name, instant=member.instant)(str(value))

    members = load_contract().types[type_name].members
    return {each.python_name: value_of(each, each.type, value) for each, value in zip(members, row, strict=True)}


def _flatten(relation: Relation, item: Any, given: Mapping[str, Any], rows: Rows) -> None:
    row = {
        column.name: given[column.name] if not column.path and column.name in given else _reached(item, column.path)
        for column in relation.columns
    }
    rows[relation.name].append(row)
    for child in relation.children:
        inherited = {here: row[there] for here, there in child.inherited}
        for place, each in enumerate(_reached(item, child.path) or []):
            _flatten(child, each, {**inherited, POSITION: place}, rows)


def _reached(item: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        item = None if item is None else item[name]
    return item

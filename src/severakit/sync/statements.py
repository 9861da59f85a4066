"""The SQL by which staged rows are merged: what DuckDB and PostgreSQL both understand."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from severakit.sync.relations import DELETED_AT, ORDER, Relation

_TYPES = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.decimal128(38, 10): "NUMERIC(38,10)",
    pa.timestamp("us"): "TIMESTAMP",
    pa.timestamp("us", "UTC"): "TIMESTAMP WITH TIME ZONE",
}


def sql_type(kind: pa.DataType) -> str:
    """Return the type of a column."""
    return _TYPES[kind]


def quoted(names: Iterable[str], alias: str = "") -> str:
    """Return names as a list of identifiers, those of an alias if one is given."""
    prefix = f"{alias}." if alias else ""
    return ", ".join(f'{prefix}"{name}"' for name in names)


def escaped(text: str) -> str:
    """Return a text as it stands between single quotes."""
    return text.replace("'", "''")


def staging(relation: Relation) -> str:
    """Return the name of the table of rows that are to be merged."""
    return f"_staging_{relation.name}"


def history(relation: Relation) -> str:
    """Return the name of the table of all versions of the rows."""
    return f"{relation.name}_history"


def create(name: str, columns: Iterable[tuple[str, str]]) -> str:
    """Create a table unless it is there."""
    declared = ", ".join(f'"{column}" {kind}' for column, kind in columns)
    return f'CREATE TABLE IF NOT EXISTS "{name}" ({declared})'


def same(columns: Iterable[str], left: str, right: str, there: Iterable[str] | None = None) -> str:
    """The condition that two rows have the same key; only its first part is never null."""
    first, *rest = zip(columns, there or columns, strict=True)
    conditions = [f'{left}."{first[0]}" = {right}."{first[1]}"']
    conditions += [f'{left}."{here}" IS NOT DISTINCT FROM {right}."{other}"' for here, other in rest]
    return " AND ".join(conditions)


def differs(relation: Relation, left: str, right: str) -> str:
    """The condition that two rows of the same key are not the same."""
    members = relation.own_members
    if not members:
        return "FALSE"
    return f"ROW({quoted(members, left)}) IS DISTINCT FROM ROW({quoted(members, right)})"


def has_repeated(relation: Relation) -> str:
    """Select a row if a key was staged twice."""
    keys = quoted(relation.key)
    return f'SELECT 1 FROM "{staging(relation)}" GROUP BY {keys} HAVING COUNT(*) > 1 LIMIT 1'


def latest(relation: Relation, *, repeated: bool) -> str:
    """Make `_latest` the staged rows, of those with one key the one that came last."""
    key = f'"{relation.key[0]}" IS NOT NULL'
    if not repeated:
        return f'CREATE TEMPORARY VIEW _latest AS SELECT * FROM "{staging(relation)}" WHERE {key}'
    nth = f'row_number() OVER (PARTITION BY {quoted(relation.key)} ORDER BY "{ORDER}" DESC)'
    return (
        f'CREATE TEMPORARY VIEW _latest AS SELECT * FROM (SELECT *, {nth} AS _nth FROM "{staging(relation)}") AS s '
        f"WHERE _nth = 1 AND {key}"
    )


def items_of_latest(child: Relation, root: Relation) -> str:
    """Make `_items` the staged rows of a child that came with the latest rows of its root."""
    of_root = same(child.root, "c", "n", root.key)
    return (
        f"CREATE TEMPORARY VIEW _items AS SELECT {quoted(child.schema.names, 'c')} "
        f'FROM "{staging(child)}" AS c JOIN _latest AS n ON {of_root} AND c."{ORDER}" = n."{ORDER}"'
    )


def delta(relation: Relation, source: str, *, was_deleted: bool) -> str:
    """Make `_delta` the rows of a source that the table has not, or not so."""
    back = f' OR t."{DELETED_AT}" IS NOT NULL' if was_deleted else ""
    return (
        f"CREATE TEMPORARY TABLE _delta AS SELECT {quoted(relation.schema.names, 'n')} FROM {source} AS n "
        f'LEFT JOIN "{relation.name}" AS t ON {same(relation.key, "t", "n")} '
        f'WHERE t."{relation.key[0]}" IS NULL{back} OR {differs(relation, "n", "t")}'
    )


def delete_delta(relation: Relation) -> str:
    """Delete the rows that `_delta` replaces."""
    return f'DELETE FROM "{relation.name}" AS t USING _delta AS n WHERE {same(relation.key, "t", "n")}'


def insert(relation: Relation, source: str) -> str:
    """Insert the rows of a source."""
    names = quoted(relation.schema.names)
    return f'INSERT INTO "{relation.name}" ({names}) SELECT {names} FROM {source}'


def gone(relation: Relation, covered: str) -> str:
    """Make `_gone` the keys of rows that were covered and did not come."""
    return (
        f'CREATE TEMPORARY TABLE _gone AS SELECT {quoted(relation.key, "t")} FROM "{relation.name}" AS t '
        f'WHERE t."{DELETED_AT}" IS NULL AND {covered} '
        f"AND NOT EXISTS (SELECT 1 FROM _latest AS n WHERE {same(relation.key, 't', 'n')})"
    )


def gone_items(child: Relation, root: Relation) -> str:
    """Make `_gone` the keys of a child's rows that the latest rows of its root have no more."""
    return (
        f'CREATE TEMPORARY TABLE _gone AS SELECT {quoted(child.key, "t")} FROM "{child.name}" AS t '
        f"WHERE EXISTS (SELECT 1 FROM _latest AS n WHERE {same(child.root, 't', 'n', root.key)}) "
        f"AND NOT EXISTS (SELECT 1 FROM _items AS i WHERE {same(child.key, 't', 'i')})"
    )


def mark_gone(relation: Relation) -> str:
    """Mark the rows of `_gone`."""
    condition = same(relation.key, "t", "g")
    return f'UPDATE "{relation.name}" AS t SET "{DELETED_AT}" = ? FROM _gone AS g WHERE {condition}'


def delete_gone(relation: Relation) -> str:
    """Delete the rows of `_gone`."""
    return f'DELETE FROM "{relation.name}" AS t USING _gone AS g WHERE {same(relation.key, "t", "g")}'


def drop_versions(relation: Relation, source: str) -> str:
    """Delete the versions of the rows that a source names which began at a moment."""
    condition = same(relation.key, "h", "n")
    return f'DELETE FROM "{history(relation)}" AS h USING {source} AS n WHERE h."_valid_from" = ? AND {condition}'


def end_versions(relation: Relation, source: str) -> str:
    """End the present versions of the rows that a source names."""
    condition = same(relation.key, "h", "n")
    return (
        f'UPDATE "{history(relation)}" AS h SET "_valid_to" = ? FROM {source} AS n '
        f'WHERE h."_valid_to" IS NULL AND {condition}'
    )


def begin_versions(relation: Relation, source: str, where: str = "TRUE") -> str:
    """Begin a version of each row of a source."""
    names = quoted(relation.schema.names)
    return (
        f'INSERT INTO "{history(relation)}" ({names}, "_valid_from") '
        f"SELECT {names}, CAST(? AS TIMESTAMP WITH TIME ZONE) FROM {source} WHERE {where}"
    )

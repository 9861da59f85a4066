"""A mirror in a database of one's own: every step of a run is a transaction of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any, Protocol

import msgspec
import pyarrow as pa

from severakit.client.plan import Each, Table, dependents
from severakit.sync import statements as sql
from severakit.sync.destination import Covered, MirrorError, Moved, Record, State
from severakit.sync.relations import DELETED_AT, ORDER, Relation, relation
from severakit.sync.spool import Spool
from severakit.sync.views import VIEWS, View

_MOMENT = sql.sql_type(pa.timestamp("us", "UTC"))
_TEXT = "VARCHAR"
_STATE = "_severakit_tables"
_DUE = "_severakit_due"
_RUNS = "_severakit_runs"
_VIEWS = "_severakit_views"
_OWN_TABLES = {
    _STATE: {"table_name": _TEXT, "changed_since": _MOMENT, "reconciled_at": _MOMENT, "place": _TEXT},
    _DUE: {"table_name": _TEXT, "value": _TEXT, "asked_at": _MOMENT},
    _RUNS: {"started_at": _MOMENT, "ended_at": _MOMENT, "outcome": _TEXT, "message": _TEXT, "tables": _TEXT},
    _VIEWS: {"view_name": _TEXT, "query": _TEXT},
}
# Tables and views, in DuckDB and in PostgreSQL.
_PRESENT = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"


class Connection(Protocol):
    """A connection to a database that speaks the SQL of `statements`. Raises MirrorError."""

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement and return how many rows it moved."""

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""

    def load(self, table: str, rows: pa.RecordBatchReader) -> None:
        """Append rows to a table that has their columns."""

    def tables(self) -> dict[str, dict[str, str]]:
        """Return for each table its columns with their types as `statements` names them."""

    def index(self, table: str, columns: tuple[str, ...]) -> None:
        """Let rows be found quickly by these columns, where that takes an index."""

    def begin(self) -> None:
        """Begin a transaction."""

    def commit(self) -> None:
        """Make what was done since visible, all at once."""

    def rollback(self) -> None:
        """Undo what was done since."""

    def close(self) -> None:
        """Close the connection."""


class DatabaseMirror:
    """A mirror in a database that a connection leads to."""

    def __init__(self, connection: Connection, *, history: bool = False) -> None:
        self._connection = connection
        self._wants_history = history
        self._tables = connection.tables()
        with self.transaction():
            for name, columns in _OWN_TABLES.items():
                self._create(name, columns)

    def close(self) -> None:
        """Let another run open it."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let what is done in the block be visible at its end, or not at all where it raises."""
        self._connection.begin()
        try:
            yield
            self._connection.commit()
        except BaseException:
            self._connection.rollback()
            self._tables = self._connection.tables()
            raise

    # --- tables ---

    def prepare(self, table: Table, now: datetime) -> bool:
        """Make the table and what hangs on it as wide as the contract; return whether columns were added."""
        widened = [self._prepare(each, now, is_root=not each.root) for each in relation(table.name).with_descendants()]
        return any(widened)

    def _prepare(self, relation: Relation, now: datetime, *, is_root: bool) -> bool:
        columns = _columns(relation) | ({DELETED_AT: _MOMENT} if is_root else {})
        is_new = relation.name not in self._tables
        self._create(relation.name, columns, relation.key)
        widened = self._widen(relation.name, columns)
        versions = _columns(relation) | {"_valid_from": _MOMENT, "_valid_to": _MOMENT}
        if sql.history(relation) in self._tables:
            self._widen(sql.history(relation), versions)
        elif self._wants_history:
            self._create(sql.history(relation), versions, relation.key)
            present = f'"{DELETED_AT}" IS NULL' if is_root else "TRUE"
            self._connection.run(sql.begin_versions(relation, f'"{relation.name}"', present), now)
        if sql.staging(relation) in self._tables:
            self._widen(sql.staging(relation), _staged_columns(relation))
        return widened and not is_new

    def _create(self, name: str, columns: dict[str, str], key: tuple[str, ...] = ()) -> None:
        if name not in self._tables:
            self._connection.run(sql.create(name, columns.items()))
            self._tables[name] = dict(columns)
            if key:
                self._connection.index(name, key)

    def _widen(self, name: str, columns: dict[str, str]) -> bool:
        found = self._tables[name]
        for column in [each for each in found if each not in columns]:
            raise MirrorError(
                f"The mirror's table {name} has a column {column}, which this generation of the API does not know. "
                "It was written with another one: set SEVERAKIT_GENERATION as it was then, or write to another mirror."
            )
        missing = [column for column in columns if column not in found]
        for column, kind in columns.items():
            if column in found and found[column] != kind:
                raise MirrorError(
                    f"Column {column} of the mirror's table {name} is {found[column]} and should be {kind}. A type is "
                    f"never changed silently: run `severakit sync reset --tables {name}` and read the table anew."
                )
        for column in missing:
            self._connection.run(f'ALTER TABLE "{name}" ADD COLUMN "{column}" {columns[column]}')
            found[column] = columns[column]
        return bool(missing)

    def forget(self, table: Table) -> None:
        """Drop the table with all that is known of it."""
        self._drop_views_of(relation(table.name))
        for each in relation(table.name).with_descendants():
            for name in (each.name, sql.staging(each), sql.history(each)):
                self._drop(name)
        for name in (_STATE, _DUE):
            self._connection.run(f"DELETE FROM {name} WHERE table_name = ?", table.name)

    def _drop(self, name: str) -> None:
        if self._tables.pop(name, None) is not None:
            self._connection.run(f'DROP TABLE "{name}"')

    # --- views ---

    def keep_views(self) -> None:
        """Make the views whose tables are there, unless they are as they should be.

        One that differs is replaced, no other, since that waits for all who read it. What has the name of a view and
        was not made here is left alone.
        """
        made = self._made_views()
        present = {name for (name,) in self._connection.rows(_PRESENT)}
        for view in VIEWS:
            is_foreign = view.name in present and view.name not in made
            is_right = view.name in present and made.get(view.name) == view.query
            if not is_foreign and not is_right and view.tables <= self._tables.keys():
                self._drop_view(view)
                self._make_view(view)

    def _make_view(self, view: View) -> None:
        self._connection.run(f'CREATE VIEW "{view.name}" AS {view.query}')
        self._connection.run(f"COMMENT ON VIEW \"{view.name}\" IS '{sql.escaped(view.description)}'")
        for column, text in view.columns.items():
            self._connection.run(f'COMMENT ON COLUMN "{view.name}"."{column}" IS \'{sql.escaped(text)}\'')
        self._connection.run(f"INSERT INTO {_VIEWS} VALUES (?, ?)", view.name, view.query)

    def _drop_view(self, view: View) -> None:
        self._connection.run(f'DROP VIEW IF EXISTS "{view.name}"')
        self._connection.run(f"DELETE FROM {_VIEWS} WHERE view_name = ?", view.name)

    def _drop_views_of(self, root: Relation) -> None:
        """Drop the views that read a table or what hangs on it; the next run makes them anew."""
        names = {each.name for each in root.with_descendants()}
        made = self._made_views()
        for view in VIEWS:
            if view.name in made and view.tables & names:
                self._drop_view(view)

    def _made_views(self) -> dict[str, str]:
        return dict(self._connection.rows(f"SELECT view_name, query FROM {_VIEWS}"))

    # --- how far it is ---

    def state(self, table: Table) -> State | None:
        """Return how far a table is mirrored, None for one that never was."""
        statement = f"SELECT CAST(changed_since AS {_TEXT}), CAST(reconciled_at AS {_TEXT}), place FROM {_STATE}"
        for since, reconciled, place in self._connection.rows(f"{statement} WHERE table_name = ?", table.name):
            return State(_moment(since), _moment(reconciled), None if place is None else msgspec.json.decode(place))
        return None

    def set_state(self, table: Table, state: State) -> None:
        """Keep how far a table is mirrored."""
        place = None if state.place is None else msgspec.json.encode(state.place).decode()
        self._connection.run(f"DELETE FROM {_STATE} WHERE table_name = ?", table.name)
        values = (table.name, state.changed_since, state.reconciled_at, place)
        self._connection.run(f"INSERT INTO {_STATE} VALUES (?, ?, ?, ?)", *values)

    # --- rows ---

    def stage(self, table: Table, spools: Iterable[Spool]) -> None:
        """Add rows to those that are to be merged."""
        below = {each.name: each for each in relation(table.name).with_descendants()}
        for each in below.values():
            self._create(sql.staging(each), _staged_columns(each))
        came: dict[str, list[pa.RecordBatchReader]] = {}
        for spool in spools:
            for name, rows in spool.batches():
                came.setdefault(name, []).append(rows)
        for name, readers in came.items():
            rows = pa.RecordBatchReader.from_batches(readers[0].schema, chain.from_iterable(readers))
            self._connection.load(sql.staging(below[name]), rows)

    def unstage(self, table: Table) -> None:
        """Forget the rows that are to be merged."""
        for each in relation(table.name).with_descendants():
            self._drop(sql.staging(each))

    def merge(self, table: Table, covered: Covered | list[str], now: datetime) -> dict[str, Moved]:
        """Merge the staged rows by their keys, mark what is gone of what they cover, and return what moved."""
        root = relation(table.name)
        for each in root.with_descendants():
            self._create(sql.staging(each), _staged_columns(each))
        repeated = bool(self._connection.rows(sql.has_repeated(root)))
        with self._made("VIEW", "_latest", sql.latest(root, repeated=repeated)):
            moved = {root.name: self._merge_root(table, root, covered, now)}
            for child in root.with_descendants()[1:]:
                moved[child.name] = self._merge_child(child, root, now)
        self.unstage(table)
        return moved

    def _merge_root(self, table: Table, root: Relation, covered: Covered | list[str], now: datetime) -> Moved:
        read = self._count(f'"{sql.staging(root)}"')
        deleted = self._mark_gone(table, root, covered, now)
        with self._differing(root, "_latest", was_deleted=True) as source:
            changed = self._write(root, source, now) if source else 0
            if asking := "_latest" if covered is Covered.NOTHING else source:
                self._ask_for_dependents(table, asking, now)
        return Moved(read, changed, deleted)

    @contextmanager
    def _differing(self, relation: Relation, rows: str, *, was_deleted: bool) -> Iterator[str]:
        """Yield where those of the rows stand that the table has not, or not so; nothing where there are none.

        What is not changed is not written at all: of Parquet files that means not published anew.
        """
        if not self._connection.rows(f'SELECT 1 FROM "{relation.name}" LIMIT 1'):
            yield rows if self._connection.rows(f"SELECT 1 FROM {rows} LIMIT 1") else ""
            return
        with self._made("TABLE", "_delta", sql.delta(relation, rows, was_deleted=was_deleted)) as found:
            if found:
                self._connection.run(sql.delete_delta(relation))
            yield "_delta" if found else ""

    def _write(self, relation: Relation, source: str, now: datetime) -> int:
        self._begin_versions(relation, source, now)
        return self._connection.run(sql.insert(relation, source))

    def _mark_gone(self, table: Table, root: Relation, covered: Covered | list[str], now: datetime) -> int:
        if covered is Covered.NOTHING:
            return 0
        if covered is Covered.EVERYTHING:
            return self._mark(root, sql.gone(root, "TRUE"), now)
        assert isinstance(table.reading, Each)  # noqa: S101 - only these are read value by value
        assert isinstance(covered, list)  # noqa: S101 - by the cases before
        column = table.reading.link or root.key[0]
        with self._made("TABLE", "_covered", f"CREATE TEMPORARY TABLE _covered (value {_TEXT})"):
            values = pa.record_batch([pa.array(covered, pa.string())], names=["value"])
            self._connection.load("_covered", pa.RecordBatchReader.from_batches(values.schema, [values]))
            return self._mark(root, sql.gone(root, f't."{column}" IN (SELECT value FROM _covered)'), now)

    def _mark(self, root: Relation, gone: str, now: datetime) -> int:
        with self._made("TABLE", "_gone", gone) as found:
            if not found:
                return 0
            self._end_versions(root, "_gone", now)
            return self._connection.run(sql.mark_gone(root), now)

    def _merge_child(self, child: Relation, root: Relation, now: datetime) -> Moved:
        with self._made("VIEW", "_items", sql.items_of_latest(child, root)):
            with self._made("TABLE", "_gone", sql.gone_items(child, root)) as found:
                deleted = self._delete_gone(child, now) if found else 0
            with self._differing(child, "_items", was_deleted=False) as source:
                changed = self._write(child, source, now) if source else 0
            return Moved(self._count("_items"), changed, deleted)

    def _delete_gone(self, child: Relation, now: datetime) -> int:
        self._end_versions(child, "_gone", now)
        return self._connection.run(sql.delete_gone(child))

    def _begin_versions(self, relation: Relation, source: str, now: datetime) -> None:
        if sql.history(relation) in self._tables:
            self._end_versions(relation, source, now)
            self._connection.run(sql.begin_versions(relation, source), now)

    def _end_versions(self, relation: Relation, source: str, now: datetime) -> None:
        if sql.history(relation) in self._tables:
            # One that a history begun in this very run has of what was there before it was never valid in it.
            self._connection.run(sql.drop_versions(relation, source), now)
            self._connection.run(sql.end_versions(relation, source), now)

    # --- what is read value by value ---

    def _ask_for_dependents(self, table: Table, source: str, now: datetime) -> None:
        for dependent, column in dependents(table):
            if self.state(dependent) is not None:
                self._ask(dependent, column, source, now)

    def ask_for_all(self, table: Table, now: datetime) -> dict[str, Moved]:
        """Note every value that the parents of the table hold as one to read, and mark what hangs on none of them."""
        assert isinstance(table.reading, Each)  # noqa: S101 - only these are read value by value
        root = relation(table.name)
        column = table.reading.link or root.key[0]
        present = " UNION ALL ".join(
            f'SELECT "{held}" AS value FROM "{parent}" WHERE "{DELETED_AT}" IS NULL AND "{held}" IS NOT NULL'
            for parent, held in table.reading.parents
        )
        for parent, held in table.reading.parents:
            self._ask(table, held, f'(SELECT * FROM "{parent}" WHERE "{DELETED_AT}" IS NULL) AS p', now, again=True)
        gone = (
            f'CREATE TEMPORARY TABLE _gone AS SELECT {sql.quoted(root.key, "t")} FROM "{root.name}" AS t '
            f'WHERE t."{DELETED_AT}" IS NULL AND t."{column}" NOT IN ({present})'
        )
        return {root.name: Moved(deleted=self._mark(root, gone, now))}

    def _ask(self, table: Table, column: str, source: str, now: datetime, *, again: bool | None = None) -> None:
        assert isinstance(table.reading, Each)  # noqa: S101 - only these are read value by value
        root = relation(table.name)
        known = f"SELECT value FROM {_DUE} WHERE table_name = ?"
        if not (table.reading.again if again is None else again):
            known += f' UNION ALL SELECT "{root.key[0]}" FROM "{root.name}" WHERE "{DELETED_AT}" IS NULL'
        self._connection.run(
            f'INSERT INTO {_DUE} SELECT DISTINCT CAST(? AS {_TEXT}), "{column}", CAST(? AS {_MOMENT}) FROM {source} '
            f'WHERE "{column}" IS NOT NULL AND "{column}" NOT IN ({known})',
            table.name,
            now,
            table.name,
        )

    def due(self, table: Table, count: int) -> list[str]:
        """Return values for which the table is yet to be read, those that wait longest first."""
        statement = f"SELECT value FROM {_DUE} WHERE table_name = ? ORDER BY asked_at, value LIMIT {count:d}"
        return [value for (value,) in self._connection.rows(statement, table.name)]

    def settle(self, table: Table, values: Iterable[str]) -> None:
        """Note that the table was read for these values."""
        for value in values:
            self._connection.run(f"DELETE FROM {_DUE} WHERE table_name = ? AND value = ?", table.name, value)

    # --- history of runs ---

    def keep_record(self, record: Record) -> None:
        """Keep a run in the history; one that began at the same moment is replaced."""
        tables = msgspec.json.encode(record.tables).decode()
        self._connection.run(f"DELETE FROM {_RUNS} WHERE started_at = ?", record.started_at)
        values = (record.started_at, record.ended_at, record.outcome, record.message, tables)
        self._connection.run(f"INSERT INTO {_RUNS} VALUES (?, ?, ?, ?, ?)", *values)

    def records(self, count: int) -> list[Record]:
        """Return the last runs, the latest first."""
        statement = (
            f"SELECT CAST(started_at AS {_TEXT}), CAST(ended_at AS {_TEXT}), outcome, message, tables FROM {_RUNS} "
            f"ORDER BY started_at DESC LIMIT {count:d}"
        )
        return [
            msgspec.convert(
                {
                    "started_at": _moment(started),
                    "ended_at": _moment(ended),
                    "outcome": outcome,
                    "message": message,
                    "tables": msgspec.json.decode(tables),
                },
                Record,
            )
            for started, ended, outcome, message, tables in self._connection.rows(statement)
        ]

    @contextmanager
    def _made(self, kind: str, name: str, statement: str) -> Iterator[int]:
        """Have a temporary table or view within the block; yield how many rows a table was made with."""
        yield self._connection.run(statement)
        self._connection.run(f"DROP {kind} {name}")

    def _count(self, source: str) -> int:
        return int(self._connection.rows(f"SELECT COUNT(*) FROM {source}")[0][0])


def _columns(relation: Relation) -> dict[str, str]:
    return {column.name: sql.sql_type(column.type) for column in relation.columns}


def _staged_columns(relation: Relation) -> dict[str, str]:
    return _columns(relation) | {ORDER: "BIGINT"}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

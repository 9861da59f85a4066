"""Statements that are compiled once and then sent as they are: what every call asks.

SQLAlchemy looks each statement up anew, wraps its result and its rows; for a statement that finds one row in
microseconds that is most of the time. Here its text and the conversions of its values are kept, by dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, IteratorResult, RowMapping
from sqlalchemy.engine.result import SimpleResultMetaData

Convert = Callable[[Any], Any]


class Prepared:
    """A statement whose parameters are all bound by name and never lists.

    For few rows: they are fetched at once. ``written`` are the columns that an INSERT or UPDATE fills with values bound
    by their names. Raises what SQLAlchemy raises for the same statement.
    """

    def __init__(self, statement: sa.Select[Any] | sa.UpdateBase, written: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._written = written
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> Sequence[Sequence[Any]]:
        """Return the rows that the statement finds with these values; one that finds none returns none."""
        if connection.engine.dispatch.before_cursor_execute:
            # Who listens to statements shall hear these too.
            result = connection.execute(self._statement, values)
            return result.all() if result.returns_rows else ()
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compiled.setdefault(
            dialect.name, _compile(self._statement, self._written, dialect)
        )
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.parameters(values))
            rows = cursor.fetchall() if cursor.description else ()
            return compiled.converted(rows, cursor) if rows else rows
        except dialect.loaded_dbapi.Error as error:
            raise _wrapped(error, compiled.text, connection, cursor) from error
        finally:
            cursor.close()

    def first(self, connection: Connection, **values: Any) -> Sequence[Any] | None:
        """Return the first row that the statement finds, or None."""
        rows = self.rows(connection, **values)
        return rows[0] if rows else None

    def mapping(self, connection: Connection, **values: Any) -> RowMapping | None:
        """Return the first row that the statement finds, by the names of its columns, or None."""
        found = self.first(connection, **values)
        return None if found is None else IteratorResult(self._names, iter([found])).mappings().one()

    @cached_property
    def _names(self) -> SimpleResultMetaData:
        return SimpleResultMetaData([str(column.key) for column in _columns(self._statement)])


def send(connection: Connection, text: str) -> None:
    """Send statements without values or rows, in one message. Raises what SQLAlchemy raises for them."""
    cursor = connection.connection.cursor()
    # Several statements cannot be prepared as one; SQLite takes no more than one.
    options = {} if connection.dialect.name == "sqlite" else {"prepare": False}
    try:
        cursor.execute(text, **options)  # type: ignore[arg-type]
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(error, text, connection, cursor) from error
    finally:
        cursor.close()


@dataclass
class _Compiled:
    """A statement as text of one dialect, with what its values and rows pass through on their way."""

    text: str
    constants: list[Any] | dict[str, Any]
    """The parameters as they are sent, by place or by name, with the values that stand in the statement itself."""
    given: Sequence[tuple[str, Convert | None, Sequence[Any]]]
    """Name and conversion of each value that comes with a call, and its places, or its name, among the parameters."""
    dialect: Dialect
    types: Sequence[sa.types.TypeEngine[Any]]
    """The types of the columns that come back."""
    converts: Sequence[tuple[int, Convert]] | None = None
    """The conversions of these columns, by place; known when the driver has told its own types."""

    def parameters(self, values: Mapping[str, Any]) -> Any:
        sent: Any = self.constants.copy()
        for name, convert, keys in self.given:
            value = convert(values[name]) if convert else values[name]
            for key in keys:
                sent[key] = value
        return sent

    def converted(self, rows: Sequence[Any], cursor: Any) -> Sequence[Sequence[Any]]:
        if self.converts is None:
            named = zip(self.types, cursor.description, strict=True)
            made = [type_.result_processor(self.dialect, told[1]) for type_, told in named]
            self.converts = [(place, convert) for place, convert in enumerate(made) if convert]
        if not self.converts:
            return rows
        return [self._converted(row, self.converts) for row in rows]

    @staticmethod
    def _converted(row: Sequence[Any], converts: Sequence[tuple[int, Convert]]) -> Sequence[Any]:
        values = list(row)
        for place, convert in converts:
            values[place] = convert(values[place])
        return values


def _compile(statement: sa.Select[Any] | sa.UpdateBase, written: Sequence[str] | None, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=written)
    constants: dict[str, Any] = {}
    given = {}
    for parameter, name in compiled.bind_names.items():
        convert = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if parameter.required:
            given[name] = convert
        else:
            constants[name] = convert(parameter.effective_value) if convert else parameter.effective_value
    order = compiled.positiontup
    sent = constants if order is None else [constants.get(name) for name in order]

    def keys(name: str) -> Sequence[Any]:
        return [name] if order is None else [place for place, each in enumerate(order) if each == name]

    by_name = [(name, convert, keys(name)) for name, convert in given.items()]
    types = [column.type.dialect_impl(dialect) for column in _columns(statement)]
    return _Compiled(str(compiled), sent, by_name, dialect, types)


def _columns(statement: sa.Select[Any] | sa.UpdateBase) -> Sequence[sa.ColumnElement[Any]]:
    if isinstance(statement, sa.Select):
        return list(statement.selected_columns)
    return list(statement.exported_columns)  # what RETURNING names


def _wrapped(error: Exception, text: str, connection: Connection, cursor: Any) -> BaseException:
    """Return a driver's error as SQLAlchemy's, and give a connection up that is lost."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.driver_connection, cursor)  # type: ignore[arg-type]
    wrapped = sa.exc.DBAPIError.instance(
        text, None, error, dialect.loaded_dbapi.Error,
        hide_parameters=True, connection_invalidated=lost, dialect=dialect,
    )  # fmt: skip
    if lost:
        connection.invalidate(error)
    return wrapped

"""Column types, and how a column reads in the lexical form that XML Schema gives its type."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from severakit.contract import Field


class Amount(sa.types.TypeDecorator[Decimal]):
    """An exact decimal: NUMERIC where the database has it, its text in SQLite."""

    impl = sa.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class _Timestamp(sa.types.TypeDecorator[datetime]):
    """A timestamp without zone: TIMESTAMP where the database has it, ISO 8601 text in SQLite."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        text = value.isoformat()
        return text.rstrip("0") if value.microsecond else text

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


class WallClock(_Timestamp):
    """A calendar date or wall-clock time: a datetime without zone."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is not None and value.tzinfo is not None:
            raise ValueError(f"{value!r} has a zone, but a calendar date has none.")
        return super().process_bind_param(value, dialect)


class Instant(_Timestamp):
    """A moment: a datetime in UTC, kept without its zone."""

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone; give a moment as a datetime in UTC.")
        return super().process_bind_param(value.astimezone(UTC).replace(tzinfo=None), dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        moment = super().process_result_value(value, dialect)
        return None if moment is None else moment.replace(tzinfo=UTC)


_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "string": sa.Text,
    "boolean": sa.Boolean,
    "int": sa.Integer,
    "long": sa.BigInteger,
    "byte": sa.SmallInteger,
    "decimal": Amount,
    "base64Binary": sa.LargeBinary,
}


def column_type(field: Field) -> sa.types.TypeEngine[Any]:
    """Return the type of the column that holds a member; enumerations are kept by literal."""
    if field.type.name == "dateTime":
        return Instant() if field.instant else WallClock()
    return _TYPES.get(field.type.name, sa.Text)()


class lexical(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """A column as XML Schema text: what goes over the wire, ready, straight from the database.

    Integers stay integers, since their text is the same everywhere.
    """

    type = sa.Text()
    inherit_cache = True


@compiles(lexical)
def _lexical(element: lexical, compiler: SQLCompiler, **keywords: Any) -> str:
    (column,) = element.clauses
    text = compiler.process(column, **keywords)
    if isinstance(column.type, sa.Boolean):
        return f"CASE WHEN {text} THEN 'true' WHEN NOT {text} THEN 'false' END"
    if compiler.dialect.name == "sqlite":
        return text
    if isinstance(column.type, Amount):
        return f"CAST({text} AS TEXT)"
    if isinstance(column.type, _Timestamp):
        return f"replace(CAST({text} AS TEXT), ' ', 'T')"
    return text

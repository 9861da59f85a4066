"""A list of texts as one parameter of a statement: databases bound how many parameters one may have."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _EachOf(FunctionElement[str]):
    """The texts of a JSON array, as the rows of a subquery."""

    type = sa.Text()
    inherit_cache = True


@compiles(_EachOf)
def _each_of(element: _EachOf, compiler: SQLCompiler, **keywords: Any) -> str:
    (parameter,) = element.clauses
    texts = compiler.process(parameter, **keywords)
    if compiler.dialect.name == "sqlite":
        return f"(SELECT value FROM json_each({texts}))"  # noqa: S608 - the text is a placeholder
    return f"(SELECT json_array_elements_text(CAST({texts} AS JSON)))"


def is_among(column: sa.ColumnElement[Any], texts: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of the texts, however many they are; of none it has none."""
    array = sa.literal(json.dumps(list(texts)), sa.Text())
    return column.op("IN", is_comparison=True)(_EachOf(array))

"""The SQL that makes a folder's tables, and the views over them, known to DuckDB: it stands beside them in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

from severakit.sync.statements import escaped, sql_type
from severakit.sync.views import VIEWS

SQL = "severakit-mirror.sql"


def of_files(files: Iterable[str]) -> str:
    """Return the SELECT of all rows of Parquet files."""
    places = ", ".join(f"'{escaped(file)}'" for file in files)
    return f"SELECT * FROM read_parquet([{places}])"


def of_nothing(schema: pa.Schema) -> str:
    """Return a SELECT of no rows with the columns of a schema."""
    columns = ", ".join(f'CAST(NULL AS {sql_type(each.type)}) AS "{each.name}"' for each in schema)
    return f"SELECT {columns} WHERE FALSE"


def head(version: int) -> str:
    """Return the comment with which the file of a mirror that was published so often begins."""
    return (
        f"-- Version {version} of this mirror: its tables, and the views over them, for DuckDB.\n"
        "-- Each run writes this file anew: read it again after one.\n"
    )


def definitions(selects: Mapping[str, str]) -> str:
    """Return statements that make a view of each table, by its SELECT, and the views whose tables are there."""
    lines = [f'CREATE OR REPLACE VIEW "{table}" AS {select};' for table, select in sorted(selects.items())]
    for view in VIEWS:
        if view.tables <= selects.keys():
            lines.append(f'\nCREATE OR REPLACE VIEW "{view.name}" AS\n{view.query};')
            lines.append(f"COMMENT ON VIEW \"{view.name}\" IS '{escaped(view.description)}';")
            for column, text in view.columns.items():
                lines.append(f'COMMENT ON COLUMN "{view.name}"."{column}" IS \'{escaped(text)}\';')
    return "\n".join([*lines, ""])

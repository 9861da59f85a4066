"""How commands speak: JSON for machines, tables for people, one sentence on stderr for errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

FOUND = 1
"""Exit code for a problem that was found."""

USAGE = 2
"""Exit code for wrong usage."""

UNFINISHED = 3
"""Exit code for a job that the quota ended: run it again when the count has begun anew."""

_WIDEST = 100_000
"""Characters to a line where no terminal bounds it."""


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Say one sentence on stderr and end with the exit code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def print_json(value: Any) -> None:
    """Print a value as JSON; amounts are strings, so that they stay exact."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def print_json_line(value: Any) -> None:
    """Print a value as one line of JSON and let it through at once."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()


def table_console() -> Console:
    """Return the console that tables go to: as wide as the terminal, and in a pipe as wide as they are."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDEST)


def print_table(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as a table, where nothing is cut; without rows, say that there are none."""
    if not rows:
        typer.echo(f"{title}: none.")
        return
    console = table_console()
    # Text, not str: what stands in brackets in a name is no markup.
    console.print(Text(title, "bold"), overflow="fold")
    table = Table()
    for name in rows[0]:
        numbers = any(_is_number(row[name]) for row in rows)
        table.add_column(name.replace("_", " "), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row.values()))
    console.print(table)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | str) and value is not None and hasattr(value, "__float__")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return f"{value:,}" if _is_number(value) else str(value)


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Turn a missing optional package into a sentence that says what to install."""
    try:
        yield
    except ModuleNotFoundError as error:
        fail(f"This command needs {error.name}: pip install 'severakit[{extra}]'.")

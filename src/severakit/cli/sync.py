"""``severakit sync``: the mirror of an organization's data."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from severakit.cli import output
from severakit.cli.options import ApiKey, Endpoint, Json

app = typer.Typer(help="Mirror an organization's data, exactly and incrementally.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Mirror an organization's data, exactly and incrementally."""


@app.command()
def run(
    endpoint: Endpoint,
    api_key: ApiKey,
    to: Annotated[str, typer.Option("--to", help="Where the mirror lies: duckdb:///FILE.")],
    tables: Annotated[str | None, typer.Option("--tables", help="Only these tables, separated by commas.")] = None,
    json: Json = False,
) -> None:
    """Read what is new since the last run (everything, the first time) and write it to the mirror."""
    from severakit.client import Client, SeveraError  # noqa: PLC0415 - so that --help needs nothing

    with output.needs("sync"):
        from severakit.sync import DuckDBMirror, MirrorError, chosen, synchronize  # noqa: PLC0415
    try:
        wanted = chosen([name.strip() for name in tables.split(",")] if tables else None)
        mirror = DuckDBMirror(to)
    except (ValueError, MirrorError) as error:
        output.fail(str(error))
    try:
        with Client(endpoint, api_key) as client, _progress() as progress:
            moved = synchronize(client, mirror, wanted, progress)
    except ValueError as error:
        output.fail(str(error))
    except (SeveraError, MirrorError) as error:
        output.fail(str(error), output.FOUND)
    finally:
        mirror.close()
    if json:
        output.print_json({"tables": moved})
    else:
        rows = [{"table": t, "read": m.read, "changed": m.changed, "deleted": m.deleted} for t, m in moved.items()]
        output.print_table(f"Mirrored to {to}", rows)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Show the rows of each table on a terminal; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _table, _rows: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,} rows"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as progress:
        bars: dict[str, TaskID] = {}

        def show(table: str, rows: int) -> None:
            if table not in bars:
                bars[table] = progress.add_task(table, total=None)
            progress.update(bars[table], completed=rows)

        yield show

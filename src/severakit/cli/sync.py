"""``severakit sync``: the mirror of an organization's data."""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from severakit.cli import output
from severakit.cli.options import ApiKey, Endpoint, Json, QuotaReserve, Record

if TYPE_CHECKING:
    from severakit.client import Client
    from severakit.sync import Destination, Settings, Summary, Table
    from severakit.sync.organizations import Mirror, Organization, Result

app = typer.Typer(help="Mirror an organization's data, exactly and incrementally.", no_args_is_help=True)

To = Annotated[
    str,
    typer.Option(
        "--to",
        envvar="SEVERAKIT_MIRROR",
        help="Where the mirror lies: duckdb:///FILE, postgresql://…, file:///FOLDER (Parquet) or delta:file:///FOLDER.",
    ),
]
Tables = Annotated[str | None, typer.Option("--tables", help="Only these tables, separated by commas.")]

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@app.callback()
def group() -> None:
    """Mirror an organization's data, exactly and incrementally."""


@app.command()
def run(  # noqa: PLR0917 - its options
    endpoint: Endpoint,
    api_key: ApiKey,
    to: To,
    tables: Tables = None,
    since: Annotated[
        datetime | None, typer.Option("--since", help="Read what changed since this moment (UTC), not the last run.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew.")] = False,
    reconcile: Annotated[
        str, typer.Option("--reconcile", help="When to read whole, to find what was deleted: daily, always, never.")
    ] = "daily",
    history: Annotated[bool, typer.Option("--history", help="Keep every version of every row from now on.")] = False,
    every: Annotated[
        str | None,
        typer.Option("--every", help="Run again and again, such as every 1h, 30m or 1d, give or take a tenth."),
    ] = None,
    calls_at_once: Annotated[
        int, typer.Option("--calls-at-once", min=1, max=32, help="Calls under way at a time.")
    ] = 4,
    quota_reserve: QuotaReserve = 0,
    record: Record = None,
    json: Json = False,
) -> None:
    """Read what is new since the last run (everything, the first time) and write it to the mirror.

    Exit code 0: complete. 1: a problem. 3: the quota ended the run; what came is kept, and the next run goes on there.
    """
    from severakit.client import Client  # noqa: PLC0415 - so that --help needs nothing

    with output.needs("sync"):
        from severakit.sync import Settings  # noqa: PLC0415
    if full and since is not None:
        output.fail("--full reads everything, --since what changed since then: give one of them.")
    wanted = _chosen(tables)
    pause = None if every is None else _pause(every)
    settings = Settings(
        _reconcile(reconcile),  # type: ignore[arg-type]
        None if since is None else since.replace(tzinfo=since.tzinfo or UTC),
        full,
        calls_at_once,
    )
    try:
        # The last call is always left: one that the service refuses would tell nothing, and count.
        client = Client(endpoint, api_key, quota_reserve=max(1, quota_reserve), record=record)
    except ValueError as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"The recording cannot be written: {error}.", output.FOUND)
    with client:
        while True:
            try:
                code = _run_once(client, to, wanted, settings, history=history, json=json)
            except typer.Exit as failure:
                code = failure.exit_code
            # Where runs follow each other, the next one may find again what this one could not reach.
            if pause is None or code == output.USAGE:
                raise typer.Exit(code)
            time.sleep(pause.total_seconds() * random.uniform(0.9, 1.1))  # noqa: S311 - no secret


@app.command()
def load(
    endpoint: Endpoint,
    api_key: ApiKey,
    to: Annotated[
        str, typer.Option("--to", help="dlt's name of the destination: bigquery, snowflake, redshift, databricks, …")
    ],
    dataset: Annotated[str, typer.Option("--dataset", help="Dataset or schema to load into.")] = "severa",
    tables: Tables = None,
    reconcile: Annotated[
        str, typer.Option("--reconcile", help="When to read whole, to find what was deleted: daily, always, never.")
    ] = "daily",
    quota_reserve: QuotaReserve = 0,
    json: Json = False,
) -> None:
    """Load into a warehouse that dlt writes to; its address and secrets come from dlt's own settings."""
    from severakit.client import Client, SeveraError  # noqa: PLC0415 - so that --help needs nothing

    with output.needs("sync"):
        from severakit.sync import MirrorError  # noqa: PLC0415
        from severakit.sync.loading import load as into  # noqa: PLC0415
    _chosen(tables)
    _reconcile(reconcile)
    names = _names(tables) if tables else None
    try:
        with Client(endpoint, api_key, quota_reserve=max(1, quota_reserve)) as client:
            rows = into(client, to, dataset, names, reconcile)
    except (SeveraError, MirrorError) as error:
        output.fail(str(error), output.FOUND)
    except ValueError as error:
        output.fail(str(error))
    if json:
        output.print_json({"rows": rows})
    else:
        output.print_table(f"Loaded into {dataset}", [{"table": name, "rows": count} for name, count in rows.items()])


@app.command()
def status(to: To, json: Json = False) -> None:
    """Show the mirror's last runs: when, how they ended, and what moved."""
    with _opened(to, is_there=True) as mirror:
        records = mirror.records(20)
    if json:
        output.print_json(records)
        return
    rows = [
        {
            "started": f"{each.started_at:%Y-%m-%d %H:%M:%S}",
            "seconds": None if each.ended_at is None else round((each.ended_at - each.started_at).total_seconds(), 1),
            "outcome": each.outcome,
            "read": sum(moved.read for moved in each.tables.values()),
            "changed": sum(moved.changed for moved in each.tables.values()),
            "deleted": sum(moved.deleted for moved in each.tables.values()),
            "message": each.message,
        }
        for each in records
    ]
    output.print_table(f"Runs of {to}", rows)


@app.command()
def plan(tables: Tables = None, json: Json = False) -> None:
    """Show for each table how it is read, what that costs in calls, and when deletions are seen."""
    wanted = _chosen(tables)
    with output.needs("sync"):
        from severakit.sync.planned import planned  # noqa: PLC0415
    rows = planned(wanted)
    if json:
        output.print_json(rows)
        return
    for row in rows:
        lists = f" with {', '.join(row.tables[1:])}" if row.tables[1:] else ""
        typer.echo(f"{row.table}{lists}")
        typer.echo(f"  key         {', '.join(row.key)}")
        typer.echo(
            f"  everything  {row.everything}, by {', '.join(row.everything_with)}; calls: {row.everything_costs}"
        )
        typer.echo(f"  changes     {row.changes}, by {', '.join(row.changes_with)}; calls: {row.changes_cost}")
        typer.echo(f"  deletions   are seen {row.deletions}")


@app.command()
def reset(
    to: To,
    tables: Annotated[str, typer.Option("--tables", help="The tables to drop, separated by commas, or all.")],
) -> None:
    """Drop tables from the mirror, so that the next run reads them anew."""
    with output.needs("sync"):
        from severakit.client.plan import TABLE, TABLES  # noqa: PLC0415
    names = [table.name for table in TABLES] if tables == "all" else _names(tables)
    _chosen(tables if tables != "all" else None)
    with _opened(to, is_there=True) as mirror, mirror.transaction():
        for name in names:
            mirror.forget(TABLE[name])
    typer.echo(f"Dropped from {to}: {', '.join(names)}.")


@app.command("all")
def run_all(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML file that names the organizations.")],
    only: Annotated[str | None, typer.Option("--only", help="Only these organizations, separated by commas.")] = None,
    at_once: Annotated[
        int | None,
        typer.Option("--at-once", min=1, help="Organizations under way at a time: 4, or as a cluster has threads."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Dask cluster to run on: dask://HOST:PORT of its scheduler.")
    ] = None,
    json: Json = False,
) -> None:
    """Bring the mirrors of many organizations up to date; one that fails does not keep the others from it.

    Exit code 0: all are complete. 1: one failed. 3: the quota ended some, and the others are complete.
    """
    with output.needs("sync"):
        from severakit.sync import organizations  # noqa: PLC0415
    try:
        found = organizations.read_organizations(file)
        chosen_ones = _named_organizations(found, only)
        mirror = organizations.locally(at_once or 4)
        if on is not None:
            scheme, _, address = on.partition("://")
            if scheme != "dask" or not address:
                output.fail(f"--on is {on!r}; write dask://HOST:PORT.")
            with output.needs("cluster"):
                from severakit.sync import cluster  # noqa: PLC0415
            mirror = cluster.on_dask(address, at_once)
        results = _mirrored(mirror, chosen_ones)
    except organizations.OrganizationsError as error:
        output.fail(str(error))
    results.sort(key=lambda each: each.name)
    if json:
        output.print_json(results)
    else:
        output.print_table("Organizations", [_organization_row(each) for each in results])
    raise typer.Exit(_exit_code({each.outcome for each in results}))


def _named_organizations(found: list[Organization], only: str | None) -> list[Organization]:
    names = _names(only) if only else [each.name for each in found]
    unknown = sorted(set(names) - {each.name for each in found})
    if unknown:
        known = ", ".join(each.name for each in found)
        output.fail(f"No organization is called {', '.join(unknown)}. There are: {known}.")
    return [each for each in found if each.name in names]


def _mirrored(mirror: Mirror, organizations: list[Organization]) -> list[Result]:
    """Return the results; on a terminal show how many organizations are done."""
    results: list[Result] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    is_shown = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not is_shown) as progress:
        task = progress.add_task("Organizations", total=len(organizations))
        for result in mirror(organizations):
            results.append(result)
            progress.update(task, description=f"{result.name}: {result.outcome}", completed=len(results))
    return results


def _organization_row(result: Result) -> dict[str, object]:
    moved = result.tables.values()
    return {
        "organization": result.name,
        "outcome": result.outcome,
        "read": sum(each.read for each in moved),
        "changed": sum(each.changed for each in moved),
        "deleted": sum(each.deleted for each in moved),
        "seconds": result.seconds,
        "message": result.message,
    }


def _run_once(
    client: Client, to: str, tables: tuple[Table, ...], settings: Settings, *, history: bool, json: bool
) -> int:
    from severakit.client import SeveraError  # noqa: PLC0415
    from severakit.sync import MirrorError, synchronize  # noqa: PLC0415

    with _opened(to, history=history) as mirror, _progress(len(tables)) as progress:
        try:
            summary = synchronize(client, mirror, tables, settings, progress)
        except (SeveraError, MirrorError) as error:
            output.fail(str(error), output.FOUND)
        except OSError as error:
            output.fail(f"What came cannot be written: {error}.", output.FOUND)
    _print(summary, to, json=json)
    return _exit_code({summary.outcome})


def _exit_code(outcomes: set[str]) -> int:
    if "failed" in outcomes:
        return output.FOUND
    return output.UNFINISHED if "stopped" in outcomes else 0


def _print(summary: Summary, to: str, *, json: bool) -> None:
    if json:
        output.print_json(
            {
                "outcome": summary.outcome,
                "message": summary.message,
                "resumes_at": summary.resumes_at,
                "tables": summary.tables,
            }
        )
        return
    rows = [
        {"table": name, "read": moved.read, "changed": moved.changed, "deleted": moved.deleted}
        for name, moved in summary.tables.items()
        if moved.read or moved.changed or moved.deleted
    ]
    output.print_table(f"Mirrored to {to}", rows)
    if summary.message:
        typer.echo(summary.message, err=True)


@contextmanager
def _opened(to: str, *, history: bool = False, is_there: bool = False) -> Iterator[Destination]:
    with output.needs("sync"):
        from severakit.sync import AlreadyRunning, MirrorError, open_destination  # noqa: PLC0415
    try:
        mirror = open_destination(to, history=history, is_there=is_there)
    except AlreadyRunning as error:
        output.fail(str(error), output.FOUND)
    except MirrorError as error:
        output.fail(str(error))
    try:
        yield mirror
    finally:
        try:
            mirror.close()
        except MirrorError as error:
            output.fail(str(error), output.FOUND)
        except OSError as error:
            output.fail(f"What came cannot be written: {error}.", output.FOUND)


def _chosen(tables: str | None) -> tuple[Table, ...]:
    with output.needs("sync"):
        from severakit.sync import chosen  # noqa: PLC0415
    try:
        return chosen(_names(tables) if tables else None)
    except ValueError as error:
        output.fail(str(error))


def _names(tables: str) -> list[str]:
    return [name.strip() for name in tables.split(",")]


def _reconcile(text: str) -> object:
    from severakit.sync import Reconcile  # noqa: PLC0415

    try:
        return Reconcile(text)
    except ValueError:
        output.fail(f"--reconcile is {text!r}; it can be {', '.join(Reconcile)}.")


def _pause(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([mhd])", text)
    if not found or int(found[1]) == 0:
        output.fail(f"--every is {text!r}; write a number and m, h or d, such as 1h.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@contextmanager
def _progress(tables: int) -> Iterator[Callable[[str, int, int], None]]:
    """Show on a terminal which table is read, its rows and bytes, and the time left; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _table, _rows, _size: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=tables)
        done: dict[str, int] = {}
        came = [0]

        def show(table: str, rows: int, size: int) -> None:
            came[0] += size
            done[table] = done.get(table, 0) + rows
            shown = f"{table}: {done[table]:,} rows, {decimal(came[0])} in all"
            progress.update(task, description=shown, completed=len(done) - 1)

        yield show

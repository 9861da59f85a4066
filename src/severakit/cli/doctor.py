"""``severakit doctor``: why access is denied, and what to click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from severakit.cli import output
from severakit.cli.options import Endpoint, Json

if TYPE_CHECKING:
    from severakit.doctor import Insight, Report

_MARKS = {"ok": "[green]✓[/]", "failed": "[red]✗[/]", "unknown": "[yellow]?[/]", "skipped": "[dim]-[/]"}


def doctor(
    endpoint: Endpoint,
    api_key: Annotated[
        list[str],
        typer.Option("--api-key", envvar="SEVERA_API_KEY", help="API key to examine; may be given several times."),
    ],
    database: Annotated[
        str | None, typer.Option("--database", help="The service's own database, where it is a severakit service.")
    ] = None,
    admin_token: Annotated[
        str | None,
        typer.Option("--admin-token", envvar="SEVERAKIT_ADMIN_TOKEN", help="An administrator's token of the service."),
    ] = None,
    json: Json = False,
) -> None:
    """Examine the way to a service, each key's access, and what its user can see.

    Any service can be examined from outside. Of a severakit service the database or an
    administrator's token tells the exact item. Exit 1 when something needs mending.
    """
    from severakit.doctor import InsightError, examine  # noqa: PLC0415 - so that --help needs nothing

    try:
        report = examine(endpoint, api_key, _insight(endpoint, database, admin_token))
    except InsightError as error:
        output.fail(str(error))
    if json:
        output.print_json(report)
    else:
        _print(report)
    if not report.healthy:
        raise typer.Exit(output.FOUND)


def _insight(endpoint: str, database: str | None, admin_token: str | None) -> Insight | None:
    from severakit.doctor import from_database, from_service  # noqa: PLC0415

    if database and admin_token:
        output.fail("Pass --database or --admin-token, not both.")
    if admin_token:
        return from_service(endpoint, admin_token)
    if database:
        with output.needs("server"):
            return from_database(database)
    return None


def _print(report: Report) -> None:
    console = Console()
    several = len({finding.api_key for finding in report.checks} - {""}) > 1
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in report.checks:
        text = finding.message + (f"\n[bold]→ {finding.fix}[/]" if finding.fix and finding.status != "ok" else "")
        key = [finding.api_key] if several else []
        table.add_row(_MARKS[finding.status], *key, finding.check, text)
    console.print(table)
    failed = sum(finding.status == "failed" for finding in report.checks)
    console.print("Nothing needs mending." if report.healthy else f"To mend: {failed}.")

"""``severakit doctor``: why access is denied, and what to click."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from severakit.cli import output
from severakit.cli.database import check_there
from severakit.cli.options import REAL_SERVICE, Endpoint, Json

if TYPE_CHECKING:
    from severakit.contract import Operation
    from severakit.doctor import Insight, Report

_MARKS = {"ok": "[green]✓[/]", "failed": "[red]✗[/]", "unknown": "[yellow]?[/]", "skipped": "[dim]-[/]"}


def doctor(
    api_key: Annotated[
        list[str],
        typer.Option("--api-key", envvar="SEVERA_API_KEY", help="API key to examine; may be given several times."),
    ],
    endpoint: Endpoint = REAL_SERVICE,
    database: Annotated[
        str | None, typer.Option("--database", help="The service's own database, where it is a severakit service.")
    ] = None,
    admin_token: Annotated[
        str | None,
        typer.Option("--admin-token", envvar="SEVERAKIT_ADMIN_TOKEN", help="An administrator's token of the service."),
    ] = None,
    needs: Annotated[
        str | None,
        typer.Option("--needs", help="Operations that the integration calls, as IInterface.Operation, by commas."),
    ] = None,
    needs_from: Annotated[
        Path | None, typer.Option("--needs-from", help="A recording, whose operations the integration calls.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the report as one HTML file to mail.")] = None,
    json: Json = False,
) -> None:
    """Examine the way to a service, each key's access, and what its user can see.

    Without --endpoint it is Severa's own service.

    Any service can be examined from outside. Of a severakit service the database or an
    administrator's token tells the exact item. Exit 1 when something needs mending.
    """
    from severakit.doctor import InsightError, examine  # noqa: PLC0415 - so that --help needs nothing

    try:
        wanted = _needs(needs, needs_from)
        report = examine(endpoint, api_key, _insight(endpoint, database, admin_token), wanted)
        if html is not None:
            _write_page(report, endpoint, html)
    except (InsightError, ValueError) as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"{html} cannot be written: {error.strerror}.")
    if json:
        output.print_json(report)
    else:
        _print(report)
    if not report.healthy:
        raise typer.Exit(output.FOUND)


def _needs(names: str | None, recording: Path | None) -> list[Operation]:
    from severakit.client import recorded_operations  # noqa: PLC0415
    from severakit.soap.arguments import find_operation  # noqa: PLC0415

    named = [name.strip() for name in names.split(",")] if names else []
    return [
        find_operation(name) for name in dict.fromkeys([*named, *(recorded_operations(recording) if recording else ())])
    ]


def _write_page(report: Report, endpoint: str, path: Path) -> None:
    from severakit.doctor.page import page  # noqa: PLC0415

    path.write_text(page(report, endpoint, datetime.now(UTC)), "utf-8")


def _insight(endpoint: str, database: str | None, admin_token: str | None) -> Insight | None:
    from severakit.doctor import from_database, from_service  # noqa: PLC0415

    if database and admin_token:
        output.fail("Pass --database or --admin-token, not both.")
    if admin_token:
        return from_service(endpoint, admin_token)
    if database:
        check_there(database)
        with output.needs("server"):
            return from_database(database)
    return None


def _print(report: Report) -> None:
    console = output.table_console()
    several = len({finding.api_key for finding in report.checks} - {""}) > 1
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(4 if several else 3):
        table.add_column(overflow="fold")
    for finding in report.checks:
        text = Text(finding.message)
        if finding.fix and finding.status != "ok":
            text.append(f"\n→ {finding.fix}", "bold")
        key = [Text(finding.api_key)] if several else []
        table.add_row(_MARKS[finding.status], *key, Text(finding.check), text)
    console.print(table)
    failed = sum(finding.status == "failed" for finding in report.checks)
    console.print("Nothing needs mending." if report.healthy else f"To mend: {failed}.")

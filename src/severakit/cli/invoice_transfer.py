"""``severakit invoices``: an organization's invoices as files, and the status that says that they were taken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from severakit.cli import output
from severakit.cli.options import ApiKey, Endpoint, Json, QuotaReserve, Record

if TYPE_CHECKING:
    from severakit.client import Client
    from severakit.invoice_transfer import Outcome, Paper, Selection

app = typer.Typer(
    help="Fetch invoices as PDF, Finvoice, UBL and attachments, and mark them as transferred.", no_args_is_help=True
)

Status = Annotated[str, typer.Option("--status", help="Name of the status whose invoices are meant.")]
Since = Annotated[
    datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only invoices dated this day or later.")
]
Until = Annotated[
    datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Only invoices dated this day or before.")
]
Unit = Annotated[
    str | None, typer.Option("--business-unit", help="GUID of a business unit: only its invoices and those below it.")
]
To = Annotated[Path, typer.Option("--to", help="Folder for the files.", file_okay=False)]
Name = Annotated[
    str,
    typer.Option(
        "--name",
        help="What files are called: text with {number}, {customer}, {date}, {due_date}, {guid}, {currency}, "
        "{account_number}, {business_unit} or {kind} in it.",
    ),
]
Version = Annotated[
    str, typer.Option("--finvoice-version", help="1.2, 1.3 or 2.01; severakit's own service also has 3.0.")
]
Parallel = Annotated[int, typer.Option("--parallel", min=1, max=32, help="How many invoices to fetch at once.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]

_NAME = "{number}-{customer}"


@app.command("list")
def list_invoices(
    endpoint: Endpoint,
    api_key: ApiKey,
    status: Status,
    since: Since = None,
    until: Until = None,
    business_unit: Unit = None,
    record: Record = None,
    json: Json = False,
) -> None:
    """List the invoices of a status."""
    from severakit.invoice_transfer import check_status, listed  # noqa: PLC0415 - so that --help needs nothing

    with _connected(endpoint, api_key, 0, record) as client:
        selection = _selection(status, since, until, business_unit)
        check_status(client, status)
        found = [
            {name: value for name, value in asdict(each).items() if name != "fingerprint"}
            for each in listed(client, selection)
        ]
    if json:
        output.print_json(found)
    else:
        shown = ("customer", "date", "due_date", "total", "currency")
        rows = [{"number": _number(each), **{name: each[name] for name in shown}} for each in found]
        output.print_table(f"Invoices of the status {status}", rows)


@app.command()
def transfer(
    *,
    endpoint: Endpoint,
    api_key: ApiKey,
    status: Status,
    to: To,
    set_status: Annotated[str, typer.Option("--set-status", help="Status to give each invoice whose files are there.")],
    documents: Annotated[
        str,
        typer.Option("--documents", help="Of pdf, finvoice, ubl and attachments those to fetch, with commas."),
    ] = "pdf,finvoice,attachments",
    since: Since = None,
    until: Until = None,
    business_unit: Unit = None,
    name: Name = _NAME,
    finvoice_version: Version = "2.01",
    parallel: Parallel = 4,
    quota_reserve: QuotaReserve = 0,
    record: Record = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Fetch the documents of all invoices of a status, then give each the status that says so.

    An invoice that fails keeps its status and is fetched by the next run; the others go on.
    """
    job = _Job(to, name, _papers(documents), finvoice_version, set_status, parallel)
    with _connected(endpoint, api_key, quota_reserve, record) as client:
        job.run(client, _selection(status, since, until, business_unit), dry_run, json)


@app.command()
def pdf(
    *,
    endpoint: Endpoint,
    api_key: ApiKey,
    status: Status,
    to: To,
    since: Since = None,
    until: Until = None,
    business_unit: Unit = None,
    name: Name = _NAME,
    parallel: Parallel = 4,
    quota_reserve: QuotaReserve = 0,
    record: Record = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Fetch the PDFs of all invoices of a status; the status stays."""
    job = _Job(to, name, _papers("pdf"), "2.01", None, parallel)
    with _connected(endpoint, api_key, quota_reserve, record) as client:
        job.run(client, _selection(status, since, until, business_unit), dry_run, json)


@app.command()
def finvoice(
    *,
    endpoint: Endpoint,
    api_key: ApiKey,
    status: Status,
    to: To,
    since: Since = None,
    until: Until = None,
    business_unit: Unit = None,
    name: Name = _NAME,
    finvoice_version: Version = "2.01",
    parallel: Parallel = 4,
    quota_reserve: QuotaReserve = 0,
    record: Record = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Fetch the Finvoice documents of all invoices of a status; the status stays."""
    job = _Job(to, name, _papers("finvoice"), finvoice_version, None, parallel)
    with _connected(endpoint, api_key, quota_reserve, record) as client:
        job.run(client, _selection(status, since, until, business_unit), dry_run, json)


@app.command()
def ubl(
    *,
    endpoint: Endpoint,
    api_key: ApiKey,
    status: Status,
    to: To,
    since: Since = None,
    until: Until = None,
    business_unit: Unit = None,
    name: Name = _NAME,
    parallel: Parallel = 4,
    quota_reserve: QuotaReserve = 0,
    record: Record = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make UBL documents (EN 16931, Peppol BIS Billing 3.0) of all invoices of a status; the status stays."""
    job = _Job(to, name, _papers("ubl"), "2.01", None, parallel)
    with _connected(endpoint, api_key, quota_reserve, record) as client:
        job.run(client, _selection(status, since, until, business_unit), dry_run, json)


@app.command()
def attachments(
    *,
    endpoint: Endpoint,
    api_key: ApiKey,
    status: Status,
    to: To,
    since: Since = None,
    until: Until = None,
    business_unit: Unit = None,
    name: Name = _NAME,
    parallel: Parallel = 4,
    quota_reserve: QuotaReserve = 0,
    record: Record = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Fetch the attachments of all invoices of a status; the status stays."""
    job = _Job(to, name, _papers("attachments"), "2.01", None, parallel)
    with _connected(endpoint, api_key, quota_reserve, record) as client:
        job.run(client, _selection(status, since, until, business_unit), dry_run, json)


@app.command()
def mark(
    endpoint: Endpoint,
    api_key: ApiKey,
    invoices: Annotated[list[str], typer.Argument(metavar="INVOICE...", help="Numbers or GUIDs of invoices.")],
    set_status: Annotated[str, typer.Option("--set-status", help="Status to give them.")],
    record: Record = None,
    json: Json = False,
) -> None:
    """Give the invoices that are named a status."""
    from severakit.invoice_transfer import mark as marked  # noqa: PLC0415

    with _connected(endpoint, api_key, 0, record) as client:
        outcomes = marked(client, invoices, set_status)
    _tell(outcomes, json)


class _Job:
    """What a command was told to fetch, and where to."""

    def __init__(
        self, to: Path, name: str, papers: frozenset[Paper], version: str, set_status: str | None, parallel: int
    ) -> None:
        from severakit.invoice_transfer import FINVOICE_VERSIONS, Order  # noqa: PLC0415

        if version not in FINVOICE_VERSIONS:
            output.fail(f"There is no Finvoice {version}. Choose of: {', '.join(FINVOICE_VERSIONS)}.")
        self._to, self._name, self._parallel = to, name, parallel
        self._order = Order(papers, version, set_status)

    def run(self, client: Client, selection: Selection, dry_run: bool, json: bool) -> None:
        from severakit.invoice_transfer import planned, transfer  # noqa: PLC0415

        if dry_run:
            plan = planned(client, selection, self._to, self._order, self._name)
            if json:
                output.print_json([asdict(each) for each in plan])
            else:
                output.print_table("Would be done", [_shown(asdict(each)) for each in plan])
            return
        with _progress() as watch:
            options: dict[str, Any] = {"name": self._name, "parallel": self._parallel, "watch": watch}
            outcomes = transfer(client, selection, self._to, self._order, **options)
        _tell(outcomes, json)


def _tell(outcomes: list[Outcome], json: bool) -> None:
    """Print what became of each invoice; the problems are repeated on stderr, and make the exit code."""
    if json:
        output.print_json([asdict(each) for each in outcomes])
    else:
        output.print_table("Invoices", [_shown(asdict(each)) for each in outcomes])
    problems = [each for each in outcomes if each.problem is not None]
    for each in problems:
        typer.echo(f"{_number(asdict(each))} {each.customer}".rstrip() + f": {each.problem}", err=True)
    if problems:
        output.fail(f"{len(problems)} of {len(outcomes)} invoices are left as they were.", output.FOUND)


def _number(row: dict[str, Any]) -> str:
    """Return what to call an invoice by: its number, which is no amount, or where it has none its GUID."""
    return str(row["guid"] if row["number"] is None else row["number"])


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row for a table, where lists are counts."""
    counted = {name: len(value) if isinstance(value, list) else value for name, value in row.items()}
    return {**{name: counted[name] for name in row if name != "guid"}, "number": _number(row)}


def _papers(text: str) -> frozenset[Paper]:
    from severakit.invoice_transfer import Paper  # noqa: PLC0415

    names = {name.strip() for name in text.split(",")}
    if unknown := sorted(names - set(Paper)):
        output.fail(f"There is no document {', '.join(map(repr, unknown))}. Choose of: {', '.join(Paper)}.")
    return frozenset(map(Paper, names))


def _selection(status: str, since: datetime | None, until: datetime | None, unit: str | None) -> Selection:
    from severakit.invoice_transfer import Selection  # noqa: PLC0415

    return Selection(status, since and since.date(), until and until.date(), unit)


@contextmanager
def _connected(endpoint: str, api_key: str, quota_reserve: int, record: Path | None) -> Iterator[Client]:
    """Yield a client; what goes wrong with it ends the command with a sentence."""
    from severakit.client import Client, SeveraError  # noqa: PLC0415
    from severakit.invoice_transfer import FolderError  # noqa: PLC0415

    try:
        with Client(endpoint, api_key, quota_reserve=quota_reserve, record=record) as client:
            yield client
    except ValueError as error:
        output.fail(str(error))
    except (SeveraError, FolderError) as error:
        output.fail(str(error), output.FOUND)
    except OSError as error:
        output.fail(f"The files cannot be written: {error}.", output.FOUND)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how many invoices are done; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("invoices", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)

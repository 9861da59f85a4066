"""``severakit demo``: the whole idea in one go, on this machine and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from severakit.cli import output
from severakit.cli.database import opened
from severakit.cli.serve import demo_hours

if TYPE_CHECKING:
    from severakit.client import Client

_console = Console(highlight=False)

_OPEN_HOURS = """
SELECT h.guid, h.phase_guid, h.user_guid, h.work_type_guid
FROM hour_entries h JOIN phases p ON p.guid = h.phase_guid JOIN cases c ON c.guid = h.case_guid
WHERE h.invoice_guid IS NULL AND NOT coalesce(h.is_approved, FALSE)
  AND NOT p.is_locked AND NOT p.is_completed AND NOT c.is_closed
ORDER BY h.event_date DESC, h.guid LIMIT 3
"""

_BY_MONTH = """
WITH worked AS (
    SELECT strftime(event_date, '%Y-%m') AS month, sum(quantity) AS hours,
           sum(quantity) FILTER (is_billable) AS billable
    FROM hour_entries GROUP BY 1
), invoiced AS (
    SELECT strftime(date, '%Y-%m') AS month,
           sum(invoice_details_invoice_total_vat_excluded_amount / currency_rate) AS invoiced
    FROM invoices GROUP BY 1
)
SELECT month, round(hours, 1) AS hours, coalesce(100 * billable / hours, 0)::INTEGER AS "billable %",
       coalesce(invoiced, 0)::INTEGER AS "invoiced EUR"
FROM worked LEFT JOIN invoiced USING (month) ORDER BY month DESC LIMIT 6
"""

_BY_CUSTOMER = """
WITH worked AS (
    SELECT account_guid AS guid, sum(quantity) AS hours FROM hour_entries GROUP BY 1
), invoiced AS (
    SELECT account_guid AS guid,
           sum(invoice_details_invoice_total_vat_excluded_amount / currency_rate) AS invoiced
    FROM invoices GROUP BY 1
)
SELECT customers.name AS customer, round(hours, 1) AS hours, coalesce(invoiced, 0)::INTEGER AS "invoiced EUR"
FROM customers JOIN worked USING (guid) LEFT JOIN invoiced USING (guid) ORDER BY hours DESC LIMIT 5
"""


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo keeps its files.")] = Path("severakit-demo"),
    size: Annotated[str, typer.Option("--size", help="small, or a number of hour entries.")] = "small",
) -> None:
    """Start a service with a demo organization, break and mend its access, mirror it, change it, mirror again."""
    with output.needs("server"):
        from severakit.store import administration, audit  # noqa: PLC0415
    with output.needs("sync"):
        import duckdb  # noqa: F401, PLC0415
    from severakit.client import Client  # noqa: PLC0415

    demo_hours(size)
    try:
        database, mirror_file = _fresh_files(folder)
    except OSError as error:
        output.fail(f"The folder {folder} cannot be written: {error.strerror}.")
    database_url, mirror_url = f"sqlite:///{database}", f"duckdb:///{mirror_file}"

    _step("Starting a service with the demo organization")
    with _service(database_url, size) as service:
        _say(f"{service['organization']} at {service['endpoint']}")

        _step("Breaking one access setting, and asking the doctor")
        with opened(database_url) as store, audit.acting("severakit demo"):
            administration.set_user(store, service["user"], api_enabled=False)
            _diagnose(service, database_url)
            _step("Mending it")
            administration.set_user(store, service["user"], api_enabled=True)
            _diagnose(service, database_url)

        with Client(service["endpoint"], service["api_key"]) as client:
            _step("Mirroring the organization to DuckDB")
            _mirror(client, mirror_url)
            chosen = _asked(mirror_file, _OPEN_HOURS)

            _step("Adding three hour entries and changing two through the client")
            _change_hours(client, chosen)

            _step("Mirroring again: only what changed moves")
            _mirror(client, mirror_url)
        output.print_table("Hours and invoicing by month", _asked(mirror_file, _BY_MONTH))
        output.print_table("Hours and invoicing by customer", _asked(mirror_file, _BY_CUSTOMER))
    _say(f"\nThe service's database: {database}\nThe mirror:             {mirror_file}")


def _fresh_files(folder: Path) -> tuple[Path, Path]:
    """Return the paths of both databases, what an earlier demo left there removed."""
    folder.mkdir(parents=True, exist_ok=True)
    database, mirror = folder / "severakit.db", folder / "mirror.duckdb"
    for path in (database, mirror):
        for stale in folder.glob(f"{path.name}*"):
            stale.unlink()
    return database, mirror


@contextmanager
def _service(database_url: str, size: str) -> Iterator[dict[str, str]]:
    """Run a service of its own process; yield what it says when it is ready."""
    command = [sys.executable, "-m", "severakit", "serve", "--database", database_url, "--port", "0"]
    process = subprocess.Popen([*command, "--demo", size, "--json"], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            output.fail("The service did not start; its error stands above.", output.FOUND)
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _diagnose(service: dict[str, str], database_url: str) -> None:
    from severakit.doctor import examine, from_database  # noqa: PLC0415

    report = examine(service["endpoint"], [service["api_key"]], from_database(database_url))
    failed = [finding for finding in report.checks if finding.status == "failed"]
    for finding in failed:
        _say(f"✗ {finding.check}: {finding.message}\n  → {finding.fix}")
    if not failed:
        _say(f"✓ all {len(report.checks)} checks: nothing needs mending")


def _mirror(client: Client, mirror_url: str) -> None:
    from severakit.sync import TABLES, open_destination, synchronize  # noqa: PLC0415

    mirror = open_destination(mirror_url)
    try:
        summary = synchronize(client, mirror, TABLES)
    finally:
        mirror.close()
    for table, counts in summary.tables.items():
        if counts.changed or counts.deleted:
            _say(f"{table:<44}{counts.read:>8,} read{counts.changed:>8,} changed")


def _asked(mirror_file: Path, statement: str) -> list[dict[str, Any]]:
    import duckdb  # noqa: PLC0415

    with duckdb.connect(str(mirror_file), read_only=True) as mirror:
        rows: list[dict[str, Any]] = mirror.sql(statement).to_arrow_table().to_pylist()
    return rows


def _change_hours(client: Client, chosen: list[dict[str, Any]]) -> None:
    from severakit.entities import HourEntry  # noqa: PLC0415

    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for like in chosen:
        entry = HourEntry(
            description="Entered by the demo",
            event_date=today,
            phase_guid=like["phase_guid"],
            quantity=Decimal("1.5"),
            user_guid=like["user_guid"],
            work_type_guid=like["work_type_guid"],
        )
        client.hour_entry.add_new_hour_entry(hour_entry_info=entry)
    for like in chosen[:2]:
        kept = client.hour_entry.get_hour_entry_by_guid(hour_entry_guid=like["guid"])
        if kept is not None:
            kept.description = "Changed by the demo"
            client.hour_entry.update_hour_entry(hour_entry_info=kept)
    _say(f"{len(chosen)} added, {len(chosen[:2])} changed")


def _step(text: str) -> None:
    _console.print(f"\n[bold]{text}[/]")


def _say(text: str) -> None:
    _console.print(text, markup=False, soft_wrap=True)

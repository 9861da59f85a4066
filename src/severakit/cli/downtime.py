"""``severakit admin downtime``: maintenance breaks, switched by hand or planned ahead."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.administering import administering, show, show_one
from severakit.cli.options import DatabaseUrl, Json

app = typer.Typer(help="Maintenance breaks: every call is answered with 503.", no_args_is_help=True)


@app.command("on")
def begin_downtime(
    database: DatabaseUrl,
    retry_after: Annotated[
        int, typer.Option("--retry-after", min=1, help="Seconds after which clients are asked to come back.")
    ] = 600,
    json: Json = False,
) -> None:
    """Begin a maintenance break."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.set_downtime(store, retry_after)
        show_one({"downtime": True, "retry_after": retry_after}, json)


@app.command("off")
def end_downtime(database: DatabaseUrl, json: Json = False) -> None:
    """End the maintenance break; those that lie ahead stay planned."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.set_downtime(store, None)
        show_one({"downtime": False, "retry_after": None}, json)


@app.command("plan")
def plan_downtime(
    database: DatabaseUrl,
    start: Annotated[str, typer.Option("--from", help="When it starts, with its zone: 2026-12-24T18:00Z.")],
    end: Annotated[str, typer.Option("--until", help="When it ends, with its zone: 2026-12-24T20:00+02:00.")],
    json: Json = False,
) -> None:
    """Plan a maintenance break; clients are asked to come back at its end."""
    with administering(database) as store:
        from severakit.store import downtime  # noqa: PLC0415

        show_one(asdict(downtime.plan(store, _moment("--from", start), _moment("--until", end))), json)


@app.command("list")
def list_downtimes(database: DatabaseUrl, json: Json = False) -> None:
    """List the breaks that are on and those that lie ahead."""
    with administering(database) as store:
        from severakit.store import downtime  # noqa: PLC0415

        now = store.clock()
        show("Maintenance breaks", [asdict(each) | {"on": each.is_on(now)} for each in downtime.breaks(store)], json)


@app.command("cancel")
def cancel_downtime(
    number: Annotated[int, typer.Argument(metavar="ID", help="The break, by its id as listed.")],
    database: DatabaseUrl,
    json: Json = False,
) -> None:
    """Take a break back, whether it is on or planned, and show it."""
    with administering(database) as store:
        from severakit.store import downtime  # noqa: PLC0415

        show_one(asdict(downtime.cancel(store, number)), json)


def _moment(option: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        output.fail(f"{option} takes a time with its zone, such as 2026-12-24T18:00Z, not {text!r}.")
    # A local time would be another one on each machine.
    if moment.tzinfo is None:
        output.fail(f"{option} needs the zone of the time: {text}Z for UTC, or an offset such as +02:00.")
    return moment.astimezone(UTC)

"""What an organization called: ``severakit admin calls``, the API log, and ``severakit admin quota``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from severakit.cli.administering import OfOrganization, administering, show, show_one
from severakit.cli.options import DatabaseUrl, Json

_IN_TABLE = ("at", "email", "key_shown", "operation", "outcome", "cause", "bytes", "milliseconds")


def list_calls(
    database: DatabaseUrl,
    organization_name: OfOrganization = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", help="Only ok, refused, aborted, broken, or the name of a fault.")
    ] = None,
    cause: Annotated[
        str | None, typer.Option("--cause", help="Only what this item of the access checklist refused.")
    ] = None,
    operation: Annotated[
        str | None, typer.Option("--operation", help="Only this operation, such as IUser.GetAllUsers.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many calls at most.")] = 100,
    json: Json = False,
) -> None:
    """Show the API log, the newest calls first; a refused call says which item of the checklist refused it."""
    with administering(database) as store:
        from severakit.store import administration, call_log  # noqa: PLC0415

        wanted = call_log.CallFilter(outcome=outcome, cause=cause, operation=operation)
        organization_id = administration.organization_id(store, organization_name)
        with store.reading(organization_id) as connection:
            calls = [asdict(each) for each in call_log.page(connection, organization_id, wanted, limit)]
        show("Calls", calls if json else [{name: each[name] for name in _IN_TABLE} for each in calls], json)


def show_quota(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """Show the calls of today, the quota, when the count begins anew, and the last 30 days."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        info = administration.quota_of(store, organization_name)
        days = {day.isoformat(): calls for day, calls in info.history.items()}
        show_one(asdict(info) | {"history": days}, json)

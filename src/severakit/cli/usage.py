"""What an organization called: ``severakit admin calls``, the API log, and ``severakit admin quota``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.administering import OfOrganization, administering, show, show_one
from severakit.cli.options import DatabaseUrl, Json

_IN_TABLE = ("at", "email", "key_shown", "operation", "outcome", "cause", "bytes", "milliseconds")


def list_calls(
    *,
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
    user: Annotated[str | None, typer.Option("--user", help="Only calls of this user (e-mail).")] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", help="Only calls from this time on, such as 2026-12-24T18:00Z; UTC if it has no zone."),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Only calls before this time.")] = None,
    nobody: Annotated[
        bool, typer.Option("--nobody", help="Calls with keys that are nobody's, which are no organization's.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many calls at most.")] = 100,
    json: Json = False,
) -> None:
    """Show the API log, the newest calls first; a refused call says which item of the checklist refused it."""
    if nobody and (organization_name or user):
        output.fail("Calls with keys that are nobody's are no organization's and no user's: leave out the others.")
    with administering(database) as store:
        from severakit.store import administration, call_log, row_security  # noqa: PLC0415

        organization_id = None if nobody else administration.organization_id(store, organization_name)
        with store.reading(row_security.ALL if organization_id is None else organization_id) as connection:
            _, user_guid = (
                (None, None) if user is None else administration.user_named(connection, user, organization_name)
            )
            times = _moment("--from", since), _moment("--until", until)
            wanted = call_log.CallFilter(user_guid, operation, outcome, cause, *times)
            calls = [asdict(each) for each in call_log.page(connection, organization_id, wanted, limit)]
        show("Calls", calls if json else [{name: each[name] for name in _IN_TABLE} for each in calls], json)


def _moment(option: str, text: str | None) -> datetime | None:
    from severakit.store import call_log  # noqa: PLC0415

    try:
        return None if text is None else call_log.moment(text)
    except ValueError:
        output.fail(f"{option} takes a time such as 2026-12-24T18:00Z, not {text!r}.")


def show_quota(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """Show the calls of today, the quota, when the count begins anew, and the last 30 days."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        info = administration.quota_of(store, organization_name)
        days = {day.isoformat(): calls for day, calls in info.history.items()}
        show_one(asdict(info) | {"history": days}, json)

"""``severakit admin audit``: the audit trail."""

from __future__ import annotations

import sys

import typer

from severakit.cli.administering import OfOrganization, administering
from severakit.cli.options import DatabaseUrl

app = typer.Typer(help="The audit trail: every change of a setting.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The audit trail: every change of a setting."""


@app.command()
def export(database: DatabaseUrl, organization_name: OfOrganization = None) -> None:
    """Print all changes as lines of JSON, the oldest first: those of one organization, or all there are."""
    with administering(database) as store:
        from severakit.store import administration, audit  # noqa: PLC0415

        scope = None if organization_name is None else [administration.organization_id(store, organization_name)]
        for line in audit.export(store, scope):
            sys.stdout.write(line)

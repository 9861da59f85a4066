"""``severakit admin token``: tokens of administrators and operators."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.administering import OfOrganization, administering, show, show_one, show_secret
from severakit.cli.options import DatabaseUrl, Json

app = typer.Typer(
    help="Administrators' tokens, with which scripts administer and the doctor names causes.", no_args_is_help=True
)


@app.command("create")
def create_token(
    database: DatabaseUrl,
    name: Annotated[str, typer.Option("--name", help="What the token is for.")] = "Administrator",
    organization_name: OfOrganization = None,
    operator: Annotated[
        bool, typer.Option("--operator", help="For an operator, who administers all organizations and downtime.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a token for an organization's administrator or an operator and print it, this once."""
    if operator and organization_name is not None:
        output.fail("An operator's token is for all organizations: give either --operator or --organization.")
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        if operator:
            show_secret("token", administration.create_operator_token(store, name), json)
        else:
            show_secret("token", administration.create_token(store, organization_name, name), json)


@app.command("list")
def list_tokens(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List the tokens of an organization's administrators, or all there are: their beginnings, never the tokens."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        infos = administration.list_tokens(store, organization=organization_name)
        show("Tokens", [asdict(info) for info in infos], json)


@app.command("revoke")
def revoke_token(
    which: Annotated[str, typer.Argument(metavar="TOKEN", help="The token: its beginning as listed, or itself.")],
    database: DatabaseUrl,
    json: Json = False,
) -> None:
    """Take a token away: nobody gets in with it from now on."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.revoke_token(store, which)
        show_one({"revoked": 1}, json)

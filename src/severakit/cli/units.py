"""``severakit admin unit``: what business units have that no operation of the API shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from severakit.cli.administering import OfOrganization, administering, show
from severakit.cli.options import DatabaseUrl, Json

app = typer.Typer(help="Business units: the bank accounts that their invoices are paid to.", no_args_is_help=True)
account = typer.Typer(
    help="Bank accounts of a business unit; one without its own has those of the unit above it.", no_args_is_help=True
)
app.add_typer(account, name="account")

Iban = Annotated[str, typer.Argument(metavar="IBAN", help="The account's IBAN, with or without spaces.")]
OfUnit = Annotated[
    str | None, typer.Option("--unit", help="GUID, code or name of the business unit; the top unit without it.")
]
_TITLE = "Bank accounts"


@account.command("add")
def add_account(
    iban: Iban,
    database: DatabaseUrl,
    bic: Annotated[str | None, typer.Option("--bic", help="The bank's BIC.")] = None,
    bank_name: Annotated[str | None, typer.Option("--bank", help="The bank's name.")] = None,
    place: Annotated[
        int | None, typer.Option("--place", min=1, help="Place among the unit's accounts, 1 for the first; else last.")
    ] = None,
    unit: OfUnit = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Give a business unit an account, or change one that it has, and show all of them.

    Invoices that are made from now on have it; the first account is that of their payment codes.
    """
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        of = {"unit": unit, "organization": organization_name}
        found = administration.add_bank_account(store, iban, bic=bic, bank_name=bank_name, place=place, **of)
        show(_TITLE, [asdict(each) for each in found], json)


@account.command("remove")
def remove_account(
    iban: Iban,
    database: DatabaseUrl,
    unit: OfUnit = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Take an account from a business unit and show what it has still; invoices that were made keep theirs."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        found = administration.remove_bank_account(store, iban, unit=unit, organization=organization_name)
        show(_TITLE, [asdict(each) for each in found], json)


@account.command("list")
def list_accounts(
    database: DatabaseUrl,
    unit: Annotated[
        str | None, typer.Option("--unit", help="GUID, code or name of a business unit; all without it.")
    ] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """List the accounts of an organization's business units, or of one."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        found = administration.list_bank_accounts(store, unit=unit, organization=organization_name)
        show(_TITLE, [asdict(each) for each in found], json)

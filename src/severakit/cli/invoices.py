"""``severakit admin invoice``: what happens to invoices in the product and by no operation of the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from severakit.cli.administering import OfOrganization, administering, show_one
from severakit.cli.options import DatabaseUrl, Json

app = typer.Typer(help="Invoices: credit notes, which no operation of the API makes.", no_args_is_help=True)


@app.command("credit")
def credit_invoice(
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="Number or GUID of the invoice.")],
    database: DatabaseUrl,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Credit a whole invoice that is sent and waits for payment, and show its credit note."""
    with administering(database) as store:
        from severakit.service.crediting import credit_invoice as credit  # noqa: PLC0415
        from severakit.store import administration  # noqa: PLC0415

        with store.write(administration.organization_id(store, organization_name)) as session:
            note = credit(session, invoice)
        show_one(asdict(note), json)


@app.callback()
def _group() -> None:
    """Keep the command's name, although it is the group's only one."""

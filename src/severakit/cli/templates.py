"""``severakit admin template``: an organization's own templates of documents, and its logo."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.administering import OfOrganization, administering, show, show_one
from severakit.cli.options import DatabaseUrl, Json

app = typer.Typer(help="An organization's own templates of documents, and its logo.", no_args_is_help=True)


class Kind(StrEnum):
    """What can be of an organization's own."""

    INVOICE = "invoice"
    TRAVEL = "travel"
    LOGO = "logo"


Which = Annotated[Kind, typer.Argument(help="Template of invoices or travel reimbursements, or the logo.")]


@app.command("list")
def list_templates(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List what an organization has of its own."""
    with administering(database) as store:
        from severakit.store import administration, own_documents  # noqa: PLC0415

        with store.read(administration.organization_id(store, organization_name)) as session:
            show("Own templates", [asdict(each) for each in own_documents.listed(session)], json)


@app.command("show")
def show_template(kind: Which, database: DatabaseUrl, organization_name: OfOrganization = None) -> None:
    """Print what is in use, the organization's own or the usual: what to begin with."""
    with administering(database) as store:
        from severakit.documents.own import USUAL  # noqa: PLC0415
        from severakit.store import administration, own_documents  # noqa: PLC0415

        with store.read(administration.organization_id(store, organization_name)) as session:
            content = own_documents.contents(session).get(kind, b"" if kind is Kind.LOGO else USUAL)
        if not content:
            output.fail("The organization has no logo; set one with: severakit admin template set logo FILE.")
        sys.stdout.buffer.write(content)


@app.command("set")
def set_template(
    kind: Which,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Typst source, or a logo in SVG, PNG or JPEG.")],
    database: DatabaseUrl,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Print documents with a file from now on; a sample is printed first, and refused where that fails."""
    try:
        content = file.read_bytes()
    except OSError as error:
        output.fail(f"{file} cannot be read: {error.strerror}.")
    with administering(database) as store:
        from severakit.documents import own  # noqa: PLC0415
        from severakit.store import administration, own_documents  # noqa: PLC0415

        own.check(kind, content)
        with store.write(administration.organization_id(store, organization_name)) as session:
            own_documents.put(session, kind, content)
        show_one({"kind": str(kind), "bytes": len(content)}, json)


@app.command("reset")
def reset_template(
    kind: Which, database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False
) -> None:
    """Go back to the usual."""
    with administering(database) as store:
        from severakit.store import administration, own_documents  # noqa: PLC0415

        with store.write(administration.organization_id(store, organization_name)) as session:
            had = own_documents.remove(session, kind)
        show_one({"kind": str(kind), "was_own": had}, json)

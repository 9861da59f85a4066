"""``severakit admin files``: the contents of files, which lie beside the database."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from severakit.cli import output
from severakit.cli.administering import OfOrganization, administering, show, show_one
from severakit.cli.options import DatabaseUrl, Files, Json, files_at

if TYPE_CHECKING:
    from severakit.store.store import Store

app = typer.Typer(help="Contents of files, which lie beside the database.", no_args_is_help=True)


@app.command("check")
def check_files(
    database: DatabaseUrl, files: Files = None, organization_name: OfOrganization = None, json: Json = False
) -> None:
    """Read the contents of all files, of one organization or of all, and list those that are lost or damaged."""
    files_at(files)
    with administering(database) as store:
        from severakit.store import contents  # noqa: PLC0415

        lost = [asdict(each) for each in contents.check(store, _scope(store, organization_name))]
        show("Lost contents", lost, json)
        if lost:
            output.fail(f"{len(lost)} files have lost their content. Bring them back from a backup.", output.FOUND)


@app.command()
def prune(
    database: DatabaseUrl, files: Files = None, organization_name: OfOrganization = None, json: Json = False
) -> None:
    """Delete contents that no file has any more; the service may be running."""
    files_at(files)
    with administering(database) as store:
        from severakit.store import contents  # noqa: PLC0415

        show_one(asdict(contents.prune(store, _scope(store, organization_name))), json)


def _scope(store: Store, organization_name: str | None) -> list[int]:
    """Return the organizations that are meant, by their keys."""
    from severakit.store import administration  # noqa: PLC0415

    if organization_name is not None:
        return [administration.organization_id(store, organization_name)]
    return [organization.id for organization in administration.list_organizations(store)]

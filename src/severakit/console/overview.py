"""The first page: the state of the organization's API at a glance, and the choice of organization."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.console.formats import MOST_COUNTED
from severakit.console.visit import Page, Visit
from severakit.store import access, administration


def show(visit: Visit) -> Response:
    """Show the settings that concern every key of the organization, and what was called today."""
    with visit.store.reading(visit.organization_id) as connection:
        used = access.calls_today(connection, visit.organization_id, visit.store.clock())
    users = administration.count_users(visit.store, visit.organization_id, MOST_COUNTED)
    return visit.render("overview.html", used=used, users=users)


def choose(visit: Visit) -> Response:
    """Look at another organization."""
    if not visit.field("organization").isdigit():
        raise HTTPException(404, "There is no such organization.")
    visit.choose_organization(int(visit.field("organization")))
    return visit.back("/")


PAGES = (
    Page("/", show, "Overview"),
    Page("/organization", choose, methods=("POST",), of_any_organization=True),
)

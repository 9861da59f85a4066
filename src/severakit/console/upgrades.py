"""Upgrades: the organization's add-ons, of which the API's is switched, and the terms of service."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.console.mending import UPGRADES
from severakit.console.visit import Page, Visit
from severakit.store import administration

ALWAYS_ON = (
    ("Advanced resourcing", "Resource allocations are read and written."),
    (
        "Organizational hierarchy",
        "A business unit with a VAT number sends invoices as a company of its own.",
    ),
    ("Revenue recognition", "Forecasts of inhouse and outsourced revenue are kept as they are sent."),
)
"""Other add-ons that the API knows, and what each opens. The service acts as if every organization had them."""

_CHANGES = {
    "addon-on": ({"api_addon": True}, "The API add-on is on."),
    "addon-off": ({"api_addon": False}, "The API add-on is off: every key of the organization is refused."),
    "terms-accepted": ({"terms_accepted": True}, "The terms of service are accepted."),
    "terms-open": ({"terms_accepted": False}, "The terms of service are no longer accepted: calls are refused."),
}


def show(visit: Visit) -> Response:
    """Show both settings, and what else is open."""
    return visit.render("upgrades.html", always_on=ALWAYS_ON)


def change(visit: Visit) -> Response:
    """Change one of them."""
    if visit.field("set") not in _CHANGES:
        raise HTTPException(400, "There is no such setting.")
    settings, done = _CHANGES[visit.field("set")]
    administration.set_organization(
        visit.store,
        visit.organization.name,
        api_addon=settings.get("api_addon"),
        terms_accepted=settings.get("terms_accepted"),
    )
    return visit.back(UPGRADES, done)


PAGES = (
    Page(UPGRADES, show, "Upgrades"),
    Page(UPGRADES, change, methods=("POST",)),
)

"""Access rights profiles: their list, and the editor of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.console.formats import MOST_COUNTED
from severakit.console.visit import Page, Visit
from severakit.store import profiles
from severakit.store.access import WIDEST
from severakit.store.profiles import LEVELS, ProfileInfo
from severakit.store.store import Session
from severakit.store.tables import invoice_statuses

LISTING = "/profiles"
PROFILE = "/profiles/{guid}"
LABELS: Mapping[str, str] = {
    "account": "Customers",
    "account_delete": "Delete customers",
    "administrator": "Administrator",
    "case": "Cases",
    "case_delete": "Delete cases",
    "case_owner_work_hour_approval": "Case owners approve work hours",
    "highest_accessible_invoice_status_name": "Highest accessible invoice status",
    "schedule_jobs": "Schedule jobs",
    "sharing": "Sharing",
    "travel_reimbursement": "Travel reimbursements",
    "users": "Users",
    "work_hour_approval": "Work hour approval",
}
"""The rights as the pages name them."""
_FIELD = "right-"
_ANY_STATUS = ""


def choices(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Return for each right the levels that a form offers: the value that is sent, and how it reads."""
    by_order = (invoice_statuses.c.sort_order, invoice_statuses.c.name)
    names = session.values(session.select(invoice_statuses, invoice_statuses.c.name).order_by(*by_order))
    of_status = [(_ANY_STATUS, "Every status"), *((name, name) for name in names)]
    return {name: [_choice(each) for each in LEVELS[name]] if name in LEVELS else of_status for name in WIDEST}


def sent_level(level: Any) -> str:
    """Return a level as a form sends it."""
    return _choice(level)[0]


def words(level: Any) -> str:
    """Return how a level reads."""
    return _choice(level)[1]


def _choice(level: Any) -> tuple[str, str]:
    if isinstance(level, bool):
        return ("yes", "Yes") if level else ("no", "No")
    return (_ANY_STATUS, "Every status") if level is None else (level, _literal_words(level))


def _literal_words(level: str) -> str:
    """Return a literal of the contract as words: EditOwnEmployees as Edit own employees."""
    return "".join(f" {each.lower()}" if each.isupper() and place else each for place, each in enumerate(level))


def rights_of_form(visit: Visit) -> dict[str, str]:
    """Return the levels that a form holds, by right."""
    return {name: visit.field(_FIELD + name) for name in WIDEST if _FIELD + name in visit.form}


def listing(visit: Visit) -> Response:
    """Show the organization's profiles."""
    return visit.render("profiles.html", profiles=_all(visit))


def add(visit: Visit) -> Response:
    """Add a profile, as a copy of another where one is chosen."""
    added = profiles.add_profile(
        visit.store,
        visit.field("name"),
        organization=visit.organization.name,
        copy_of=visit.field("copy_of") or None,
    )
    return visit.back(f"{LISTING}/{added.guid}", "The profile is added.")


def show(visit: Visit) -> Response:
    """Show the editor of a profile."""
    profile = _profile(visit)
    with visit.store.read(visit.organization_id) as session:
        offered = choices(session)
    return visit.render(
        "profile.html", profile=profile, choices=offered, labels=LABELS, sent=sent_level, listing=LISTING
    )


def save(visit: Visit) -> Response:
    """Change what the form holds."""
    profile = _profile(visit)
    saved = profiles.set_profile(
        visit.store,
        profile.name,
        organization=visit.organization.name,
        new_name=visit.field("name") or None,
        active={"yes": True, "no": False}.get(visit.field("active")),
        default=True if visit.field("default") == "yes" else None,
        rights=rights_of_form(visit),
    )
    return visit.back(f"{LISTING}/{saved.guid}", "The changes are saved.")


def delete(visit: Visit) -> Response:
    """Delete a profile that nobody has."""
    profile = _profile(visit)
    profiles.delete_profile(visit.store, profile.name, organization=visit.organization.name)
    return visit.back(LISTING, f"The profile {profile.name} is deleted.")


def _all(visit: Visit) -> list[ProfileInfo]:
    return profiles.list_profiles(visit.store, organization=visit.organization.name, most_users=MOST_COUNTED)


def _profile(visit: Visit) -> ProfileInfo:
    found = profiles.find_profile(visit.store, visit.organization_id, visit.request.path_params["guid"], MOST_COUNTED)
    if found is None:
        raise HTTPException(404, "There is no such access rights profile.")
    return found


PAGES = (
    Page(LISTING, listing, "Profiles"),
    Page(LISTING, add, methods=("POST",)),
    Page(PROFILE, show),
    Page(PROFILE, save, methods=("POST",)),
    Page(f"{PROFILE}/delete", delete, methods=("POST",)),
)

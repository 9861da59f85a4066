"""Organizations: the API add-on and the terms of service of Upgrades, the quota, and what is demanded of hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from severakit.service.admin.actions import ORGANIZATION, ROOT, Action, Asked
from severakit.store import administration


class NewOrganization(msgspec.Struct, forbid_unknown_fields=True):
    """The name of a new organization."""

    name: str


class OrganizationSettings(msgspec.Struct, forbid_unknown_fields=True):
    """The settings to change; what is left out stays. The quota, in calls a day, is an operator's to change."""

    api_addon: bool | None = None
    terms_accepted: bool | None = None
    daily_quota: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None
    hours_need_description: bool | None = None
    hours_may_overlap: bool | None = None


def listing(asked: Asked) -> Any:
    """The organizations that the token reaches, by name."""
    return {"organizations": _counted(asked, asked.organizations)}


def add(asked: Asked) -> Any:
    """Add an organization with what every organization starts with; its API is closed at first."""
    administration.add_organization(asked.store, asked.body.name)
    return administration.set_organization(asked.store, asked.body.name.strip())


def show(asked: Asked) -> Any:
    """An organization with its settings."""
    return _counted(asked, [asked.organization])[0]


def change(asked: Asked) -> Any:
    """Change settings of an organization."""
    if asked.body.daily_quota is not None:
        asked.require_operator("The quota is the service's to give")
    return administration.set_organization(asked.store, asked.organization.name, **msgspec.structs.asdict(asked.body))


def _counted(
    asked: Asked, organizations: Sequence[administration.OrganizationSettings]
) -> list[administration.OrganizationInfo]:
    """Return organizations with how many users they have, which no other action has to count."""
    wanted = {each.id for each in organizations}
    return [each for each in administration.list_organizations(asked.store) if each.id in wanted]


ACTIONS = (
    Action("GET", f"{ROOT}/organizations", listing),
    Action("POST", f"{ROOT}/organizations", add, NewOrganization, operators_only=True, creates=True),
    Action("GET", ORGANIZATION, show),
    Action("PATCH", ORGANIZATION, change, OrganizationSettings),
)

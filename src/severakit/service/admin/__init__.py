"""The administrators' interface over HTTP: what the console and the command line do, for scripts and the doctor."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import Route

from severakit.service.admin import access, downtime, keys, logs, organizations, profiles, units, users
from severakit.service.admin.access import access_report as access_report
from severakit.service.admin.actions import Action, route
from severakit.store.store import Store

ACTIONS: Sequence[Action] = (
    *access.ACTIONS,
    *downtime.ACTIONS,
    *organizations.ACTIONS,
    *users.ACTIONS,
    *keys.ACTIONS,
    *profiles.ACTIONS,
    *units.ACTIONS,
    *logs.ACTIONS,
)
"""All of it, in the order of the documentation (docs/reference/admin-api.md)."""


def routes(store: Store) -> list[Route]:
    """Return the routes of the interface."""
    return [route(action, store) for action in ACTIONS]

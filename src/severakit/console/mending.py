"""What refused a call, in words, and what mends it, with a link where the console has the page."""

from __future__ import annotations

from dataclasses import dataclass

UPGRADES = "/upgrades"
USERS = "/users"
USER = f"{USERS}/{{guid}}"
API = "#api"
ACCESS_RIGHTS = "#access-rights"
NO_KEY = "no-key"
"""The item "key" of a user who is asked about without one: it is no single key that does not open."""


@dataclass(frozen=True)
class Mending:
    """An item of the access checklist that did not hold: what that means, what mends it, and where.

    ``link`` lies below the console's root.
    """

    says: str
    mends: str
    link: str


HOLDS = {
    "addon": "The API add-on is on.",
    "key": "The key is in use.",
    "user-active": "The user is active.",
    "api-right": "The user has the API access right.",
    "api-enabled": "The API is enabled for the user.",
    "terms": "The terms of service are accepted.",
    "rights": "The user has every right.",
}
"""How each item reads when it holds."""

_ITEMS = {
    "addon": ("The API add-on is off.", "Switch it on in Upgrades", UPGRADES),
    "key": ("The key is revoked or expired.", "Create another key", USER + API),
    NO_KEY: ("The user has no key in use.", "Create a key", USER + API),
    "user-active": ("The user is inactive.", "Activate the user", USER),
    "api-right": ("The user has no API access right.", "Set the right to Yes", USER + ACCESS_RIGHTS),
    "api-enabled": ("The API is not enabled for the user.", "Enable the API", USER + API),
    "terms": ("The terms of service are not accepted.", "Accept them in Upgrades", UPGRADES),
    "rights": (
        "Some rights are narrow: data is missing from answers.",
        "Choose another profile",
        USER + ACCESS_RIGHTS,
    ),
}


def mending_of(cause: str, user_guid: str) -> Mending:
    """Return what to do about an item of the checklist that does not hold for a user."""
    says, mends, link = _ITEMS[cause]
    return Mending(says, mends, link.replace("{guid}", user_guid))


def mending_of_unknown_key(user_guid: str | None = None) -> Mending:
    """Return what to do about a key that is nobody's: the keys of the user it should be of, if that one is told."""
    link = USERS if user_guid is None else USER.replace("{guid}", user_guid) + API
    return Mending("The key is unknown.", "Compare it with the keys of the API user, or create another", link)

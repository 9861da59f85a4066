"""The access checklist: what must hold for a key to open, in the order in which to check it with a customer.

The words are those of the product's menus, so that a customer finds the place
(docs/how-to/access-denied.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from severakit.doctor.report import Finding


@dataclass(frozen=True)
class Item:
    """One item: how it reads when it holds, when it does not, and where it is mended."""

    name: str
    holds: str
    fails: str
    fix: str

    def ok(self) -> Finding:
        """Return the finding that the item holds."""
        return Finding(self.name, "ok", self.holds)

    def failed(self) -> Finding:
        """Return the finding that the item is what refuses the key."""
        return Finding(self.name, "failed", self.fails, self.fix)

    def unknown(self, message: str) -> Finding:
        """Return the finding that the item may be what refuses the key."""
        return Finding(self.name, "unknown", message, self.fix)

    def skipped(self, message: str) -> Finding:
        """Return the finding that the item could not be looked at."""
        return Finding(self.name, "skipped", message)


CHECKLIST = (
    Item(
        "addon",
        "The API add-on is active for the organization.",
        "The API add-on is not active for the organization.",
        "Upgrades: activate the API add-on.",
    ),
    Item(
        "key",
        "The key is the current key of a user.",
        "The key matches no user's current key: it was mistyped, revoked, or belongs to another environment.",
        "Personal details of the API user, section API: create an API key and put it into the integration.",
    ),
    Item(
        "user-active",
        "The user of the key is active.",
        "The user of the key is inactive, which stops the key.",
        "User management: activate the API user, or use the key of an active one.",
    ),
    Item(
        "api-right",
        "The user has the API access right.",
        "The user lacks the API access right.",
        "Personal details of the API user, section Access rights: set the API right to Yes.",
    ),
    Item(
        "api-enabled",
        "The API is enabled for the user.",
        "The API is not enabled for the user.",
        "Personal details of the API user, section API: enable the API.",
    ),
    Item(
        "terms",
        "The organization has accepted the terms of service.",
        "The organization has not accepted the terms of service.",
        "Upgrades: the organization's terms-of-service approver accepts the terms.",
    ),
)

RIGHTS = Item(
    "rights",
    "The user's access rights are the widest possible.",
    "The user's access rights are narrow, so data is missing from answers without any error",
    "Personal details of the API user, section Access rights: choose the Administrator profile.",
)

"""The gate: whether a key opens, item by item of the access checklist.

On the wire every refusal is the same fault, reached by the same statements. The item that refused
is for the access log alone, which the organization's administrator reads.
"""

from __future__ import annotations

from severakit.soap.faults import AuthenticationFailure
from severakit.store.access import Caller

CHECKLIST = ("addon", "key", "user-active", "api-right", "api-enabled", "terms")
"""The items that must all hold, in the order in which to go through them with a customer."""


class Refused(AuthenticationFailure):
    """A call that the gate turned away. ``cause`` is the checklist item, for the log only."""

    def __init__(self, cause: str, caller: Caller | None) -> None:
        super().__init__()
        self.cause = cause
        self.caller = caller


def checklist(caller: Caller | None) -> dict[str, bool | None]:
    """Return for each item whether it holds; None where an unknown key leaves it unknown."""
    if caller is None:
        return {item: False if item == "key" else None for item in CHECKLIST}
    return {
        "addon": caller.api_addon,
        "key": caller.key_valid,
        "user-active": caller.user_active,
        "api-right": caller.api_right,
        "api-enabled": caller.api_enabled,
        "terms": caller.terms_accepted,
    }


def admit(caller: Caller | None) -> Caller:
    """Return the caller, or raise Refused with the first item that does not hold.

    The terms are not the gate's: a caller who is admitted and has not accepted them is told so.
    """
    for item, holds in checklist(caller).items():
        if holds is False and item != "terms":
            raise Refused(item, caller)
    if caller is None:
        raise Refused("key", None)
    return caller

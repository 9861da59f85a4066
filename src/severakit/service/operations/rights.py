"""Rights: whether those of the calling user cover what a call is about to do."""

from __future__ import annotations

from typing import Any

from severakit.service.call import Call
from severakit.soap.faults import NoPermission


def require_right(call: Call, right: str, *levels: str) -> None:
    """Make sure that the caller has a right at one of these levels. Raises NoPermission.

    ``right`` is named as in severakit.store.access.WIDEST.
    """
    if rights_of_caller(call)[right] not in levels:
        raise NoPermission(f"{call.operation.name} takes the {right} right {' or '.join(levels)}.")


def rights_of_caller(call: Call) -> dict[str, Any]:
    """Return the calling user's rights by name."""
    return call.rights

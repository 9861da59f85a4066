"""Maintenance breaks: everybody with a token sees them, operators make them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from severakit.service.admin.actions import ROOT, Action, Asked, Refusal
from severakit.store import administration, downtime

ADDRESS = f"{ROOT}/downtime"
_WHY = "A break stops all organizations"


class Switch(msgspec.Struct):
    """The seconds that clients are asked to wait, or null to end what is on."""

    retry_after: Annotated[int, msgspec.Meta(ge=1, le=999_999)] | None


class Plan(msgspec.Struct):
    """From when until when; both times with their zone."""

    starts_at: Annotated[datetime, msgspec.Meta(tz=True)]
    ends_at: Annotated[datetime, msgspec.Meta(tz=True)]


def show(asked: Asked) -> Any:
    """The seconds to wait, null outside of a break, and the breaks that are on or lie ahead."""
    return {"retry_after": administration.get_downtime(asked.store), "breaks": downtime.breaks(asked.store)}


def switch(asked: Asked) -> Any:
    """Begin a break that lasts until it is switched off, or end what is on."""
    asked.require_operator(_WHY)
    administration.set_downtime(asked.store, asked.body.retry_after)
    return show(asked)


def plan(asked: Asked) -> Any:
    """Plan a break."""
    asked.require_operator(_WHY)
    downtime.plan(asked.store, asked.body.starts_at, asked.body.ends_at)
    return show(asked)


def cancel(asked: Asked) -> Any:
    """Take a break back, whether it is on or planned."""
    asked.require_operator(_WHY)
    number = asked.named("number")
    if number not in {str(each.id) for each in downtime.breaks(asked.store)}:
        raise Refusal(404, "There is no such maintenance break.")
    downtime.cancel(asked.store, int(number))
    return show(asked)


ACTIONS = (
    Action("GET", ADDRESS, show),
    Action("PUT", ADDRESS, switch, Switch),
    Action("POST", f"{ADDRESS}/breaks", plan, Plan),
    Action("DELETE", f"{ADDRESS}/breaks/{{number}}", cancel),
)

"""Downtime: maintenance breaks, switched by hand or planned, and exactly what clients get meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.responses import Response

from severakit.console.visit import Page, Visit
from severakit.service.http import RefusalPage, come_back
from severakit.store import administration, downtime
from severakit.store.errors import AdministrationError

_USUAL_WAIT = 600


def show(visit: Visit) -> Response:
    """Show what is on and what lies ahead; the break of an operator concerns all organizations."""
    wait = administration.get_downtime(visit.store)
    return visit.render(
        "downtime.html",
        wait=wait,
        breaks=downtime.breaks(visit.store),
        now=visit.store.clock(),
        usual_wait=_USUAL_WAIT,
        answer=what_clients_get(_USUAL_WAIT if wait is None else wait),
    )


def what_clients_get(wait: int) -> str:
    """Return the whole HTTP response of a call within a break that has ``wait`` seconds left."""
    page = RefusalPage(come_back(wait))
    headers = "\n".join(f"{name.decode()}: {value.decode()}" for name, value in page.raw_headers)
    return f"HTTP/1.1 {page.status_code} Service Unavailable\n{headers}\n\n{bytes(page.body).decode()}"


def switch(visit: Visit) -> Response:
    """Begin a break that lasts until it is switched off, or end what is on."""
    if visit.field("to") == "off":
        administration.set_downtime(visit.store, None)
        return visit.back("/downtime", "The break is over: calls are answered.")
    wait = visit.field("wait")
    if not wait.isascii() or not wait.isdigit() or not 1 <= int(wait) < 1_000_000:
        raise AdministrationError("Clients are asked to wait for a number of seconds: give 1 or more.")
    administration.set_downtime(visit.store, int(wait))
    return visit.back("/downtime", "The break is on: every call is refused with HTTP 503.")


def plan(visit: Visit) -> Response:
    """Plan a break; the form's times are in UTC."""
    planned = downtime.plan(visit.store, _moment(visit, "starts_at"), _moment(visit, "ends_at"))
    return visit.back("/downtime", f"A break is planned from {planned.starts_at:%Y-%m-%d %H:%M} UTC.")


def cancel(visit: Visit) -> Response:
    """Take a break back."""
    number = visit.field("break")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise AdministrationError("There is no such maintenance break.")
    downtime.cancel(visit.store, int(number))
    return visit.back("/downtime", "The break is taken back.")


def _moment(visit: Visit, name: str) -> datetime:
    try:
        return datetime.fromisoformat(visit.field(name)).replace(tzinfo=UTC)
    except ValueError:
        raise AdministrationError("Give both times of a break, in UTC.") from None


PAGES = (
    Page("/downtime", show, "Downtime"),
    Page("/downtime/switch", switch, methods=("POST",), operators_only=True, of_any_organization=True),
    Page("/downtime/plan", plan, methods=("POST",), operators_only=True, of_any_organization=True),
    Page("/downtime/cancel", cancel, methods=("POST",), operators_only=True, of_any_organization=True),
)

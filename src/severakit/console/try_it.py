"""Try it: any operation of the contract, its form, the call as it travels, and code that makes the same call."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from severakit.code_samples import LANGUAGES, code_sample
from severakit.console import call_form, trying
from severakit.console.visit import Page, Visit
from severakit.contract import Interface, Operation, load_contract
from severakit.store.tables import users

_CONTRACT = load_contract()
# Code that holds a larger request is of no use to anybody.
_LARGEST_CODE = 64 * 1024
_SUGGESTED_USERS = 20


def choose(visit: Visit) -> Response:
    """Show the operations whose names hold every word of a search."""
    words = visit.query("q").lower().split()
    found = [
        (interface, operations)
        for interface in _CONTRACT.interfaces.values()
        if (operations := _named(interface, words))
    ]
    return visit.render(
        "try_it.html", search=visit.query("q"), found=found, count=sum(len(operations) for _, operations in found)
    )


def _named(interface: Interface, words: Sequence[str]) -> list[Operation]:
    return [
        operation
        for operation in interface.operations.values()
        if all(word in operation.qualified_name.lower() for word in words)
    ]


def show(visit: Visit) -> Response:
    """Show the form of an operation."""
    return _page(visit, _operation(visit))


def item(visit: Visit) -> Response:
    """Show the form of one more item of a list: a part that is added to the form."""
    operation = _operation(visit)
    try:
        added = call_form.new_item(operation, visit.query("path"), secrets.token_hex(4), FormData())
    except LookupError as error:
        raise HTTPException(404, str(error)) from None
    return visit.render("try_it_item.html", operation=operation, part=added, list_path=visit.query("path"))


def send(visit: Visit) -> Response:
    """Carry a call out, or only show its request and code; what does not fit is said above the form."""
    operation = _operation(visit)
    try:
        arguments = call_form.arguments(operation, visit.form)
        sent = trying.masked_request(operation, arguments)
        trial = _trial(visit, operation, arguments) if visit.field("do") == "send" else None
    except (ValueError, LookupError) as error:
        return _page(visit, operation, problem=str(error))
    code = {}
    if len(sent) <= _LARGEST_CODE:
        code = {name: code_sample(name, operation, arguments) for name in LANGUAGES}
    return _page(visit, operation, sent=sent, trial=trial, code=code)


def _trial(visit: Visit, operation: Operation, arguments: Sequence[Any]) -> trying.Trial:
    api_key = visit.field("api_key").strip()
    if visit.field("as") == "key":
        identity = trying.with_key(visit.store, visit.organization_id, api_key)
    elif api_key:
        # The call would succeed whatever the key is, and so make a bad one look good.
        raise ValueError("A key is typed, but a user is chosen: choose the API key, or empty its box.")
    else:
        identity = trying.as_user(visit.store, visit.organization_id, _user_guid(visit))
    remote = visit.request.client.host if visit.request.client else None
    return trying.call(visit.dispatcher, operation, arguments, identity, remote)


def _user_guid(visit: Visit) -> str:
    email = visit.field("user").strip()
    guid = visit.user_guid(email)
    if guid is None:
        raise LookupError(f"The organization has no user {email!r}: give the e-mail address of one.")
    return guid


def _operation(visit: Visit) -> Operation:
    name = visit.request.path_params["operation"]
    if name not in _CONTRACT.operations:
        raise HTTPException(404, f"There is no operation {name}.")
    return _CONTRACT.operations[name]


def _page(visit: Visit, operation: Operation, **result: Any) -> Response:
    with visit.store.read(visit.organization_id) as session:
        callers = session.select(users, users.c.email).where(users.c.api_enabled, users.c.api_right, users.c.is_active)
        emails = session.values(callers.order_by(users.c.email).limit(_SUGGESTED_USERS))
    known: dict[str, Any] = {"problem": "", "sent": "", "trial": None, "code": {}}
    return visit.render(
        "try_it_call.html",
        operation=operation,
        inputs=call_form.inputs(operation, visit.form),
        emails=emails,
        user=visit.field("user") or (emails[0] if emails else ""),
        chosen=visit.field("as", "user"),
        languages=LANGUAGES,
        **(known | result),
    )


PAGES = (
    Page("/try-it", choose, "Try it"),
    Page("/try-it/{operation}", show),
    Page("/try-it/{operation}", send, methods=("POST",)),
    Page("/try-it/{operation}/item", item),
)

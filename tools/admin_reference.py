"""The page of the documentation on the administrators' interface over HTTP, made from its actions."""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from severakit.contract import Contract
from severakit.service.admin import ACTIONS
from severakit.service.admin.actions import Action

_HEAD = """# The administrators' interface

What the [console](../how-to/console.md) and `severakit admin` do, over HTTP for scripts. The code makes this page.

Each request shows a token in its header, `Authorization: Bearer sevt_…`, and is answered in JSON. `severakit admin
token create --organization ORGANIZATION` makes an administrator's, which reaches one organization; with
`--operator` it makes an operator's, which reaches all. What a token does not reach is not there for it: 404. Without a
token the answer is 401, with one that is not enough 403, and for input that is not valid 400; all with
`{"error": "a sentence"}`, and nothing is changed. Each change is in the audit trail under the token's name.

`{organization}` is an organization's GUID or name, `{name}` a profile's, `{email}` a user's address, `{guid}` a key's,
`{unit}` a business unit's, or its code or name, and `{iban}` one of its accounts.
Times are in UTC.
"""


def admin_interface(_contract: Contract) -> str:
    """Return the page of all actions."""
    parts = [_HEAD]
    for module, actions in groupby(ACTIONS, key=lambda action: action.does.__module__):
        title, _, _ = (inspect.getdoc(sys.modules[module]) or "").partition(":")
        parts += [f"## {title.split(',')[0].strip('.')}\n", *(text for action in actions for text in _action(action))]
    return "\n".join(parts)


def _action(action: Action) -> Iterator[str]:
    yield f"### `{action.method} {action.path}`\n"
    yield (inspect.getdoc(action.does) or "") + (" Operators only.\n" if action.operators_only else "\n")
    if action.body is not None:
        yield f"{inspect.getdoc(action.body)}\n"
        yield from (_field(field) for field in msgspec.structs.fields(action.body))
        yield ""


def _field(field: msgspec.structs.FieldInfo) -> str:
    left_out = "" if field.required else ", may be left out"
    return f"- `{field.name}`: {_type(field.type)}{left_out}"


def _type(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin is list:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"object of {_type(arguments[1])} by name"
    if arguments:
        return " or ".join(_type(each) for each in arguments)
    names = {bool: "true or false", str: "text", int: "number", float: "number", type(None): "null"}
    return names.get(annotation, "time with its zone")

"""What types and members mean, in our own words, for docstrings and the reference."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources


@cache
def _notes() -> dict[str, dict[str, str]]:
    text = resources.files("severakit.contract").joinpath("data", "notes.json").read_text("utf-8")
    notes: dict[str, dict[str, str]] = json.loads(text)
    return notes


def type_note(type_name: str) -> str:
    """Return one or two sentences on the type."""
    return _notes()["types"][type_name]


def member_note(type_name: str, member: str) -> str:
    """Return what the member or enumeration literal means, or an empty string where its name says it all."""
    return _notes()["members"].get(f"{type_name}.{member}", "")

"""What of a change is stored, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def settings(info: DataclassInstance) -> dict[str, Any]:
    """Return what can be set of an organization or a user."""
    return {name: value for name, value in asdict(info).items() if name not in {"id", "guid", "organization", "users"}}


def given(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that are given; None leaves one as it is."""
    return {name: value for name, value in settings.items() if value is not None}

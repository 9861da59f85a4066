"""What a service sends that the contract does not know, because it is newer: told once, and kept."""

from __future__ import annotations

import warnings
from functools import cache


class SchemaDriftWarning(UserWarning):
    """The service speaks another generation of the contract than this version of severakit."""


@cache
def warn_of_member(type_name: str, member: str) -> None:
    """Warn of a member that the contract does not know, the first time."""
    _warn(f"The service sends {type_name}.{member}, which this version of severakit does not know.")


@cache
def warn_of_literal(type_name: str, member: str) -> None:
    """Warn of a member whose value is none of its enumeration's, the first time."""
    _warn(f"The service sends a value in {type_name}.{member} that this version of severakit does not know.")


def _warn(what: str) -> None:
    kept = "It is kept as text in the entity's `extra`, and is not in Arrow batches."
    warnings.warn(f"{what} {kept} A newer severakit may know it.", SchemaDriftWarning, stacklevel=2)

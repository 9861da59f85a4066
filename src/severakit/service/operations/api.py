"""IAPI: versions, told to anybody."""

from __future__ import annotations

from importlib.metadata import version

from severakit.contract import entity_schema_version
from severakit.service.operations.registry import Interface

api = Interface("IAPI")


@api.open_operation
def get_version() -> str:
    """The version of severakit that answers. It takes no key."""
    return version("severakit")


@api.open_operation
def get_entity_schema_version() -> str:
    """A digest of all data contracts, their members and types, to be compared for equality. It takes no key."""
    return entity_schema_version()

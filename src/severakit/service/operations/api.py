"""IAPI: versions, told to anybody."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

import msgspec

from severakit.contract import load_contract
from severakit.service.operations.registry import Interface

api = Interface("IAPI")


@api.open_operation
def get_version() -> str:
    return version("severakit")


@api.open_operation
def get_entity_schema_version() -> str:
    """A value that changes whenever a data contract does: a digest of them all."""
    return entity_schema_version()


def entity_schema_version() -> str:
    """Return the schema version of the contract that this package carries."""
    types = load_contract().types.values()
    shape = [(t.name, t.base, [(m.name, str(m.type)) for m in t.own_members]) for t in types]
    return hashlib.sha256(msgspec.json.encode(shape)).hexdigest()[:16]

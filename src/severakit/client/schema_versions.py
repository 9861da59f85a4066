"""The version of the service's data contracts, compared with the one that is built in."""

from __future__ import annotations

import warnings
from typing import NamedTuple

from severakit.contract import entity_schema_version
from severakit.soap.drift import SchemaDriftWarning


class SchemaVersions(NamedTuple):
    """What GetEntitySchemaVersion returned, and what it would return of the contract in this package."""

    service: str | None
    built_in: str

    @property
    def are_equal(self) -> bool:
        """Whether both have the same data contracts."""
        return self.service == self.built_in

    @classmethod
    def compared(cls, service: str | None) -> SchemaVersions:
        """Return both versions; warn with SchemaDriftWarning if they differ."""
        versions = cls(service, entity_schema_version())
        if not versions.are_equal:
            warnings.warn(
                f"The service's entity schema is {service}, and this severakit was made for {versions.built_in}. What "
                "is new is kept in the `extra` of entities, and what is gone is None. Look for a newer severakit.",
                SchemaDriftWarning,
                stacklevel=3,
            )
        return versions

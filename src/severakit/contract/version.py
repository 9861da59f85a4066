"""The version of the data contracts, as the service tells it and the client compares it."""

from __future__ import annotations

import hashlib
import json

from severakit.contract.model import load_contract


def entity_schema_version() -> str:
    """Return a value that changes whenever a data contract does: a digest of them all."""
    types = load_contract().types.values()
    shape = [(t.name, t.base, [(m.name, str(m.type)) for m in t.own_members]) for t in types]
    return hashlib.sha256(json.dumps(shape, separators=(",", ":")).encode()).hexdigest()[:16]

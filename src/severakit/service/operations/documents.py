"""Documents: what shows an invoice or a travel reimbursement, as it is kept or else made."""

from __future__ import annotations

from collections.abc import Callable

from severakit.service.call import Call
from severakit.store.tables import files

PDF = "PDF"


def kept_or_made(call: Call, guid: str, document_format: str, make: Callable[[], bytes]) -> bytes:
    """Return the latest document of a format that is kept for something, or make it where none is."""
    kept = call.session.select(files).where(
        files.c.document_of_guid == guid,
        files.c.document_format == document_format,
        files.c.content_sha256.is_not(None),
    )
    latest_first = (files.c.inserted_at.desc(), files.c.guid.desc())
    for file in call.session.all(kept.order_by(*latest_first).limit(1)):
        return call.content(file).read()
    return make()

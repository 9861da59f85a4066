"""Documents: the files that show an invoice or a travel reimbursement, as they are kept."""

from __future__ import annotations

from severakit.service.call import Call
from severakit.soap.faults import NotFound
from severakit.store.tables import files

PDF = "PDF"


def kept_document(call: Call, guid: str, document_format: str, what: str) -> bytes:
    """Return the content of the latest document of a format that is kept for something. Raises NotFound."""
    kept = call.session.select(files, files.c.content).where(
        files.c.document_of_guid == guid, files.c.document_format == document_format, files.c.content.is_not(None)
    )
    contents: list[bytes] = call.session.values(kept.order_by(files.c.inserted_at.desc(), files.c.guid.desc()).limit(1))
    if not contents:
        raise NotFound(f"No {document_format} is kept for {what}.")
    return contents[0]

"""Documents: what shows an invoice or a travel reimbursement, as it is kept or else made."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import structlog
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from severakit.service.call import Call
from severakit.store.tables import files

PDF = "PDF"

_logger = structlog.get_logger(__name__)


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


def merged(documents: Sequence[bytes]) -> bytes:
    """Return PDFs as one, in their order. What cannot be read as a PDF is left out, and the log says so."""
    if len(documents) == 1:
        return documents[0]
    writer = PdfWriter()
    for document in documents:
        try:
            writer.append(PdfReader(io.BytesIO(document)))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
            _logger.warning("pdf_left_out", bytes=len(document), error=type(error).__name__)
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()

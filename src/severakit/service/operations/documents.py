"""Documents: what shows an invoice or a travel reimbursement, as it is kept or else made."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import structlog
from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject

from severakit.service.call import Call
from severakit.store.tables import files

PDF = "PDF"
_PDF_A = "http://www.aiim.org/pdfa/ns/id/"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

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
    """Return PDFs as one, in their order, with the title, language, tags and metadata of the first.

    What cannot be read as a PDF is left out, and the log says so. With others behind it the first claims no more to be
    PDF/A, since nobody knows what they are; alone it is returned as it came.
    """
    if len(documents) == 1:
        return documents[0]
    writer, read = PdfWriter(), list[bytes]()
    for document in documents:
        try:
            writer = _appended(writer if read else None, PdfReader(io.BytesIO(document)))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
            _logger.warning("pdf_left_out", bytes=len(document), error=type(error).__name__)
        else:
            read.append(document)
    if len(read) == 1:
        return read[0]
    _withdraw_claim(writer)
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()


def _appended(writer: PdfWriter | None, reader: PdfReader) -> PdfWriter:
    """Begin with a document as it is, or put its pages behind those that are there."""
    if writer is None:
        return PdfWriter(clone_from=reader)
    there = len(writer.pages)
    writer.append(reader)
    for page in writer.pages[there:]:
        # Its places in the tree of tags, which stays behind, would be those of the first document's.
        page.pop("/StructParents", None)
        for annotation in page.get("/Annots", ArrayObject()).get_object():
            annotation.get_object().pop("/StructParent", None)
    return writer


def _withdraw_claim(writer: PdfWriter) -> None:
    """Take out of the metadata that the document is PDF/A; what is no XML is taken out whole."""
    metadata = writer.root_object.get("/Metadata")
    if metadata is None:
        return
    try:
        packet = etree.fromstring(metadata.get_object().get_data(), _PARSER)
    except etree.XMLSyntaxError:
        del writer.root_object["/Metadata"]
        return
    for element in packet.iter():
        for claim in element.findall(f"{{{_PDF_A}}}*"):
            element.remove(claim)
        for name in [name for name in element.attrib if str(name).startswith(f"{{{_PDF_A}}}")]:
            del element.attrib[name]
    metadata.get_object().set_data(etree.tostring(packet.getroottree(), encoding="utf-8"))

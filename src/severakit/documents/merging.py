"""Several PDFs as one: an invoice with its attachments."""

from __future__ import annotations

import io
from collections.abc import Sequence

import structlog
from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject

_PDF_A = "http://www.aiim.org/pdfa/ns/id/"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)

_logger = structlog.get_logger(__name__)


def merged(documents: Sequence[bytes]) -> bytes:
    """Return PDFs as one, in their order, with the title, language, tags and metadata of the first.

    What cannot be read as a PDF is left out, and the log says so. With others behind it the first claims no more to be
    PDF/A, since nobody knows what they are.
    """
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

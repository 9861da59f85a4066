"""The document of a response whose result may be of any size, read with expat, which need not see all of it.

Where the reader rests, it can be passed by: whoever reads a part of the result in a quicker way just does not give it
to the document, which for expat is then a shorter document, and still checked to its end.
"""

from __future__ import annotations

import codecs
import sys
from typing import TYPE_CHECKING
from xml.parsers import expat

from severakit.contract import SOAP_NAMESPACE
from severakit.soap.decode import DeserializationError, decode_result
from severakit.soap.envelope import Quota, read_envelope, read_quota
from severakit.soap.faults import is_fault, read_fault
from severakit.soap.tree import Limits, MalformedXml, TreeReader

if TYPE_CHECKING:
    from severakit.contract import Operation

_ABORTED = expat.errors.codes[expat.errors.XML_ERROR_ABORTED]
# A result has no end that one could know before; a single tag and the nesting stay bounded.
_RESULT_LIMITS = Limits(bytes=sys.maxsize, elements=sys.maxsize)

RESULT_DEPTH = 4
"""How many elements are open within the result: Envelope, Body, Response and Result."""


class TruncatedResponse(ValueError):  # noqa: N818 - names the fact
    """The response ended before its envelope did."""


class ResultDocument(TreeReader):
    """Takes the bytes of one response to ``operation``.

    ``encoding`` is the charset of the HTTP header, if it named one.
    """

    def __init__(self, operation: Operation, encoding: str | None = None) -> None:
        super().__init__(encoding=encoding)
        self._operation = operation
        result = [(operation.namespace, f"{operation.name}{part}") for part in ("Response", "Result")]
        self._names = [(SOAP_NAMESPACE, "Envelope"), (SOAP_NAMESPACE, "Body"), *result]
        self._is_utf8 = encoding is None or _is_utf8(encoding)
        self._began = False
        self._passed = 0
        self._resting_tag = 0
        self.quota: Quota | None = None
        """The quota that the header reported, once the header was seen."""
        self.in_result = False
        """Whether what comes next belongs to the result."""
        self.has_result = False
        """Whether the result began and is not nil."""

    def pass_by(self, run: bytes | bytearray) -> None:
        """Note that a part of the result was read elsewhere."""
        self._passed += len(run)

    def finish(self) -> None:
        """Make sure that the document is whole and is a response.

        Raises TruncatedResponse, the SoapFault that the body states, EnvelopeError or DeserializationError.
        """
        try:
            root = self.close()
        except MalformedXml as error:
            raise TruncatedResponse(
                f"The response to {self._operation.qualified_name} was cut off after "
                f"{self._size + self._passed} bytes. Call again; what was read of it is not the whole result."
            ) from error
        body = read_envelope(root).body
        if body is not None and is_fault(body):
            raise read_fault(body)
        decode_result(self._operation, body)  # which by now has an empty result, if it is the response at all

    def _rests_at_end_of(self, data: bytes | bytearray) -> bool:
        """Whether the tag after which the document rests is the last thing that ``data`` began.

        No tag has a second `<` in it, so after that nothing can be pending in expat.
        """
        tag_size = self._size - self._resting_tag
        tag = data[-tag_size:]
        return tag_size <= len(data) and tag.count(b"<") == 1 and tag.endswith(b">") and b"\0" not in tag

    def _parse(self, *, final: bool) -> None:
        try:
            super()._parse(final=final)
        except MalformedXml:
            if self._parser.ErrorCode == _ABORTED:  # by a handler, which has said why
                raise
            what, where = expat.ErrorString(self._parser.ErrorCode), self._parser.ErrorByteIndex + self._passed
            raise MalformedXml(f"The response is not well-formed XML: {what} at byte {where}.") from None

    def _on_declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        super()._on_declaration(version, encoding, standalone)
        self._is_utf8 = encoding is None or _is_utf8(encoding)

    def _on_start(self, tag: str, attributes: list[str]) -> None:
        super()._on_start(tag, attributes)
        if len(self._open) == RESULT_DEPTH and [(each.namespace, each.name) for each in self._open] == self._names:
            if self._began:
                raise DeserializationError(f"Found a second {self._names[-1][1]}; expected one")
            self._began = True
            self.in_result = self.has_result = not self._open[-1].nil
            self._limits = _RESULT_LIMITS
            self._resting_tag = self._parser.CurrentByteIndex

    def _on_end(self, tag: str) -> None:
        super()._on_end(tag)
        depth = len(self._open)
        if depth == RESULT_DEPTH - 1:
            self.in_result = False
        elif depth == 1 and (element := self._open[0].children[-1]).name == "Header":
            self.quota = read_quota(element)


def _is_utf8(label: str) -> bool:
    return codecs.lookup(label.strip(" \t\"'")).name in {"utf-8", "utf-8-sig"}

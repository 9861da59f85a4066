"""The document of a list response, read with expat: it hands out the list's items and keeps only what is around them.

Between two items the reader can be passed by: whoever reads a run of whole items in a quicker way just does not give
it to the document, which for expat is then a shorter document, and still checked to its end.
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
    from severakit.soap.tree import Element

_ABORTED = expat.errors.codes[expat.errors.XML_ERROR_ABORTED]
_ITEM_DEPTH = 4  # below Envelope, Body, Response and Result
# A list has no end that one could know before; a single tag and the nesting stay bounded.
_LIST_LIMITS = Limits(bytes=sys.maxsize, elements=sys.maxsize)


class TruncatedResponse(ValueError):  # noqa: N818 - names the fact
    """The response ended before its envelope did."""


class ListDocument(TreeReader):
    """Takes the bytes of one response to ``operation``, whose result is a list.

    ``encoding`` is the charset of the HTTP header, if it named one.
    """

    def __init__(self, operation: Operation, encoding: str | None = None) -> None:
        super().__init__(encoding=encoding)
        self._operation = operation
        result = [(operation.namespace, f"{operation.name}{part}") for part in ("Response", "Result")]
        self._names = [(SOAP_NAMESPACE, "Envelope"), (SOAP_NAMESPACE, "Body"), *result]
        self._is_utf8 = encoding is None or _is_utf8(encoding)
        self._items: list[Element] = []
        self._began = False
        self._passed = 0
        self._resting_tag = 0
        self.quota: Quota | None = None
        """The quota that the header reported, once the header was seen."""
        self.in_list = False
        """Whether what comes next belongs to the list."""
        self.can_pass = False
        """Whether the next item may be kept from the document: it stands exactly before one."""

    def read(self, data: bytes | bytearray) -> list[Element]:
        """Take more bytes and return the items that ended in them.

        Raises MalformedXml, LimitExceeded, and DeserializationError for a second list.
        """
        self.feed(bytes(data))
        self._parse(final=False)
        self.can_pass = self.in_list and self._is_utf8 and self._rests_at_end_of(data)
        items, self._items = self._items, []
        return items

    def pass_by(self, run: bytes | bytearray) -> None:
        """Note that a run of whole items was read elsewhere."""
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
                f"{self._size + self._passed} bytes. Call again; what was read of it is not the whole list."
            ) from error
        body = read_envelope(root).body
        if body is not None and is_fault(body):
            raise read_fault(body)
        decode_result(self._operation, body)  # which by now is a list without items, if it is the response at all

    def prefix_of(self, namespace: str) -> str | None:
        """Return the prefix last bound to ``namespace``, "" for the default namespace, None for none."""
        bound = [prefix for prefix, uris in self._prefixes.items() if uris and uris[-1] == namespace]
        return (bound[-1] or "") if bound else None

    def _rests_at_end_of(self, data: bytes | bytearray) -> bool:
        """Whether the start tag of the list or the end tag of an item is the last thing that ``data`` began.

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
        if len(self._open) == _ITEM_DEPTH and [(each.namespace, each.name) for each in self._open] == self._names:
            if self._began:
                raise DeserializationError(f"Found a second {self._names[-1][1]}; expected one")
            self._began = True
            self.in_list = not self._open[-1].nil
            self._limits = _LIST_LIMITS
            self._resting_tag = self._parser.CurrentByteIndex

    def _on_end(self, tag: str) -> None:
        super()._on_end(tag)
        depth = len(self._open)
        if depth == _ITEM_DEPTH and self.in_list:
            self._items.append(self._open[-1].children.pop())
            self._texts[-1] = [text for text in self._texts[-1] if not text.isspace()]
            self._resting_tag = self._parser.CurrentByteIndex
        elif depth == _ITEM_DEPTH - 1:
            self.in_list = False
        elif depth == 1 and (element := self._open[0].children[-1]).name == "Header":
            self.quota = read_quota(element)


def _is_utf8(label: str) -> bool:
    return codecs.lookup(label.strip(" \t\"'")).name in {"utf-8", "utf-8-sig"}

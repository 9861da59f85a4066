"""The document of a list response: it hands out the list's items and keeps only what is around them.

Between two items it can be passed by, as ``ResultDocument`` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from severakit.soap.result_document import RESULT_DEPTH, ResultDocument

if TYPE_CHECKING:
    from severakit.contract import Operation
    from severakit.soap.tree import Element


class ListDocument(ResultDocument):
    """Takes the bytes of one response to ``operation``, whose result is a list."""

    def __init__(self, operation: Operation, encoding: str | None = None) -> None:
        super().__init__(operation, encoding)
        self._items: list[Element] = []
        self.can_pass = False
        """Whether the next item may be kept from the document: it stands exactly before one."""

    def read(self, data: bytes | bytearray) -> list[Element]:
        """Take more bytes and return the items that ended in them.

        Raises MalformedXml, LimitExceeded, and DeserializationError for a second list.
        """
        self.feed(bytes(data))
        self._parse(final=False)
        self.can_pass = self.in_result and self._is_utf8 and self._rests_at_end_of(data)
        items, self._items = self._items, []
        return items

    def prefix_of(self, namespace: str) -> str | None:
        """Return the prefix last bound to ``namespace``, "" for the default namespace, None for none."""
        bound = [prefix for prefix, uris in self._prefixes.items() if uris and uris[-1] == namespace]
        return (bound[-1] or "") if bound else None

    def _on_end(self, tag: str) -> None:
        super()._on_end(tag)
        if len(self._open) == RESULT_DEPTH and self.in_result:
            self._items.append(self._open[-1].children.pop())
            self._texts[-1] = [text for text in self._texts[-1] if not text.isspace()]
            self._resting_tag = self._parser.CurrentByteIndex

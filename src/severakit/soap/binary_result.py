"""Responses that are bytes, decoded while they come in: nothing of them is held as text, however many there are."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING

from severakit.soap.decode import DeserializationError
from severakit.soap.result_document import RESULT_DEPTH, ResultDocument

if TYPE_CHECKING:
    from severakit.contract import Operation
    from severakit.soap.envelope import Quota

_BLANKS = b" \t\r\n"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_PLAIN = _ALPHABET + _BLANKS
# Text is decoded in parts of this size, which bounds what is held.
_PIECE = 256 * 1024


class BinaryReader:
    """Reads one response to ``operation``, which returns base64Binary.

    ``encoding`` is the charset of the response's Content-Type, if it names one. Bytes that were handed out before an
    error are right, but they are the whole result only once ``close`` has returned.
    """

    def __init__(self, operation: Operation, encoding: str | None = None) -> None:
        if operation.returns is None or operation.returns.name != "base64Binary":
            raise ValueError(f"{operation.qualified_name} returns no bytes; decode its result instead.")
        self._document = _BinaryDocument(operation, encoding)
        self._base64 = _Base64()
        self._buffer = b""
        self._is_plain = True

    @property
    def quota(self) -> Quota | None:
        """The quota that the response reports, known once its header was read."""
        return self._document.quota

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes, any number of them, and return the bytes of the result that they hold.

        Raises MalformedXml, LimitExceeded and DeserializationError.
        """
        return b"".join([self._read(data[start : start + _PIECE]) for start in range(0, len(data), _PIECE)])

    def close(self) -> bool:
        """Take the end of the response, and return whether there was a result, which may be empty, or nil.

        Raises, besides what ``feed`` does, TruncatedResponse if the response was cut off anywhere, the SoapFault that
        came instead of a result, and EnvelopeError for a document that is none of SOAP's.
        """
        if self._buffer:
            self._document.read(self._buffer)
        self._document.finish()
        self._base64.finish()
        return self._document.has_result

    def _read(self, data: bytes) -> bytes:
        decoded = b""
        if not self._document.has_result:
            text, data = self._read_head(data)
            decoded = self._base64.decode(text)
        if self._is_plain and self._document.can_pass:
            plain, data = _split(data)
            self._document.pass_by(plain)
            decoded += self._base64.decode(plain)
            # Markup, a reference: from there on the document tells what is text.
            self._is_plain = not data
        if data:
            decoded += self._base64.decode(self._document.read(data))
        return decoded

    def _read_head(self, data: bytes) -> tuple[bytes, bytes]:
        """Give the document what comes before the result, tag by tag so that it stops at its start.

        Return the result's text that it has read all the same, where a tag's end is more than one byte, and the rest.
        """
        data = self._buffer + data
        text, read = b"", 0
        while not self._document.has_result and (end := data.find(b">", read) + 1):
            text += self._document.read(data[read:end])
            read = end
        rest = data[read:]
        if len(rest) > _PIECE:  # a tag of such a length, which the document refuses
            self._document.read(rest)
            rest = b""
        self._buffer = b"" if self._document.has_result else rest
        return text, rest if self._document.has_result else b""


class _BinaryDocument(ResultDocument):
    """Hands out the text of the result and keeps only what is around it."""

    def __init__(self, operation: Operation, encoding: str | None) -> None:
        super().__init__(operation, encoding)
        self._content: list[str] = []
        self.can_pass = False
        """Whether the result's text may be kept from the document: it stands exactly before it."""

    def read(self, data: bytes) -> bytes:
        """Take more bytes and return the result's text that stands in them."""
        self.feed(data)
        self._parse(final=False)
        self.can_pass = self.in_result and self._is_utf8 and self._rests_at_end_of(data)
        content, self._content = "".join(self._content), []
        # What is not of the alphabet is refused later, as this is.
        return content.encode("ascii", "replace")

    def _on_start(self, tag: str, attributes: list[str]) -> None:
        if self.in_result:
            raise DeserializationError(f"{self._names[-1][1]}: Found child elements; expected base64Binary")
        super()._on_start(tag, attributes)

    def _on_text(self, text: str) -> None:
        if self.in_result and len(self._open) == RESULT_DEPTH:
            self._content.append(text)
        else:
            super()._on_text(text)


class _Base64:
    """Decodes base64 that comes in parts, blanks anywhere in it."""

    def __init__(self) -> None:
        self._held = b""
        self._is_over = False

    def decode(self, text: bytes) -> bytes:
        text = self._held + text.translate(None, _BLANKS)
        whole = len(text) - len(text) % 4
        self._held = text[whole:]
        if not whole:
            return b""
        if self._is_over:
            raise self._refusal()
        self._is_over = text[whole - 1] == ord("=")
        try:
            return binascii.a2b_base64(text[:whole], strict_mode=True)
        except binascii.Error:
            raise self._refusal() from None

    def finish(self) -> None:
        if self._held:
            raise self._refusal()

    def _refusal(self) -> DeserializationError:
        return DeserializationError("The result is not base64")


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Return what can only be base64 and blanks, and the rest, beginning with the first byte that is neither."""
    others = data.translate(None, _PLAIN)
    if not others:
        return data, b""
    end = data.index(others[:1])
    return data[:end], data[end:]

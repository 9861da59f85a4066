"""A bounded reader of small XML documents: requests, single results, faults.

Safe by construction: a document type is refused where it begins, so there are no entities to expand or fetch,
and size, depth, attributes and elements are bounded while the bytes come in.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from severakit.contract import XSI_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

Name = tuple[str, str]
"""A namespace ("" for none) and a local name."""

_NIL: Name = (XSI_NAMESPACE, "nil")
_TYPE: Name = (XSI_NAMESPACE, "type")

# The encodings of a charset parameter, however it is spelt, by the name of Python's codec → as expat calls them.
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "iso8859-1": "ISO-8859-1",
    "ascii": "US-ASCII",
}
# Bytes are handed to expat in pieces of this size, however small they arrive: expat scans an unfinished tag again
# with every piece, so one byte at a time would make a long tag cost its length squared.
_PIECE = 64 * 1024


class Limits(NamedTuple):
    """Bounds of one document: its bytes, nesting, declarations and attributes of one element, and elements.

    ``markup`` bounds the bytes of one tag, comment or processing instruction.
    """

    bytes: int = 64 * 1024 * 1024
    depth: int = 64
    attributes: int = 64
    elements: int = 500_000
    markup: int = 1024 * 1024


DEFAULT_LIMITS = Limits()


class XmlError(ValueError):
    """A document that was refused."""


class MalformedXml(XmlError):  # noqa: N818 - names the fact, as the errors of expat do
    """Not well-formed, in an unknown encoding, or with a document type."""


class LimitExceeded(XmlError):  # noqa: N818 - names the fact
    """Larger than ``Limits`` allow; ``limit`` names the one."""

    def __init__(self, limit: str, allowed: int) -> None:
        super().__init__(f"The XML document exceeds the limit of {allowed} for {limit}.")
        self.limit = limit


class Element:
    """One element. ``text`` is its own character data, joined; blanks between child elements are dropped."""

    __slots__ = ("attributes", "children", "name", "namespace", "text", "type_name")

    def __init__(self, namespace: str, name: str, attributes: dict[Name, str], type_name: Name | None = None) -> None:
        self.namespace = namespace
        self.name = name
        self.attributes = attributes
        self.type_name = type_name
        """The type that xsi:type names, its prefix resolved."""
        self.children: list[Element] = []
        self.text = ""

    @property
    def nil(self) -> bool:
        """Whether xsi:nil says that there is no value."""
        return bool(self.attributes) and self.attributes.get(_NIL, "").strip() in {"true", "1"}

    def child(self, namespace: str, name: str) -> Element | None:
        """Return the first child element of that name."""
        return next((child for child in self.children if child.name == name and child.namespace == namespace), None)

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    def __repr__(self) -> str:
        return f"<Element {{{self.namespace}}}{self.name}>"


def read_tree(data: bytes, limits: Limits = DEFAULT_LIMITS, encoding: str | None = None) -> Element:
    """Return the root element of a whole document; see ``TreeReader``."""
    reader = TreeReader(limits, encoding)
    reader.feed(data)
    return reader.close()


class TreeReader:
    """Takes a document in pieces of bytes and gives its root element at the end.

    ``encoding`` is the charset of the HTTP header, which overrides what the document declares; both may be UTF-8,
    UTF-16, ISO-8859-1 or US-ASCII. Raises MalformedXml and LimitExceeded as soon as the bytes show it.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, encoding: str | None = None) -> None:
        self._limits = limits
        self._pending = bytearray()
        self._size = 0
        self._elements = 0
        self._root: Element
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._declared = 0
        self._prefixes: dict[str | None, list[str]] = {}
        self._parser = self._build_parser(encoding)

    def _build_parser(self, encoding: str | None) -> expat.XMLParserType:
        parser = expat.ParserCreate(None if encoding is None else _expat_encoding(encoding), " ")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartDoctypeDeclHandler = self._on_doctype
        parser.StartNamespaceDeclHandler = self._on_prefix
        parser.EndNamespaceDeclHandler = self._on_prefix_end
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_text
        if encoding is None:
            parser.XmlDeclHandler = self._on_declaration
        return parser

    def feed(self, data: bytes) -> None:
        """Take the next piece, of any size."""
        self._size += len(data)
        if self._size > self._limits.bytes:
            raise LimitExceeded("bytes", self._limits.bytes)
        self._pending += data
        if len(self._pending) >= _PIECE:
            self._parse(final=False)

    def close(self) -> Element:
        """Return the root element of the finished document."""
        self._parse(final=True)
        return self._root

    def _parse(self, *, final: bool) -> None:
        pending, self._pending = bytes(self._pending), bytearray()
        try:
            for start in range(0, len(pending), _PIECE):
                self._parser.Parse(pending[start : start + _PIECE], False)  # noqa: FBT003 - expat takes no keywords
                self._check_markup(self._size - len(pending) + min(start + _PIECE, len(pending)))
            if final:
                self._parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise MalformedXml(f"The document is not well-formed XML: {error}.") from None

    def _check_markup(self, given: int) -> None:
        """Refuse a tag that does not end: expat stands at its beginning until it does."""
        if given - self._parser.CurrentByteIndex > self._limits.markup:
            raise LimitExceeded("bytes of one tag", self._limits.markup)

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        # Not left to pyexpat, which tries the codec of any name with 8-bit eyes, and so misreads even "utf8".
        if encoding is not None and encoding.upper() not in _ENCODINGS.values():
            raise _unsupported(encoding)

    def _on_doctype(self, *_: object) -> None:
        raise MalformedXml("The document has a DOCTYPE. SOAP allows none; remove it.")

    def _on_prefix(self, prefix: str | None, uri: str | None) -> None:
        self._declared += 1
        self._prefixes.setdefault(prefix, []).append(uri or "")

    def _on_prefix_end(self, prefix: str | None) -> None:
        self._prefixes[prefix].pop()

    def _on_start(self, tag: str, attributes: list[str]) -> None:
        self._elements += 1
        self._check_start(len(attributes) // 2)
        element = Element(*_split(tag), {})
        if attributes:
            by_name = {_split(each): value for each, value in zip(attributes[::2], attributes[1::2], strict=True)}
            element.attributes = by_name
            if _TYPE in by_name:
                element.type_name = self._qualified(by_name[_TYPE])
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        self._texts.append([])

    def _check_start(self, attributes: int) -> None:
        declared, self._declared = self._declared, 0
        limits = self._limits
        if attributes + declared > limits.attributes:
            raise LimitExceeded("attributes of one element", limits.attributes)
        if len(self._open) >= limits.depth:
            raise LimitExceeded("depth", limits.depth)
        if self._elements > limits.elements:
            raise LimitExceeded("elements", limits.elements)

    def _qualified(self, text: str) -> Name:
        """Resolve a qualified name in a value; an unknown prefix has no namespace."""
        prefix, _, name = text.strip().rpartition(":")
        bound = self._prefixes.get(prefix or None)
        return (bound[-1] if bound else "", name)

    def _on_end(self, _tag: str) -> None:
        element, text = self._open.pop(), "".join(self._texts.pop())
        if not (element.children and text.isspace()):
            element.text = text

    def _on_text(self, text: str) -> None:
        self._texts[-1].append(text)


def _split(tag: str) -> Name:
    namespace, _, name = tag.rpartition(" ")
    return namespace, name


def _expat_encoding(label: str) -> str:
    try:
        return _ENCODINGS[codecs.lookup(label.strip(" \t\"'")).name]
    except (LookupError, ValueError):
        raise _unsupported(label) from None


def _unsupported(label: str) -> MalformedXml:
    return MalformedXml(f"The encoding {label[:40]!r} is not supported. Send UTF-8, UTF-16, ISO-8859-1 or US-ASCII.")

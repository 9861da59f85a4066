"""An XML document that knows where in its bytes everything stands, so that a change touches nothing else."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

LARGEST = 8 * 1024 * 1024
"""Bytes of the largest file that is read: no config is larger."""

_DEEPEST = 100
"""How deep elements lie within each other at most; a config of WCF needs about ten."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class DocumentError(ValueError):
    """A file that is no XML document, or cannot be read; says why and what to do."""


@dataclass
class Attribute:
    """An attribute's value, and where it stands between its quotes (offsets into the document's UTF-8 text)."""

    value: str
    start: int
    end: int


@dataclass
class Node:
    """An element: its place, its attributes and its children, in document order."""

    name: str
    line: int
    start: int
    """Where its start tag begins."""
    parent: Node | None
    attributes: dict[str, Attribute] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    tag_end: int = 0
    """Where its start tag ends, behind the `>`."""
    end: int = 0
    """Where it ends, behind its end tag."""

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute's value."""
        attribute = self.attributes.get(name)
        return default if attribute is None else attribute.value

    def child(self, name: str) -> Node | None:
        """Return the first child of that name, or None."""
        return next((child for child in self.children if child.name == name), None)

    def every(self, name: str) -> list[Node]:
        """Return all descendants of that name, in document order."""
        found = []
        for child in self.children:
            if child.name == name:
                found.append(child)
            found += child.every(name)
        return found

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, ``<a/>``."""
        return self.tag_end == self.end


@dataclass
class Document:
    """A parsed file: its text as UTF-8 without the BOM, and how its bytes are written."""

    path: Path
    text: bytes
    encoding: str
    bom: bytes
    root: Node

    def written(self, text: bytes) -> bytes:
        """Return another text as this file's bytes are written."""
        return self.bom + text.decode("utf-8").encode(self.encoding)

    @property
    def newline(self) -> bytes:
        """How lines end here."""
        return b"\r\n" if b"\r\n" in self.text else b"\n"

    def indentation(self, node: Node) -> bytes:
        """Return the blanks before an element on its line."""
        line_start = self.text.rfind(b"\n", 0, node.start) + 1
        before = self.text[line_start : node.start]
        return before if not before.strip() else b""


def read_document(path: Path, data: bytes | None = None) -> Document:
    """Read an XML file, or ``data`` in its place.

    Raises DocumentError for what cannot be read, is too large, or is no XML.
    """
    data = read_bytes(path) if data is None else data
    bom, encoding = _encoding(data)
    try:
        text = data[len(bom) :].decode(encoding).encode("utf-8")
    except (UnicodeError, LookupError) as error:
        raise DocumentError(f"{path} is not written in {encoding}, as it says it is. Save it in UTF-8.") from error
    return Document(path, text, encoding, bom, _parsed(path, text))


def read_bytes(path: Path) -> bytes:
    """Return what a file holds. Raises DocumentError for one that cannot be read, and one too large for a config."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            megabytes = size / 1024 / 1024
            raise DocumentError(f"{path} has {megabytes:.0f} MiB: that is no config file. Name the config itself.")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror}.") from error


def _encoding(data: bytes) -> tuple[bytes, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return bom, encoding
    if data[:2] == b"<\0":
        return b"", "utf-16-le"
    if data[:2] == b"\0<":
        return b"", "utf-16-be"
    declared = _DECLARED.match(data)
    return b"", declared[1].decode().lower() if declared else "utf-8"


class _Builder:
    """Takes expat's events and keeps where they came from."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._open: list[Node] = []
        self.root: Node | None = None

    def parse(self) -> None:
        self._parser.Parse(self._text, True)  # noqa: FBT003 - expat takes no keyword

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise DocumentError(f"It is nested deeper than {_DEEPEST} elements, which no config is.")
        start = self._parser.CurrentByteIndex
        parent = self._open[-1] if self._open else None
        node = Node(name.rpartition(":")[2], self._parser.CurrentLineNumber, start, parent)
        node.tag_end = _tag_end(self._text, start)
        for match in _ATTRIBUTE.finditer(self._text, start + 1 + len(name.encode()), node.tag_end):
            group = 2 if match[2] is not None else 3
            key = match[1].decode()
            # expat's value has its references resolved.
            node.attributes[key] = Attribute(attributes.get(key, ""), match.start(group), match.end(group))
        if parent is None:
            self.root = node
        else:
            parent.children.append(node)
        self._open.append(node)

    def _end(self, _name: str) -> None:
        node = self._open.pop()
        is_empty_tag = self._text[node.tag_end - 2 : node.tag_end] == b"/>"
        node.end = node.tag_end if is_empty_tag else self._text.index(b">", self._parser.CurrentByteIndex) + 1

    def _refuse(self, *_declaration: object) -> None:
        raise DocumentError("It declares a document type, which no config does.")


def _tag_end(text: bytes, start: int) -> int:
    """Return where a start tag ends: a `>` within quotes is part of a value."""
    quote = 0
    for place in range(start, len(text)):
        character = text[place]
        if quote:
            quote = 0 if character == quote else quote
        elif character in b"\"'":
            quote = character
        elif character == ord(">"):
            return place + 1
    return len(text)


def _parsed(path: Path, text: bytes) -> Node:
    builder = _Builder(text)
    try:
        builder.parse()
    except expat.ExpatError as error:
        problem = expat.errors.messages[error.code]
        raise DocumentError(f"{path}, line {error.lineno}: this is no well-formed XML ({problem}).") from error
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from None
    assert builder.root is not None  # noqa: S101 - a document without an element is no well-formed one
    return builder.root

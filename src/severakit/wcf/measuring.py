"""What a response comes to in the measures that .NET limits, read as a stream and never kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from severakit.contract import Operation, TypeRef, load_contract

_BASE64 = "base64Binary"


@dataclass
class Measures:
    """Measures of one response."""

    bytes: int = 0
    depth: int = 0
    longest_text: int = 0
    """Characters of the longest text that is no file."""
    largest_array: int = 0
    """Bytes of the largest file."""
    longest_start_tag: int = 0
    """Bytes."""
    names: set[str] = field(default_factory=set)
    items: int = 0
    """Objects, list entries and member values, as the data contract serializer counts them."""
    fault: str = ""
    """What a fault says that came in place of the result."""
    fault_detail: str = ""
    """The name of that fault's detail, such as AuthenticationFailureException."""

    @property
    def name_characters(self) -> int:
        """Characters of all distinct names."""
        return sum(map(len, self.names))

    def of(self, setting: str) -> int:
        """Return the measure that a setting limits."""
        return {
            "maxReceivedMessageSize": self.bytes,
            "maxDepth": self.depth,
            "maxStringContentLength": self.longest_text,
            "maxArrayLength": self.largest_array,
            "maxBytesPerRead": self.longest_start_tag,
            "maxNameTableCharCount": self.name_characters,
            "maxItemsInObjectGraph": self.items,
        }[setting]


class Measurer:
    """Takes the bytes of a response to ``operation``; raises expat.ExpatError for what is no XML."""

    def __init__(self, operation: Operation) -> None:
        self.measures = Measures()
        self._operation = operation
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._types: list[TypeRef | None] = []
        self._characters = self._padding = 0
        self._fault_text: list[str] | None = None
        self._in_detail = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self.measures.bytes += len(data)
        self._parser.Parse(data)

    def close(self) -> Measures:
        """Take the end of the response and return what it comes to."""
        self._parser.Parse(b"", True)  # noqa: FBT003 - expat takes no keyword
        return self.measures

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        self.measures.names.update(("", namespace, local), *(key.split(" ") for key in attributes))
        tag = len(local) + 2 + sum(len(key) + len(value) + 4 for key, value in attributes.items())
        # A declaration of a namespace is part of the tag in which a name of it first stands.
        self.measures.longest_start_tag = max(self.measures.longest_start_tag, tag + len(namespace))
        reference = self._type_of(local)
        self._types.append(reference)
        self.measures.depth = max(self.measures.depth, len(self._types))
        self._characters = self._padding = 0
        if local == "faultstring":
            self._fault_text = []
        if self._in_detail and not self.measures.fault_detail:
            self.measures.fault_detail = local
        self._in_detail = local == "detail" and bool(self.measures.fault)
        if reference is not None and not _is_nil(attributes):
            self._count(reference)

    def _type_of(self, local: str) -> TypeRef | None:
        """Return the type of an element: that of the result, of a list's entries, or of a member."""
        result = self._operation.result
        if result is not None and local == result.name and len(self._types) == _RESULT_DEPTH:
            return result.type
        outer = self._types[-1] if self._types else None
        if outer is None:
            return None
        if outer.is_list:
            return TypeRef(outer.name)
        contract = load_contract().types.get(outer.name)
        member = contract.member.get(local) if contract is not None else None
        return None if member is None else member.type

    def _count(self, reference: TypeRef) -> None:
        outer = self._types[-2] if len(self._types) > 1 else None
        self.measures.items += outer is not None and outer.is_list
        contract = load_contract().types.get(reference.name)
        if contract is not None and not reference.is_list:
            self.measures.items += 1 + len(contract.members)

    def _text(self, data: str) -> None:
        if self._types and self._types[-1] is not None and self._types[-1].name == _BASE64:
            data = "".join(data.split())
            self._padding += data.count("=")
        self._characters += len(data)
        if self._fault_text is not None:
            self._fault_text.append(data)

    def _end(self, _name: str) -> None:
        reference = self._types.pop()
        if reference is not None and reference.name == _BASE64:
            self.measures.largest_array = max(self.measures.largest_array, self._characters * 3 // 4 - self._padding)
        else:
            self.measures.longest_text = max(self.measures.longest_text, self._characters)
        self._characters = 0
        if self._fault_text is not None:
            self.measures.fault = "".join(self._fault_text)
            self._fault_text = None


# Envelope, Body, {Operation}Response.
_RESULT_DEPTH = 3


def _is_nil(attributes: dict[str, str]) -> bool:
    return any(key.endswith(" nil") and value == "true" for key, value in attributes.items())

"""How a language writes typed values: the walk over a value that all languages share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from severakit.contract import DataContract, Enumeration, Field, TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CONTRACT = load_contract()
_STEP = "    "


class Notation(ABC):
    """Writes typed values as the literals of one language. ``nil`` is what stands for None."""

    nil: str

    def field(self, field: Field, value: Any, depth: int) -> str:
        """Return the literal of an argument or a member; lines after the first are indented by ``depth`` steps."""
        return self._literal(field.type, value, depth, instant=field.instant)

    def _literal(self, type_ref: TypeRef, value: Any, depth: int, *, instant: bool = False) -> str:
        if value is None:
            return self.nil
        name = type_ref.name
        if type_ref.is_list:
            return self.array(name, [self._literal(TypeRef(name), item, depth + 1) for item in value], depth)
        if name in _CONTRACT.types:
            contract = _CONTRACT.types[name]
            given = [(member, getattr(value, member.python_name)) for member in contract.members]
            members = [(member, self.field(member, each, depth + 1)) for member, each in given if each is not None]
            return self.entity(contract, members, depth)
        if name in _CONTRACT.enums:
            enumeration = _CONTRACT.enums[name]
            return self.enumeration(enumeration, lexical.render_enumeration(enumeration, value).split())
        if name == "dateTime":
            return self.moment(value, instant=instant)
        return self.primitive(name, value)

    @abstractmethod
    def primitive(self, name: str, value: Any) -> str:
        """Return the literal of a primitive other than dateTime."""

    @abstractmethod
    def moment(self, value: Any, *, instant: bool) -> str:
        """Return the literal of a calendar date, or of an instant in UTC."""

    @abstractmethod
    def enumeration(self, enumeration: Enumeration, literals: Sequence[str]) -> str:
        """Return the literal of an enumeration's value; flags may have several."""

    @abstractmethod
    def array(self, name: str, items: Sequence[str], depth: int) -> str:
        """Return the literal of a list of what ``name`` names."""

    @abstractmethod
    def entity(self, contract: DataContract, members: Sequence[tuple[Field, str]], depth: int) -> str:
        """Return the literal of a data contract with the members that are given."""


def block(opening: str, lines: Iterable[str], closing: str, depth: int) -> str:
    """Return lines between an opening and a closing, each a step further in; without lines, both on one line."""
    inner = [f"{_STEP * (depth + 1)}{line}," for line in lines]
    return "\n".join([opening, *inner, f"{_STEP * depth}{closing}"]) if inner else opening + closing


def quoted(text: str, escapes: dict[str, str]) -> str:
    """Return text between double quotes, with backslashes before what ends or controls it."""
    known = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"} | escapes
    return '"' + "".join(known.get(character, character) for character in text) + '"'

"""Whom a limit bites: the operations behind a binding whose responses run into it, and how large those get."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from severakit.contract import DataContract, Operation, TypeRef, load_contract
from severakit.wcf.configuration import Binding, Configuration

_BASE64, _TEXT = "base64Binary", "string"
_SHOWN = 3
# `<Name></Name>` without the name itself.
_TAG_SIGNS = 5


def operations_behind(configuration: Configuration, binding: Binding) -> tuple[Operation, ...]:
    """Return the reading operations of the interfaces that a binding's endpoints name, or else the binding itself."""
    contract = load_contract()
    named = [endpoint.interface for endpoint in configuration.endpoints_of(binding)]
    known = [contract.interfaces[name] for name in dict.fromkeys(named) if name in contract.interfaces]
    if not known and (own := binding.name.rpartition(".")[2]) in contract.interfaces:
        known = [contract.interfaces[own]]
    return tuple(each for interface in known for each in interface.operations.values() if each.is_read)


def bites(setting: str, value: int, operations: Iterable[Operation]) -> str:
    """Say which of these operations a limit bites, empty where nothing is known of it."""
    operations = tuple(operations)
    said = _SAID.get(setting)
    return said(value, operations) if said is not None and operations else ""


def _sizes(value: int, operations: tuple[Operation, ...]) -> str:
    lists, files = [each for each in operations if _is_list(each)], [each for each in operations if _has_file(each)]
    parts = (
        [f"{_names(lists)} {_verb(lists, 'lists')}{_entries(lists, value, _tag_bytes, 'bytes of tags')}."]
        if lists
        else []
    )
    parts += [f"{_names(files)} {_verb(files, 'files')}, a third larger in base64."] if files else []
    return " ".join(["Here:", *parts]) if parts else "Here: single things, which are small."


def _arrays(_value: int, operations: tuple[Operation, ...]) -> str:
    files = [each for each in operations if _has_file(each)]
    return f"Here: {_names(files)} {_verb(files, 'files')}." if files else "Here: no operation returns a file."


def _texts(_value: int, operations: tuple[Operation, ...]) -> str:
    whole = [each for each in operations if each.returns is not None and each.returns.name == _TEXT]
    if whole:
        return f"Here: {_names(whole)} {_verb(whole, 'texts')}."
    types = [
        load_contract().types[each.returns.name] for each in operations if _is_entity(each.returns) and each.returns
    ]
    long = dict.fromkeys(f"{each.name}.{member}" for each in types for member in _long_texts(each))
    return f"Here: {_joined(list(long))}." if long else ""


def _items(value: int, operations: tuple[Operation, ...]) -> str:
    lists = [each for each in operations if _is_list(each) and _is_entity(each.returns)]
    return f"Here: {_names(lists)}{_entries(lists, value, _item_count, 'items')}." if lists else ""


_SAID: dict[str, Callable[[int, tuple[Operation, ...]], str]] = {
    "maxReceivedMessageSize": _sizes,
    "maxBufferSize": _sizes,
    "maxArrayLength": _arrays,
    "maxStringContentLength": _texts,
    "maxItemsInObjectGraph": _items,
}


def _entries(lists: list[Operation], value: int, measure: Callable[[DataContract], int], what: str) -> str:
    """Say how many of the largest entries a limit has room for."""
    types = [load_contract().types[each.returns.name] for each in lists if each.returns and _is_entity(each.returns)]
    if not types:
        return ""
    largest = max(types, key=measure)
    each = measure(largest)
    return f" (one {largest.name} is {each:,} {what}, so {value:,} are some {value // each:,} of them)"


def _tag_bytes(contract: DataContract) -> int:
    return sum(2 * len(name) + _TAG_SIGNS for name in (contract.name, *(member.name for member in contract.members)))


def _item_count(contract: DataContract) -> int:
    # The entry, the object, and each value of it.
    return 2 + len(contract.members)


def _is_list(operation: Operation) -> bool:
    return operation.returns is not None and operation.returns.is_list


def _is_entity(reference: TypeRef | None) -> bool:
    return reference is not None and reference.name in load_contract().types


def _has_file(operation: Operation) -> bool:
    return operation.returns is not None and _holds_file(operation.returns.name)


@cache
def _holds_file(name: str) -> bool:
    contract = load_contract().types.get(name)
    return name == _BASE64 or (contract is not None and any(member.type.name == _BASE64 for member in contract.members))


def _long_texts(contract: DataContract) -> list[str]:
    endings = ("Description", "Notes", "Note", "Text", "Comment", "Content")
    return [each.name for each in contract.members if each.type.name == _TEXT and each.name.endswith(endings)]


def _names(operations: list[Operation]) -> str:
    return _joined(list(dict.fromkeys(each.name for each in operations)))


def _joined(names: list[str]) -> str:
    more = len(names) - _SHOWN
    if more > 0:
        return f"{', '.join(names[:_SHOWN])} and {more} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _verb(operations: list[Operation], what: str) -> str:
    return f"returns {what}" if len({each.name for each in operations}) == 1 else f"return {what}"

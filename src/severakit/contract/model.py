"""The wire contract as objects: interfaces, operations, data contracts and enumerations.

Everything that names a type, a member or an operation elsewhere in severakit reads it here.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

from severakit.contract.names import class_name, interface_name, snake_case

SOAP_NAMESPACE = "http://schemas.xmlsoap.org/soap/envelope/"
XSI_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance"

PRIMITIVES = frozenset({"string", "boolean", "int", "long", "byte", "decimal", "dateTime", "base64Binary"})
# Primitives that can be nil on the wire without being declared nullable.
_REFERENCE_PRIMITIVES = frozenset({"string", "base64Binary"})

# Members and parameters of type dateTime that are instants in UTC. All others are plain
# calendar dates or wall-clock times, which have no zone (docs/explanation/times.md).
_INSTANT_NAMES = frozenset(
    {
        "InsertTS",
        "InsertTs",
        "UpdatedTS",
        "UpdatedTs",
        "CurrentCaseStatusInsertTs",
        "TimeStamp",
        "StartDateTime",
        "EndDateTime",
        "startDateTime",
        "startsAfter",
        "startsBefore",
        "endsAfter",
        "endsBefore",
        "insertStartDate",
        "insertEndDate",
        "eventTimeUtc",
    }
)
# Operations whose plain-looking date parameters are documented as UTC search bounds.
_INSTANT_OPERATIONS = frozenset({"GetInvoicesByDate", "GetInvoicesByDateAndStatus", "GetTravelReimbursementsByDate"})


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A reference to a type: ``HourEntry[]``, ``int?``, ``string``."""

    name: str
    is_list: bool = False
    nullable: bool = False

    @classmethod
    def parse(cls, text: str) -> TypeRef:
        """Read the contract file's notation."""
        return cls(text.removesuffix("[]").removesuffix("?"), text.endswith("[]"), text.endswith("?"))

    @property
    def is_primitive(self) -> bool:
        """Whether the type, or what it is a list of, is XML Schema's own."""
        return self.name in PRIMITIVES

    def __str__(self) -> str:
        return self.name + ("[]" if self.is_list else "?" if self.nullable else "")


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a data contract, or a parameter or the result of an operation.

    ``nillable`` says whether ``i:nil`` may stand in its place; ``instant`` whether a dateTime
    is a moment in UTC rather than a calendar date.
    """

    name: str
    type: TypeRef
    python_name: str
    nillable: bool
    instant: bool


@dataclass(frozen=True)
class DataContract:
    """A complex type. ``members`` are in wire order, the base's first."""

    name: str
    namespace: str
    base: str | None
    own_members: tuple[Field, ...]
    members: tuple[Field, ...]

    @property
    def class_name(self) -> str:
        """The class in severakit.entities."""
        return class_name(self.name)

    @cached_property
    def member(self) -> dict[str, Field]:
        """Members by wire name."""
        return {member.name: member for member in self.members}

    @property
    def is_flat(self) -> bool:
        """Whether every member is a single primitive or enumeration value."""
        return all(member.type.is_primitive and not member.type.is_list for member in self.members)


@dataclass(frozen=True)
class Enumeration:
    """An enumeration: its literals travel, its numbers do not."""

    name: str
    namespace: str
    values: dict[str, int]

    @property
    def is_flags(self) -> bool:
        """Whether values combine: then a list of literals, separated by blanks, travels."""
        return sorted(self.values.values()) != list(range(len(self.values)))


@dataclass(frozen=True)
class Operation:
    """One operation of one interface."""

    interface: str
    name: str
    params: tuple[Field, ...]
    result: Field | None
    faults: tuple[str, ...]
    namespace: str

    @property
    def returns(self) -> TypeRef | None:
        """The result's type; None where the operation returns nothing."""
        return self.result.type if self.result else None

    @property
    def action(self) -> str:
        """The SOAPAction of the call."""
        return f"{self.namespace}{self.interface}/{self.name}"

    @property
    def reply_action(self) -> str:
        """The action of the answer."""
        return f"{self.action}Response"

    def fault_action(self, fault: str) -> str:
        """Return the action of a declared fault."""
        return f"{self.action}{fault}Fault"

    @property
    def python_name(self) -> str:
        """The client's method."""
        return snake_case(self.name)

    @property
    def qualified_name(self) -> str:
        """``IInterface.Operation``, the form used on the command line and in logs."""
        return f"{self.interface}.{self.name}"

    @property
    def is_changed_since(self) -> bool:
        """Whether it lists what was added or updated after a moment."""
        return "ChangedSince" in self.name

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.name.startswith("Get")


@dataclass(frozen=True)
class Interface:
    """A service interface (portType) and its operations by name, in contract order."""

    name: str
    operations: dict[str, Operation]

    @property
    def python_name(self) -> str:
        """The client's attribute."""
        return interface_name(self.name)


@dataclass(frozen=True, eq=False)
class Contract:
    """The whole contract of one generation of the API.

    Hashed by identity, so that what is derived from it can be cached.
    """

    generation: str
    target_namespace: str
    namespaces: dict[str, str]
    interfaces: dict[str, Interface]
    types: dict[str, DataContract]
    enums: dict[str, Enumeration]
    undeclared_faults: tuple[str, ...]

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """All operations by ``IInterface.Operation``."""
        return {
            operation.qualified_name: operation
            for interface in self.interfaces.values()
            for operation in interface.operations.values()
        }

    @cached_property
    def operations_by_action(self) -> dict[str, Operation]:
        """All operations by SOAPAction."""
        return {operation.action: operation for operation in self.operations.values()}

    @cached_property
    def subtypes(self) -> dict[str, tuple[str, ...]]:
        """For each data contract, the names of all that extend it, directly or not."""
        return {name: tuple(other for other in self.types if name in self._ancestors(other)) for name in self.types}

    def _ancestors(self, name: str) -> set[str]:
        found: set[str] = set()
        base = self.types[name].base
        while base is not None:
            found.add(base)
            base = self.types[base].base
        return found

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """Names of all fault details, the base class left out."""
        return self.subtypes["SeveraApiException"]


def _field(name: str, reference: str, *, instant: bool = False) -> Field:
    type_ref = TypeRef.parse(reference)
    nillable = (
        type_ref.is_list
        or type_ref.nullable
        or type_ref.name in _REFERENCE_PRIMITIVES
        # A data contract is a reference type; an enumeration is a value type.
        or (not type_ref.is_primitive and type_ref.name not in _enumeration_names())
    )
    is_instant = type_ref.name == "dateTime" and (instant or name in _INSTANT_NAMES)
    return Field(name, type_ref, snake_case(name), nillable, is_instant)


@cache
def _data(file_name: str) -> dict[str, Any]:
    text = resources.files("severakit.contract").joinpath("data", file_name).read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


@cache
def _enumeration_names() -> frozenset[str]:
    return frozenset(_data("severa-s3.json")["enums"] | _data("extended.json")["enums"])


def _operation(interface: str, name: str, spec: dict[str, Any], namespace: str) -> Operation:
    instant = "ChangedSince" in name or name in _INSTANT_OPERATIONS
    return Operation(
        interface=interface,
        name=name,
        params=tuple(_field(param, ref, instant=instant) for param, ref in spec["params"].items()),
        result=_field(f"{name}Result", spec["returns"]) if spec["returns"] else None,
        faults=tuple(spec["faults"]),
        namespace=namespace,
    )


def _types(specs: dict[str, Any], namespaces: dict[str, str]) -> dict[str, DataContract]:
    types: dict[str, DataContract] = {}

    def build(name: str) -> DataContract:
        if name not in types:
            spec = specs[name]
            own = tuple(_field(member, ref) for member, ref in spec["members"].items())
            inherited = build(spec["base"]).members if "base" in spec else ()
            types[name] = DataContract(name, namespaces[spec["namespace"]], spec.get("base"), own, inherited + own)
        return types[name]

    return {name: build(name) for name in specs}


BASE = "base"
EXTENDED = "extended"
GENERATIONS = (BASE, EXTENDED)
GENERATION_VARIABLE = "SEVERAKIT_GENERATION"


class UnknownGeneration(ValueError):  # noqa: N818 - names the fact
    """A generation that the contract does not have."""


def process_generation() -> str:
    """Return the generation that this process speaks: the environment's, base unless told otherwise.

    Raises UnknownGeneration.
    """
    generation = os.environ.get(GENERATION_VARIABLE, BASE)
    if generation not in GENERATIONS:
        raise UnknownGeneration(f"{GENERATION_VARIABLE} is {generation!r}; set it to one of {', '.join(GENERATIONS)}.")
    return generation


def load_contract(generation: str | None = None) -> Contract:
    """Return the contract of a generation, by default of the one that this process speaks.

    What a generation has is compiled into encoders, decoders and statements when it is first used, so a process speaks
    one generation from its start to its end. The extended one is the base with ``extended.json`` laid over it.

    Faults outside the WSDL (``additions.json``) are among the types, so that they can be read
    and written, and are listed in ``undeclared_faults``, so that no schema declares them.
    """
    return _load(generation or process_generation())


@cache
def _load(generation: str) -> Contract:
    data, additions = _data("severa-s3.json"), _data("additions.json")
    if generation == EXTENDED:
        data = _extended(data, _data("extended.json"))
    namespaces: dict[str, str] = data["namespaces"]
    target: str = data["targetNamespace"]
    return Contract(
        generation=generation,
        target_namespace=target,
        namespaces=namespaces,
        interfaces={
            name: Interface(name, {op: _operation(name, op, spec, target) for op, spec in operations.items()})
            for name, operations in data["interfaces"].items()
        },
        types=_types(data["types"] | additions["faults"], namespaces),
        enums={
            name: Enumeration(name, namespaces[spec["namespace"]], spec["values"])
            for name, spec in data["enums"].items()
        },
        undeclared_faults=tuple(additions["faults"]),
    )


def _extended(base: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """Return the base data with additions: members by ordinal name, parameters behind those that are there."""
    interfaces = {name: dict(operations) for name, operations in base["interfaces"].items()}
    for interface, operations in added["interfaces"].items():
        for name, spec in operations.items():
            known = interfaces[interface].get(name, {"params": {}})
            interfaces[interface][name] = {**known, **spec, "params": known["params"] | spec["params"]}
    types = dict(base["types"])
    for name, spec in added["types"].items():
        known = types.get(name, {"members": {}})
        types[name] = {**known, **spec, "members": dict(sorted((known["members"] | spec["members"]).items()))}
    return {**base, "interfaces": interfaces, "types": types, "enums": base["enums"] | added["enums"]}

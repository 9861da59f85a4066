"""The XML schemas that the contract renders to, as a data contract serializer publishes them.

One schema a namespace. Every member may be left out, whatever .NET calls a reference or a
nullable value may be nil, and every named type has a global element of its name.

Elements are built under prefixed names with explicit declarations: type references are attribute
values, whose prefixes ElementTree does not look after.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from severakit.contract.model import Contract, DataContract, Enumeration, Field, Operation, TypeRef

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

XS_NAMESPACE = "http://www.w3.org/2001/XMLSchema"
_SERIALIZATION_NAMESPACE = "http://schemas.microsoft.com/2003/10/Serialization/"
# The contract calls .NET's byte a byte; XML Schema's byte has a sign.
_XS_NAMES = {"byte": "unsignedByte"}


def schemas(contract: Contract) -> dict[str, bytes]:
    """Return the schema of each namespace, as the WSDL embeds it.

    They import each other by namespace alone, so a validator reads them through a further
    schema, which imports each one from the place where it was saved.
    """
    return _documents(schema_elements(contract))


def wire_schemas(contract: Contract) -> dict[str, bytes]:
    """Return `schemas` with the faults that are sent although no operation declares them."""
    return _documents(_schema_elements(contract, contract.types.values()))


def schema_elements(contract: Contract) -> dict[str, Element]:
    """Return the root element of each namespace's schema, the service's own namespace first."""
    declared = [t for name, t in contract.types.items() if name not in contract.undeclared_faults]
    return _schema_elements(contract, declared)


def _prefixes(contract: Contract) -> dict[str, str]:
    return {contract.target_namespace: "tns"} | {uri: short for short, uri in contract.namespaces.items()}


def _documents(elements: dict[str, Element]) -> dict[str, bytes]:
    documents = {}
    for namespace, root in elements.items():
        indent(root)
        documents[namespace] = tostring(root, "utf-8", xml_declaration=True)
    return documents


def _schema_elements(contract: Contract, types: Collection[DataContract]) -> dict[str, Element]:
    declarations: defaultdict[str, list[Element]] = defaultdict(list)
    for operation in contract.operations.values():
        declarations[contract.target_namespace] += _wrappers(contract, operation)
    for data_contract in types:
        declarations[data_contract.namespace] += _complex_type(contract, data_contract)
    for enumeration in contract.enums.values():
        declarations[enumeration.namespace] += _simple_type(contract, enumeration)
    for reference in _list_types(contract, types):
        declarations[_namespace(contract, reference)] += _array(contract, reference)
    return {namespace: _schema(contract, namespace, body) for namespace, body in declarations.items()}


def _schema(contract: Contract, namespace: str, body: list[Element]) -> Element:
    references = (node.get("type") or node.get("base") or "" for declaration in body for node in declaration.iter())
    used_prefixes = {reference.partition(":")[0] for reference in references}
    used = {uri: prefix for uri, prefix in _prefixes(contract).items() if prefix in used_prefixes}
    declared = {f"xmlns:{prefix}": uri for uri, prefix in used.items()}
    form = {"elementFormDefault": "qualified", "targetNamespace": namespace}
    root = Element("xs:schema", {"xmlns:xs": XS_NAMESPACE} | declared | form)
    for uri in used:
        if uri != namespace:
            SubElement(root, "xs:import", {"namespace": uri})
    root.extend(body)
    return root


def _wrappers(contract: Contract, operation: Operation) -> Iterator[Element]:
    result = (operation.result,) if operation.result else ()
    for name, fields in ((operation.name, operation.params), (f"{operation.name}Response", result)):
        element = Element("xs:element", {"name": name})
        _sequence(contract, SubElement(element, "xs:complexType"), fields)
        yield element


def _complex_type(contract: Contract, data_contract: DataContract) -> Iterator[Element]:
    complex_type = Element("xs:complexType", {"name": data_contract.name})
    content = complex_type
    if data_contract.base:
        base = _type_name(contract, TypeRef(data_contract.base))
        content = SubElement(SubElement(complex_type, "xs:complexContent"), "xs:extension", {"base": base})
    _sequence(contract, content, data_contract.own_members)
    yield complex_type
    yield _global_element(contract, data_contract.namespace, data_contract.name)


def _sequence(contract: Contract, parent: Element, fields: Iterable[Field]) -> None:
    sequence = SubElement(parent, "xs:sequence")
    for field in fields:
        attributes = {"minOccurs": "0", "name": field.name}
        if field.nillable:
            attributes["nillable"] = "true"
        SubElement(sequence, "xs:element", attributes | {"type": _type_name(contract, field.type)})


def _simple_type(contract: Contract, enumeration: Enumeration) -> Iterator[Element]:
    simple_type = Element("xs:simpleType", {"name": enumeration.name})
    # A list of literals is how the serializer writes flags, and how a generator knows them again.
    parent = SubElement(SubElement(simple_type, "xs:list"), "xs:simpleType") if enumeration.is_flags else simple_type
    restriction = SubElement(parent, "xs:restriction", {"base": "xs:string"})
    for position, (literal, number) in enumerate(enumeration.values.items()):
        value = SubElement(restriction, "xs:enumeration", {"value": literal})
        if number != (2**position if enumeration.is_flags else position):
            appinfo = SubElement(SubElement(value, "xs:annotation"), "xs:appinfo")
            SubElement(appinfo, "EnumerationValue", {"xmlns": _SERIALIZATION_NAMESPACE}).text = str(number)
    yield simple_type
    yield _global_element(contract, enumeration.namespace, enumeration.name)


def _array(contract: Contract, reference: TypeRef) -> Iterator[Element]:
    item = TypeRef(reference.name)
    complex_type = Element("xs:complexType", {"name": _local_name(reference)})
    SubElement(
        SubElement(complex_type, "xs:sequence"),
        "xs:element",
        {
            "minOccurs": "0",
            "maxOccurs": "unbounded",
            "name": _local_name(item),
            "nillable": "true",
            "type": _type_name(contract, item),
        },
    )
    yield complex_type
    yield _global_element(contract, _namespace(contract, reference), _local_name(reference))


def _global_element(contract: Contract, namespace: str, name: str) -> Element:
    return Element("xs:element", {"name": name, "nillable": "true", "type": f"{_prefixes(contract)[namespace]}:{name}"})


def _list_types(contract: Contract, types: Iterable[DataContract]) -> list[TypeRef]:
    members = (field.type for data_contract in types for field in data_contract.own_members)
    params = (field.type for operation in contract.operations.values() for field in operation.params)
    results = (operation.returns for operation in contract.operations.values() if operation.returns)
    return sorted({ref for ref in chain(members, params, results) if ref.is_list}, key=str)


def _local_name(reference: TypeRef) -> str:
    name = _XS_NAMES.get(reference.name, reference.name)
    return f"ArrayOf{name}" if reference.is_list else name


def _namespace(contract: Contract, reference: TypeRef) -> str:
    if reference.is_primitive:
        return contract.namespaces["arrays"] if reference.is_list else XS_NAMESPACE
    return (contract.types.get(reference.name) or contract.enums[reference.name]).namespace


def _type_name(contract: Contract, reference: TypeRef) -> str:
    namespace = _namespace(contract, reference)
    prefix = "xs" if namespace == XS_NAMESPACE else _prefixes(contract)[namespace]
    return f"{prefix}:{_local_name(reference)}"

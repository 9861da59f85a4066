"""The WSDL 1.1 document that the contract renders to: a port for each interface, schemas inside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape

from severakit.contract.schema import schema_elements

if TYPE_CHECKING:
    from severakit.contract.model import Contract, Operation

SERVICE_NAME = "API"

_NAMESPACES = {
    "wsdl": "http://schemas.xmlsoap.org/wsdl/",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "wsaw": "http://www.w3.org/2006/05/addressing/wsdl",
}
_HTTP_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
# Stands for the address in the document, which is rendered once.
_ADDRESS = "{address of the service}"


def render_wsdl(contract: Contract, address: str) -> bytes:
    """Return the WSDL of a service at `address`, in UTF-8: the same bytes for the same address."""
    return _document(contract).replace(_ADDRESS.encode(), escape(address, {'"': "&quot;"}).encode())


def binding_name(interface: str) -> str:
    """Return the name of an interface's binding and port."""
    return f"Severa.API.{interface}"


@cache
def _document(contract: Contract) -> bytes:
    root = Element("wsdl:definitions", {f"xmlns:{prefix}": uri for prefix, uri in _NAMESPACES.items()})
    root.set("xmlns:tns", contract.target_namespace)
    root.set("xmlns:api", contract.namespaces["api"])
    root.set("name", SERVICE_NAME)
    root.set("targetNamespace", contract.target_namespace)
    SubElement(root, "wsdl:types").extend(schema_elements(contract).values())
    for operation in contract.operations.values():
        _messages(root, operation)
    for interface in contract.interfaces.values():
        port_type = SubElement(root, "wsdl:portType", {"name": interface.name})
        for operation in interface.operations.values():
            _port_type_operation(port_type, operation)
    for interface in contract.interfaces.values():
        attributes = {"name": binding_name(interface.name), "type": f"tns:{interface.name}"}
        binding = SubElement(root, "wsdl:binding", attributes)
        SubElement(binding, "soap:binding", {"transport": _HTTP_TRANSPORT})
        for operation in interface.operations.values():
            _binding_operation(binding, operation)
    _service(root, contract)
    indent(root)
    document: bytes = tostring(root, "utf-8", xml_declaration=True)
    return document


def _messages(root: Element, operation: Operation) -> None:
    parts = [
        (_message_name(operation, "Input"), "parameters", f"tns:{operation.name}"),
        (_message_name(operation, "Output"), "parameters", f"tns:{operation.name}Response"),
        *((_fault_message_name(operation, fault), "detail", f"api:{fault}") for fault in operation.faults),
    ]
    for message, part, element in parts:
        SubElement(SubElement(root, "wsdl:message", {"name": message}), "wsdl:part", {"name": part, "element": element})


def _port_type_operation(port_type: Element, operation: Operation) -> None:
    node = SubElement(port_type, "wsdl:operation", {"name": operation.name})
    for direction, action in (("Input", operation.action), ("Output", operation.reply_action)):
        attributes = {"wsaw:Action": action, "message": f"tns:{_message_name(operation, direction)}"}
        SubElement(node, f"wsdl:{direction.lower()}", attributes)
    for fault in operation.faults:
        SubElement(
            node,
            "wsdl:fault",
            {
                "wsaw:Action": operation.fault_action(fault),
                "name": _fault_name(fault),
                "message": f"tns:{_fault_message_name(operation, fault)}",
            },
        )


def _binding_operation(binding: Element, operation: Operation) -> None:
    node = SubElement(binding, "wsdl:operation", {"name": operation.name})
    SubElement(node, "soap:operation", {"soapAction": operation.action, "style": "document"})
    for direction in ("input", "output"):
        SubElement(SubElement(node, f"wsdl:{direction}"), "soap:body", {"use": "literal"})
    for fault in operation.faults:
        name = {"name": _fault_name(fault)}
        SubElement(SubElement(node, "wsdl:fault", name), "soap:fault", name | {"use": "literal"})


def _service(root: Element, contract: Contract) -> None:
    service = SubElement(root, "wsdl:service", {"name": SERVICE_NAME})
    for interface in contract.interfaces:
        name = binding_name(interface)
        port = SubElement(service, "wsdl:port", {"name": name, "binding": f"tns:{name}"})
        SubElement(port, "soap:address", {"location": _ADDRESS})


def _message_name(operation: Operation, direction: str) -> str:
    return f"{operation.interface}_{operation.name}_{direction}Message"


def _fault_name(fault: str) -> str:
    return f"{fault}Fault"


def _fault_message_name(operation: Operation, fault: str) -> str:
    return f"{operation.interface}_{operation.name}_{_fault_name(fault)}_FaultMessage"

"""The public SOAP contract of the Severa S3 API, as data and as the schemas and WSDL it renders to."""

from severakit.contract.model import (
    BASE,
    EXTENDED,
    GENERATION_VARIABLE,
    GENERATIONS,
    PRIMITIVES,
    SOAP_NAMESPACE,
    XSI_NAMESPACE,
    Contract,
    DataContract,
    Enumeration,
    Field,
    Interface,
    Operation,
    TypeRef,
    UnknownGeneration,
    load_contract,
)
from severakit.contract.names import class_name, constant_name, interface_name, snake_case
from severakit.contract.schema import schemas, wire_schemas
from severakit.contract.version import entity_schema_version
from severakit.contract.wsdl import render_wsdl

__all__ = [
    "BASE",
    "EXTENDED",
    "GENERATIONS",
    "GENERATION_VARIABLE",
    "PRIMITIVES",
    "SOAP_NAMESPACE",
    "XSI_NAMESPACE",
    "Contract",
    "DataContract",
    "Enumeration",
    "Field",
    "Interface",
    "Operation",
    "TypeRef",
    "UnknownGeneration",
    "class_name",
    "constant_name",
    "entity_schema_version",
    "interface_name",
    "load_contract",
    "render_wsdl",
    "schemas",
    "snake_case",
    "wire_schemas",
]

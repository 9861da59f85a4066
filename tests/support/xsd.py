"""Holding messages against the XSD that the contract renders to."""

from __future__ import annotations

from functools import cache
from threading import Lock

from lxml import etree

from severakit.contract import SOAP_NAMESPACE, load_contract, wire_schemas


class _Schemas(etree.Resolver):
    """Finds an imported schema by its namespace, which stands in for a location."""

    def __init__(self, documents: dict[str, bytes]) -> None:
        self.documents = documents

    def resolve(self, url, _public_id, context):
        return self.resolve_string(self.documents[url], context)


_COMPILING = Lock()


def schema() -> etree.XMLSchema:
    """Return the schema of all messages, compiled once: threads that do so together fail."""
    with _COMPILING:
        return _compiled()


@cache
def _compiled() -> etree.XMLSchema:
    documents = wire_schemas(load_contract())
    imports = "".join(f'<xs:import namespace="{ns}" schemaLocation="{ns}"/>' for ns in documents)
    located = {ns: _located(document, documents) for ns, document in documents.items()}
    parser = etree.XMLParser()
    parser.resolvers.add(_Schemas(located))
    driver = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(driver, parser))


def _located(document: bytes, documents: dict[str, bytes]) -> bytes:
    root = etree.fromstring(document)
    for element in root.iterfind("{http://www.w3.org/2001/XMLSchema}import"):
        if element.get("namespace") in documents:
            element.set("schemaLocation", element.get("namespace"))
    return etree.tostring(root)


def check_against_xsd(message: bytes) -> None:
    """Make sure that what the SOAP body holds is valid: a wrapper element, or a fault's detail."""
    body = etree.fromstring(message).find(f"{{{SOAP_NAMESPACE}}}Body")
    content = body[0]
    if content.tag == f"{{{SOAP_NAMESPACE}}}Fault":
        detail = content.find("detail")
        if detail is None:
            return
        content = detail[0]
    schema().assertValid(etree.fromstring(etree.tostring(content)))

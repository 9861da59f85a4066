"""The rendered schemas accept what travels and refuse what must not."""

import pytest
from lxml import etree

from severakit.contract import load_contract, schemas, wire_schemas
from severakit.contract.schema import XS_NAMESPACE

XS = f"{{{XS_NAMESPACE}}}"
CONTRACT = load_contract()
NAMESPACES = (
    'xmlns="http://soap.severa.com/" xmlns:a="http://schemas.datacontract.org/2004/07/Severa.Entities.API" '
    'xmlns:p="http://schemas.datacontract.org/2004/07/Severa.API" '
    'xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays" '
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
)


def validator(documents, folder):
    driver = etree.Element(f"{XS}schema")
    for number, (namespace, document) in enumerate(documents.items()):
        path = folder / f"{number}.xsd"
        path.write_bytes(document)
        etree.SubElement(driver, f"{XS}import", namespace=namespace, schemaLocation=path.as_uri())
    return etree.XMLSchema(driver)


@pytest.fixture(scope="module")
def declared(tmp_path_factory):
    return validator(schemas(CONTRACT), tmp_path_factory.mktemp("declared"))


@pytest.fixture(scope="module")
def wire(tmp_path_factory):
    return validator(wire_schemas(CONTRACT), tmp_path_factory.mktemp("wire"))


def element(text):
    name, _, rest = text.strip().partition(">")
    return etree.fromstring(f"{name} {NAMESPACES}>{rest}")


ACCEPTED = {
    "request": "<GetAccountByNumber><accountNumber>42</accountNumber></GetAccountByNumber>",
    "nothing given": "<GetAccountByNumber></GetAccountByNumber>",
    "nil parameter": "<GetAllCases><businessUnitGUID i:nil='true'/></GetAllCases>",
    "combined flags": "<GetAllAccounts><options>NewOnly IncludeInactive</options><count>5</count></GetAllAccounts>",
    "string list": "<GetUsersByGUIDs><userGUIDs><b:string>x</b:string></userGUIDs></GetUsersByGUIDs>",
    "result": """
        <GetCurrencyByGUIDResponse><GetCurrencyByGUIDResult>
        <a:GUID>g</a:GUID><a:IsActive>true</a:IsActive><a:Rate>1.0</a:Rate><a:Symbol i:nil='true'/>
        </GetCurrencyByGUIDResult></GetCurrencyByGUIDResponse>""",
    "nil result": "<GetAccountByNameResponse><GetAccountByNameResult i:nil='true'/></GetAccountByNameResponse>",
    "empty list": "<GetAllCasesResponse><GetAllCasesResult/></GetAllCasesResponse>",
    "no result": "<SetInvoiceStatusResponse></SetInvoiceStatusResponse>",
    "subtype": """
        <AddNewItems><items><a:Item i:type='a:TravelReimbursementRow'>
        <a:Quantity>1</a:Quantity><a:rowNumber>1</a:rowNumber>
        </a:Item></items></AddNewItems>""",
    "nested type": """
        <AddNewContact><contactInfo><a:CommunicationMethods>
        <a:Contact.CommunicationMethod><a:Name>n</a:Name></a:Contact.CommunicationMethod>
        </a:CommunicationMethods></contactInfo></AddNewContact>""",
    "declared fault": "<p:NotFoundException><p:Description>d</p:Description></p:NotFoundException>",
}
REFUSED = {
    "member out of order": """
        <AddNewWorkType><workTypeInfo><a:Name>n</a:Name><a:Code>c</a:Code></workTypeInfo></AddNewWorkType>""",
    "unknown member": "<AddNewWorkType><workTypeInfo><a:Colour>n</a:Colour></workTypeInfo></AddNewWorkType>",
    "nil value type": "<GetAccountByNumber><accountNumber i:nil='true'/></GetAccountByNumber>",
    "byte out of range": """
        <AddNewActivityUserParticipant><memberStatus>256</memberStatus></AddNewActivityUserParticipant>""",
    "unknown literal": "<GetAllAccounts><options>Everything</options></GetAllAccounts>",
    "two literals of an enumeration without flags": """
        <GetInvoicePdf><getAttachmentOnly>All All</getAttachmentOnly></GetInvoicePdf>""",
    "decimal with a comma": "<AddNewItem><itemInfo><a:Quantity>1,5</a:Quantity></itemInfo></AddNewItem>",
}
UNDECLARED = "<p:QuotaLimitExceededException><p:Description>Quota limit</p:Description></p:QuotaLimitExceededException>"


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(declared, wire, text):
    declared.assertValid(element(text))
    wire.assertValid(element(text))


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(declared, wire, text):
    assert not declared.validate(element(text))
    assert not wire.validate(element(text))


def test_undeclared_faults_are_known_to_the_wire_schemas_alone(declared, wire):
    assert not declared.validate(element(UNDECLARED))
    wire.assertValid(element(UNDECLARED))


def test_every_type_is_declared_once_with_a_global_element_of_its_name():
    for namespace, document in schemas(CONTRACT).items():
        root = etree.fromstring(document)
        types = [node.get("name") for node in root.iterchildren(f"{XS}complexType", f"{XS}simpleType")]
        elements = [node.get("name") for node in root.iterchildren(f"{XS}element") if node.get("type")]
        assert len(set(types)) == len(types)
        assert elements == types
        named = {t.name for t in (CONTRACT.types | CONTRACT.enums).values() if t.namespace == namespace}
        assert {name for name in types if not name.startswith("ArrayOf")} == named - set(CONTRACT.undeclared_faults)


def test_every_member_is_optional_and_in_wire_order():
    entities = CONTRACT.namespaces["entities"]
    root = etree.fromstring(schemas(CONTRACT)[entities])
    for name, data_contract in CONTRACT.types.items():
        if data_contract.namespace == entities:
            members = root.findall(f"{XS}complexType[@name='{name}']//{XS}element")
            assert [member.get("name") for member in members] == [field.name for field in data_contract.own_members]
            assert {member.get("minOccurs") for member in members} <= {"0"}
            nillable = [member.get("name") for member in members if member.get("nillable") == "true"]
            assert nillable == [field.name for field in data_contract.own_members if field.nillable]


def test_the_numbers_of_flags_can_be_told_from_annotations_and_places():
    root = etree.fromstring(schemas(CONTRACT)[CONTRACT.namespaces["api"]])
    literals = root.findall(f"{XS}simpleType[@name='AccountGetOptions']/{XS}list//{XS}enumeration")
    annotation = ".//{http://schemas.microsoft.com/2003/10/Serialization/}EnumerationValue"
    numbers = {
        literal.get("value"): int(literal.findtext(annotation, default=str(2**place)))
        for place, literal in enumerate(literals)
    }
    assert numbers == CONTRACT.enums["AccountGetOptions"].values
    assert not root.findall(f"{XS}simpleType[@name='InvoicePdfGetOptions']//{XS}annotation")

"""The WSDL holds the whole contract, and readers of WSDL agree."""

import json
import os
import subprocess
import sys
from importlib import resources

import pytest
import zeep
from lxml import etree

from severakit.contract import load_contract, render_wsdl

ADDRESS = "http://localhost:8000/webservice/S3/API.svc"
TARGET = "http://soap.severa.com/"
API = "http://schemas.datacontract.org/2004/07/Severa.API"
NS = {
    "wsdl": "http://schemas.xmlsoap.org/wsdl/",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "xs": "http://www.w3.org/2001/XMLSchema",
}
ACTION = "{http://www.w3.org/2006/05/addressing/wsdl}Action"


@pytest.fixture(scope="module")
def wsdl():
    return etree.fromstring(render_wsdl(load_contract(), ADDRESS))


@pytest.fixture(scope="module")
def interfaces():
    text = resources.files("severakit.contract").joinpath("data", "severa-s3.json").read_text("utf-8")
    return json.loads(text)["interfaces"]


def names(nodes):
    return [node.get("name") for node in nodes]


def operations(nodes):
    """Yield interface, operation name and node under portTypes or bindings."""
    for parent in nodes:
        for node in parent.iterfind("wsdl:operation", NS):
            yield parent.get("name").removeprefix("Severa.API."), node.get("name"), node


def test_a_port_type_a_binding_and_a_port_for_each_interface(wsdl, interfaces):
    ports = wsdl.findall("wsdl:service[@name='API']/wsdl:port", NS)
    bindings = wsdl.findall("wsdl:binding", NS)
    assert wsdl.get("targetNamespace") == TARGET
    assert names(wsdl.findall("wsdl:portType", NS)) == list(interfaces)
    assert names(ports) == names(bindings) == [f"Severa.API.{name}" for name in interfaces]
    assert [port.get("binding") for port in ports] == [f"tns:Severa.API.{name}" for name in interfaces]
    assert [binding.get("type") for binding in bindings] == [f"tns:{name}" for name in interfaces]
    assert len(ports) == 42


def test_all_operations_stand_in_port_types_and_bindings(wsdl, interfaces):
    expected = [(interface, name) for interface, found in interfaces.items() for name in found]
    for kind in ("portType", "binding"):
        found = [(interface, name) for interface, name, _ in operations(wsdl.findall(f"wsdl:{kind}", NS))]
        assert found == expected
    assert len(expected) == 256


def test_every_soap_action_names_its_operation(wsdl):
    actions = {}
    for interface, name, node in operations(wsdl.findall("wsdl:binding", NS)):
        operation = node.find("soap:operation", NS)
        assert operation.get("style") == "document"
        assert {body.get("use") for body in node.iterfind("*/soap:body", NS)} == {"literal"}
        actions[operation.get("soapAction")] = f"{TARGET}{interface}/{name}"
    assert len(actions) == 256
    assert all(action == expected for action, expected in actions.items())


def test_addressing_actions_of_calls_answers_and_faults(wsdl, interfaces):
    seen = []
    for interface, name, node in operations(wsdl.findall("wsdl:portType", NS)):
        action = f"{TARGET}{interface}/{name}"
        faults = interfaces[interface][name]["faults"]
        assert node.find("wsdl:input", NS).get(ACTION) == action
        assert node.find("wsdl:output", NS).get(ACTION) == f"{action}Response"
        assert [fault.get(ACTION) for fault in node.iterfind("wsdl:fault", NS)] == [f"{action}{f}Fault" for f in faults]
        assert names(node.findall("wsdl:fault", NS)) == [f"{fault}Fault" for fault in faults]
        seen += [child.get(ACTION) for child in node]
    assert len(set(seen)) == len(seen)


def test_bindings_repeat_the_faults(wsdl, interfaces):
    for interface, name, node in operations(wsdl.findall("wsdl:binding", NS)):
        expected = [f"{fault}Fault" for fault in interfaces[interface][name]["faults"]]
        assert names(node.findall("wsdl:fault", NS)) == expected
        assert names(node.findall("wsdl:fault/soap:fault", NS)) == expected


def test_messages_are_named_as_wcf_names_them_and_lead_to_their_elements(wsdl):
    messages = {message.get("name"): message.find("wsdl:part", NS) for message in wsdl.iterfind("wsdl:message", NS)}
    used = [node.get("message").removeprefix("tns:") for node in wsdl.iterfind("wsdl:portType/wsdl:operation/*", NS)]
    assert list(messages) != []
    assert sorted(messages) == sorted(used)
    fault = messages["IAccount_GetAccountByName_GeneralFailureExceptionFault_FaultMessage"]
    assert (fault.get("name"), fault.get("element")) == ("detail", "api:GeneralFailureException")
    assert fault.nsmap["api"] == API
    request = messages["IAccount_GetAccountByName_InputMessage"]
    assert (request.get("name"), request.get("element")) == ("parameters", "tns:GetAccountByName")
    answer = messages["IAccount_GetAccountByName_OutputMessage"]
    assert (answer.get("name"), answer.get("element")) == ("parameters", "tns:GetAccountByNameResponse")


def test_every_embedded_schema_is_valid(wsdl, tmp_path):
    found = wsdl.findall("wsdl:types/xs:schema", NS)
    places = {}
    for number, schema in enumerate(found):
        places[schema.get("targetNamespace")] = place = tmp_path / f"{number}.xsd"
        for imported in schema.iterfind("xs:import", NS):
            imported.set(
                "schemaLocation", f"{[s.get('targetNamespace') for s in found].index(imported.get('namespace'))}.xsd"
            )
        place.write_bytes(etree.tostring(schema))
    assert len(places) == len(found) == 5
    for place in places.values():
        etree.XMLSchema(file=str(place))


def test_faults_that_no_operation_declares_stay_out():
    assert b"QuotaLimitExceededException" not in render_wsdl(load_contract(), ADDRESS)
    assert b"TosNotApprovedException" not in render_wsdl(load_contract(), ADDRESS)


@pytest.mark.parametrize("address", [ADDRESS, 'https://severa.example/S3?a="1"&b=<2>', "https://pülk.example/API.svc"])
def test_every_port_has_the_address_it_was_asked_for(address):
    root = etree.fromstring(render_wsdl(load_contract(), address))
    ports = root.findall("wsdl:service/wsdl:port/soap:address", NS)
    assert [port.get("location") for port in ports] == [address] * 42


def test_the_same_address_gives_the_same_bytes_in_every_process():
    program = (
        "import hashlib; from severakit.contract import load_contract, render_wsdl; "
        f"print(hashlib.sha256(render_wsdl(load_contract(), {ADDRESS!r})).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_zeep_sees_every_operation_and_type(tmp_path):
    path = tmp_path / "api.wsdl"
    path.write_bytes(render_wsdl(load_contract(), ADDRESS))
    client = zeep.Client(str(path))
    ports = client.wsdl.services["API"].ports
    assert len(ports) == 42
    assert sum(len(port.binding.all()) for port in ports.values()) == 256
    for name, data_contract in load_contract().types.items():
        if name not in load_contract().undeclared_faults:
            signature = client.get_type(f"{{{data_contract.namespace}}}{name}")
            assert [member for member, _ in signature.elements] == [field.name for field in data_contract.members]

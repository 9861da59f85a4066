"""Faults, to the letter as the wire description has them, and read back."""

import pytest

from severakit.contract import load_contract
from severakit.soap.envelope import Quota, read_envelope
from severakit.soap.faults import (
    API_FAULTS,
    ApiFault,
    AuthenticationFailure,
    GeneralFailure,
    NotFound,
    QuotaLimitExceeded,
    SoapFault,
    TosNotApproved,
    action_not_supported,
    deserialization_failed,
    internal_service_fault,
    is_fault,
    must_understand,
    read_fault,
    render_fault,
)
from severakit.soap.tree import read_tree

ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
TAIL = "</s:Body></s:Envelope>"
ADDRESSING = "http://schemas.microsoft.com/ws/2005/05/addressing/none"
DISPATCHER = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"


def body_of(message):
    return read_envelope(read_tree(message)).body


def detail(name, description):
    return (
        f'<detail><{name} xmlns="http://schemas.datacontract.org/2004/07/Severa.API" '
        'xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
        f'<Description>{description}</Description><Source i:nil="true"/></{name}></detail>'
    )


def fault(text, details="", code="<faultcode>s:Client</faultcode>"):
    return f'<s:Fault>{code}<faultstring xml:lang="en-US">{text}</faultstring>{details}</s:Fault>'


def test_an_api_fault_to_the_letter():
    rendered = render_fault(NotFound("No case <7> & no phase")).decode()
    text = "No case &lt;7&gt; &amp; no phase"
    assert rendered == f"{ENVELOPE}<s:Body>{fault(text, detail('NotFoundException', text))}{TAIL}"


def test_a_refusal_to_the_letter():
    rendered = render_fault(AuthenticationFailure()).decode()
    expected = fault("Access denied", detail("AuthenticationFailureException", "Access denied"))
    assert rendered == f"{ENVELOPE}<s:Body>{expected}{TAIL}"


def test_the_quota_fault_to_the_letter():
    rendered = render_fault(QuotaLimitExceeded(), Quota(100, 111)).decode()
    header = (
        '<s:Header><Quota xmlns="http://soap.severa.com/">100</Quota>'
        '<UsedQuota xmlns="http://soap.severa.com/">111</UsedQuota></s:Header>'
    )
    expected = fault("Quota limit reached", detail("QuotaLimitExceededException", "Quota limit"))
    assert rendered == f"{ENVELOPE}{header}<s:Body>{expected}{TAIL}"


@pytest.mark.parametrize(
    ("protocol_fault", "code", "namespace", "text"),
    [
        (action_not_supported("urn:<x>"), "a:ActionNotSupported", ADDRESSING, "urn:&lt;x&gt;"),
        (deserialization_failed("x/Quantity: no"), "a:DeserializationFailed", DISPATCHER, "x/Quantity: no"),
        (internal_service_fault("4f1c"), "a:InternalServiceFault", DISPATCHER, "4f1c"),
        (must_understand("To"), "s:MustUnderstand", None, "'To'"),
    ],
)
def test_protocol_faults(protocol_fault, code, namespace, text):
    rendered = render_fault(protocol_fault).decode()
    declared = f' xmlns:a="{namespace}"' if namespace else ""
    assert f"<s:Fault><faultcode{declared}>{code}</faultcode><faultstring" in rendered
    assert text in rendered
    assert "detail" not in rendered
    read = read_fault(body_of(rendered.encode()))
    assert (type(read), read.code, read.text, read.detail) == (SoapFault, code, protocol_fault.text, None)


def test_there_is_a_class_for_each_fault_of_the_contract():
    assert set(API_FAULTS) == set(load_contract().faults)


@pytest.mark.parametrize("name", sorted(API_FAULTS))
def test_api_faults_come_back_as_their_class(name):
    raised = API_FAULTS[name]("Tämä & <tuo>", description="Why\r\n", source="core")
    body = body_of(render_fault(raised, Quota(5, 6)))
    read = read_fault(body)
    assert is_fault(body)
    assert type(read) is API_FAULTS[name]
    assert isinstance(read, ApiFault)
    assert (read.code, read.text, read.detail, read.description, read.source) == (
        "s:Client",
        "Tämä & <tuo>",
        name,
        "Why\r\n",
        "core",
    )


def test_faults_are_raised_with_their_text_alone():
    with pytest.raises(NotFound, match="No case 7") as error:
        raise NotFound("No case 7")
    assert error.value.description == "No case 7"
    assert TosNotApproved().detail == "TosNotApprovedException"


def test_a_fault_quotes_what_xml_cannot_carry_without_failing():
    read = read_fault(body_of(render_fault(action_not_supported("a\x00b\ud800c"))))
    assert "a\ufffdb\ufffdc" in read.text


def read_from(inner):
    return read_fault(
        body_of(
            f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{inner}</e:Body></e:Envelope>'.encode()
        )
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [("e:Server", "s:Server"), ("SOAP-ENV:Client.Bad", "s:Client.Bad"), ("Client", "s:Client"), ("x:Odd", "a:Odd")],
)
def test_codes_of_other_senders(code, expected):
    read = read_from(f"<e:Fault><faultcode> {code} </faultcode><faultstring>t</faultstring></e:Fault>")
    assert (read.code, read.text) == (expected, "t")


def exception_detail(inner):
    return (
        "<e:Fault><faultcode>e:Server</faultcode><faultstring>t</faultstring><detail>"
        '<ExceptionDetail xmlns="http://schemas.datacontract.org/2004/07/System.ServiceModel">'
        f"{inner}</ExceptionDetail></detail></e:Fault>"
    )


def test_exception_details():
    known = read_from(exception_detail("<Message>m</Message><Type>Severa.API.NotFoundException</Type>"))
    assert (type(known), known.description) == (NotFound, "m")
    nested = read_from(
        exception_detail("<GeneralFailureException><Description>d</Description></GeneralFailureException>")
    )
    assert (type(nested), nested.description) == (GeneralFailure, "d")
    other = read_from(exception_detail("<Message>m</Message><Type>System.NullReferenceException</Type>"))
    assert (type(other), other.detail, other.description) == (
        SoapFault,
        "ExceptionDetail",
        "System.NullReferenceException: m",
    )


def test_a_fault_with_an_unknown_detail_or_nothing_is_still_a_fault():
    read = read_from("<e:Fault><detail><Odd><Description>d</Description></Odd></detail></e:Fault>")
    assert (read.detail, read.description, read.text) == ("Odd", "d", "")
    empty = read_from("<e:Fault><detail/></e:Fault>")
    assert (empty.code, empty.text, empty.detail) == ("a:", "", None)
    assert not is_fault(read_tree(b"<Fault/>"))

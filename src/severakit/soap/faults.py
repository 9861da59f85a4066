"""SOAP faults: the API's own, those of the protocol, and how both look on the wire.

```
SoapFault
├── ApiFault
│   ├── AuthenticationFailure
│   ├── GeneralFailure
│   ├── NoPermission
│   ├── NotFound
│   ├── QuotaLimitExceeded
│   ├── TosNotApproved
│   └── Validation
└── (protocol faults: SoapFault itself, told apart by `code`)
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from severakit.contract import SOAP_NAMESPACE, XSI_NAMESPACE, load_contract
from severakit.soap.encode import escape
from severakit.soap.envelope import ENVELOPE_TAIL, Quota, envelope_head, quota_header
from severakit.soap.lexical import ILLEGAL_CHARACTER

if TYPE_CHECKING:
    from severakit.soap.tree import Element

_DETAIL_NAMESPACE = load_contract().namespaces["api"]
_ADDRESSING = "http://schemas.microsoft.com/ws/2005/05/addressing/none"
_DISPATCHER = "http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher"
_CODE_NAMESPACES = {
    "a:ActionNotSupported": _ADDRESSING,
    "a:DeserializationFailed": _DISPATCHER,
    "a:InternalServiceFault": _DISPATCHER,
}
# SOAP 1.1's own fault codes; every other belongs to Windows Communication Foundation.
_SOAP_CODES = frozenset({"Client", "Server", "MustUnderstand", "VersionMismatch"})


class SoapFault(Exception):  # noqa: N818 - SOAP's word for it
    """A fault. ``detail`` is the wire name of the detail's type, None where there is none.

    ``code`` carries the prefix that the wire has: ``s:Client``, ``a:DeserializationFailed``. ``text`` is the
    faultstring; ``description`` and ``source`` are the members of the detail.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        detail: str | None = None,
        description: str | None = None,
        source: str | None = None,
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.detail = detail
        self.description = description
        self.source = source


class ApiFault(SoapFault):
    """A fault that the contract knows. ``text`` stands in the faultstring, and in Description unless that is given."""

    detail_name: ClassVar[str]

    def __init__(self, text: str, *, description: str | None = None, source: str | None = None) -> None:
        described = text if description is None else description
        super().__init__("s:Client", text, detail=self.detail_name, description=described, source=source)


class AuthenticationFailure(ApiFault):
    """The caller may not use the API; on the wire nobody learns why."""

    detail_name = "AuthenticationFailureException"

    def __init__(self, text: str = "Access denied", **members: str | None) -> None:
        super().__init__(text, **members)


class GeneralFailure(ApiFault):
    """Anything else that the operation could not do."""

    detail_name = "GeneralFailureException"


class NoPermission(ApiFault):
    """The rights of the key's user do not cover this."""

    detail_name = "NoPermissionException"


class NotFound(ApiFault):
    """A thing that the call names is not there."""

    detail_name = "NotFoundException"


class QuotaLimitExceeded(ApiFault):
    """The organization's calls of this UTC day are used up."""

    detail_name = "QuotaLimitExceededException"

    def __init__(
        self, text: str = "Quota limit reached", *, description: str | None = "Quota limit", source: str | None = None
    ) -> None:
        super().__init__(text, description=description, source=source)


class TosNotApproved(ApiFault):
    """The organization has not accepted the API's terms."""

    detail_name = "TosNotApprovedException"

    def __init__(self, text: str = "Terms of service not approved", **members: str | None) -> None:
        super().__init__(text, **members)


class Validation(ApiFault):
    """The input breaks a documented rule; the text says which member and which rule."""

    detail_name = "ValidationException"


API_FAULTS: dict[str, type[ApiFault]] = {
    fault.detail_name: fault
    for fault in (
        AuthenticationFailure,
        GeneralFailure,
        NoPermission,
        NotFound,
        QuotaLimitExceeded,
        TosNotApproved,
        Validation,
    )
}
"""Fault classes by the wire name of their detail."""


def action_not_supported(action: str) -> SoapFault:
    """Return the fault for a SOAPAction that names no operation."""
    return SoapFault("a:ActionNotSupported", f"There is no operation with the SOAPAction '{action}'.")


def deserialization_failed(text: str) -> SoapFault:
    """Return the fault for a body that does not fit the contract; ``text`` says where."""
    return SoapFault("a:DeserializationFailed", text)


def internal_service_fault(incident_id: str) -> SoapFault:
    """Return the fault for a bug of the service's own, which the log describes under ``incident_id``."""
    return SoapFault("a:InternalServiceFault", f"Internal error. Incident id: {incident_id}")


def must_understand(name: str) -> SoapFault:
    """Return the fault for a header block that must be understood and is not."""
    return SoapFault("s:MustUnderstand", f"The header '{name}' must be understood, and is not known here.")


def render_fault(fault: SoapFault, quota: Quota | None = None) -> bytes:
    """Return the whole message that carries ``fault``."""
    namespace = _CODE_NAMESPACES.get(fault.code)
    declared = f' xmlns:a="{namespace}"' if namespace else ""
    code, text = _legible(fault.code), _legible(fault.text)
    return (
        f"{envelope_head(quota_header(quota))}<s:Fault><faultcode{declared}>{code}</faultcode>"
        f'<faultstring xml:lang="en-US">{text}</faultstring>{_detail(fault)}</s:Fault>{ENVELOPE_TAIL}'
    ).encode()


def _detail(fault: SoapFault) -> str:
    if fault.detail is None:
        return ""
    return (
        f'<detail><{fault.detail} xmlns="{_DETAIL_NAMESPACE}" xmlns:i="{XSI_NAMESPACE}">'
        f"{_member('Description', fault.description)}{_member('Source', fault.source)}</{fault.detail}></detail>"
    )


def _member(name: str, text: str | None) -> str:
    return f'<{name} i:nil="true"/>' if text is None else f"<{name}>{_legible(text)}</{name}>"


def _legible(text: str) -> str:
    """Escape a text that may quote anything: a fault must never fail to be said."""
    return escape(ILLEGAL_CHARACTER.sub("\ufffd", text))


def is_fault(body: Element) -> bool:
    """Return whether a body's element states a fault rather than a result."""
    return body.name == "Fault" and body.namespace == SOAP_NAMESPACE


def read_fault(body: Element) -> SoapFault:
    """Return the fault that a body's ``s:Fault`` element states, of the class that belongs to its detail.

    Understands the typed details of the contract and the ``ExceptionDetail`` that a WCF service sends when it is set
    to include exception details.
    """
    text = _child_text(body, "faultstring") or ""
    detail = next((child for child in body if child.name == "detail" and child.children), None)
    name, description, source = (None, None, None) if detail is None else _read_detail(detail.children[0])
    if name in API_FAULTS:
        return API_FAULTS[name](text, description=description, source=source)
    return SoapFault(_read_code(body), text, detail=name, description=description, source=source)


def _read_code(body: Element) -> str:
    """Return the code with the prefix we give it: `SOAP-ENV:Client` is `s:Client`, as is `soap:Client`."""
    name = (_child_text(body, "faultcode") or "").strip().rpartition(":")[2]
    return f"s:{name}" if name.partition(".")[0] in _SOAP_CODES else f"a:{name}"


def _read_detail(detail: Element) -> tuple[str, str | None, str | None]:
    if detail.name != "ExceptionDetail":
        return detail.name, _child_text(detail, "Description"), _child_text(detail, "Source")
    for inner in detail:
        if "Exception" in inner.name and _child_text(inner, "Description") is not None:
            return _read_detail(inner)
    type_name, message = _child_text(detail, "Type") or "", _child_text(detail, "Message")
    known = type_name.rpartition(".")[2]
    return (known, message, None) if known in API_FAULTS else (detail.name, f"{type_name}: {message}", None)


def _child_text(element: Element, name: str) -> str | None:
    found = next((child for child in element if child.name == name), None)
    return None if found is None or found.nil else found.text

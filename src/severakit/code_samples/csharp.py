"""A call in C#, with the WCF proxy that svcutil makes of the WSDL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from severakit.code_samples.notation import Notation, block, quoted
from severakit.contract import TypeRef, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from severakit.contract import DataContract, Enumeration, Field, Operation

_CONTRACT = load_contract()
_TYPES = {"boolean": "bool", "dateTime": "DateTime", "base64Binary": "byte[]"}
_SUFFIXES = {"decimal": "m", "long": "L"}
# What C# takes for the end of a line within a literal.
_LINE_ENDS = {chr(code): f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}

_CODE = """\
// Make the proxy of the WSDL and compile; on Mono (apt-get install mono-devel mono-mcs):
//   svcutil "$SEVERA_ENDPOINT?wsdl" --out:Severa.cs --noConfig
//   mcs -out:Call.exe -r:System.ServiceModel -r:System.Runtime.Serialization Call.cs Severa.cs
// SEVERA_ENDPOINT and SEVERA_API_KEY in the environment; run it with: mono Call.exe
using System;

public static class Call
{
    public static int Main()
    {
        string address = Environment.GetEnvironmentVariable("SEVERA_ENDPOINT");
        var binding = new System.ServiceModel.BasicHttpBinding(
            address.StartsWith("https:")
                ? System.ServiceModel.BasicHttpSecurityMode.Transport
                : System.ServiceModel.BasicHttpSecurityMode.None)
        {
            // WCF's own limits, 64 KiB and one minute, are too small for what a list can return.
            MaxReceivedMessageSize = 64 * 1024 * 1024,
            MaxBufferSize = 64 * 1024 * 1024,
            SendTimeout = TimeSpan.FromMinutes(10),
            ReaderQuotas = System.Xml.XmlDictionaryReaderQuotas.Max,
        };
        var client = new {client}(binding, new System.ServiceModel.EndpointAddress(address));
        using (new System.ServiceModel.OperationContextScope(client.InnerChannel))
        {
            System.ServiceModel.OperationContext.Current.OutgoingMessageHeaders.Add(
                System.ServiceModel.Channels.MessageHeader.CreateHeader(
                    "WebServicePassword", "{namespace}", Environment.GetEnvironmentVariable("SEVERA_API_KEY")));
            try
            {
                {call}
            }
            catch (System.ServiceModel.FaultException fault)
            {
                Console.Error.WriteLine(fault.Code.Name + ": " + fault.Message);
                return 1;
            }
        }
        return 0;
    }
}
"""
_PRINTED = """
                using (var writer = System.Xml.XmlWriter.Create(
                    Console.Out, new System.Xml.XmlWriterSettings { Indent = true }))
                {
                    new System.Runtime.Serialization.DataContractSerializer(typeof({type})).WriteObject(writer, result);
                }"""
_DEFAULTS = (
    "// WCF also sends the members that have no null and are not set here: as 0, false or 0001-01-01.\n                "
)


class _CSharp(Notation):
    nil = "null"

    def primitive(self, name: str, value: Any) -> str:
        if name == "string":
            return quoted(value, _LINE_ENDS)
        text = lexical.render(name, value) + _SUFFIXES.get(name, "")
        return f"(byte){text}" if name == "byte" else text

    def moment(self, value: Any, *, instant: bool) -> str:
        kind = "Utc" if instant else "Unspecified"
        text = lexical.render("dateTime", value, instant=instant) + ("Z" if instant else "")
        if value.microsecond:
            return (
                f'DateTime.Parse("{text}", System.Globalization.CultureInfo.InvariantCulture, '
                "System.Globalization.DateTimeStyles.RoundtripKind)"
            )
        year, month, day = text[:10].split("-")
        hour, minute, second = text[11:19].split(":")
        numbers = ", ".join(str(int(number)) for number in (year, month, day, hour, minute, second))
        return f"new DateTime({numbers}, DateTimeKind.{kind})"

    def enumeration(self, enumeration: Enumeration, literals: Sequence[str]) -> str:
        return " | ".join(f"{_qualified(enumeration.namespace, enumeration.name)}.{literal}" for literal in literals)

    def array(self, name: str, items: Sequence[str], depth: int) -> str:
        element = _type(TypeRef(name))
        return block(f"new {element}[] {{", items, "}", depth) if items else f"new {element}[0]"

    def entity(self, contract: DataContract, members: Sequence[tuple[Field, str]], depth: int) -> str:
        opening = f"new {_qualified(contract.namespace, contract.name)} {{"
        return block(opening, [f"{member.name} = {literal}" for member, literal in members], "}", depth)


def _qualified(namespace: str, name: str) -> str:
    """Return the class that svcutil makes of a data contract: its namespace is the XML namespace's last part."""
    return f"{namespace.rpartition('/')[2]}.{name}"


def _type(type_ref: TypeRef) -> str:
    if type_ref.name in _CONTRACT.types:
        name = _qualified(_CONTRACT.types[type_ref.name].namespace, type_ref.name)
    elif type_ref.name in _CONTRACT.enums:
        name = _qualified(_CONTRACT.enums[type_ref.name].namespace, type_ref.name)
    else:
        name = _TYPES.get(type_ref.name, type_ref.name)
    return f"{name}[]" if type_ref.is_list else f"{name}?" if type_ref.nullable else name


def _argument(notation: _CSharp, param: Field, argument: Any) -> str:
    if argument is None and not param.nillable:
        return f"default({_type(param.type)})"
    return notation.field(param, argument, 5)


def write(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the program."""
    notation = _CSharp()
    literals = [
        _argument(notation, param, argument) for param, argument in zip(operation.params, arguments, strict=True)
    ]
    lines = block("(", literals, ")", 4).replace(",\n                )", ")") if literals else "()"
    call = f"client.{operation.name}{lines};"
    if operation.returns:
        call = f"var result = {call}{_PRINTED.replace('{type}', _type(operation.returns))}"
    if any(param.type.name in _CONTRACT.types for param in operation.params):
        call = _DEFAULTS + call
    return (
        _CODE.replace("{client}", operation.interface.removeprefix("I") + "Client")
        .replace("{namespace}", operation.namespace)
        .replace("{call}", call)
    )

"""A call in PHP, with its own SoapClient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from severakit.code_samples.notation import Notation, block, quoted
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from severakit.contract import DataContract, Enumeration, Field, Operation

_CODE = """\
<?php
// PHP 8.1 or newer with its SOAP extension: apt-get install php-cli php-soap
// SEVERA_ENDPOINT and SEVERA_API_KEY in the environment; run it with: php call.php
declare(strict_types=1);

$endpoint = getenv('SEVERA_ENDPOINT');
$client = new SoapClient("$endpoint?wsdl", [
    'location' => $endpoint,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP,
]);
$client->__setSoapHeaders(new SoapHeader('{namespace}', 'WebServicePassword', getenv('SEVERA_API_KEY')));

try {
    $response = $client->{operation}({arguments});
} catch (SoapFault $fault) {
    fwrite(STDERR, $fault->faultcode . ': ' . $fault->getMessage() . PHP_EOL);
    exit(1);
}
{printed}
"""


class _Php(Notation):
    nil = "null"

    def primitive(self, name: str, value: Any) -> str:
        text = lexical.render(name, value)
        # An amount is text, so that it stays exact: PHP has no decimals.
        return _quoted(text) if name in {"string", "decimal"} else text

    def moment(self, value: Any, *, instant: bool) -> str:
        return _quoted(lexical.render("dateTime", value, instant=instant) + ("Z" if instant else ""))

    def enumeration(self, enumeration: Enumeration, literals: Sequence[str]) -> str:  # noqa: ARG002
        return _quoted(" ".join(literals))

    def array(self, name: str, items: Sequence[str], depth: int) -> str:
        inner = block("[", items, "]", depth)
        return f"[{_quoted(name)} => {inner}]"

    def entity(self, contract: DataContract, members: Sequence[tuple[Field, str]], depth: int) -> str:  # noqa: ARG002
        return block("[", [f"{_quoted(member.name)} => {literal}" for member, literal in members], "]", depth)


def _quoted(text: str) -> str:
    """Return a literal between single quotes, in which PHP looks for nothing; control characters need double ones."""
    if text.isprintable():
        return "'" + text.replace("\\", r"\\").replace("'", r"\'") + "'"
    return quoted(text, {"$": r"\$"})


def write(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the program."""
    notation = _Php()
    pairs = [
        f"{_quoted(param.name)} => {notation.field(param, argument, 2)}"
        for param, argument in zip(operation.params, arguments, strict=True)
        if argument is not None
    ]
    printed = f"$result = $response->{operation.name}Result ?? null;\nprint_r($result);" if operation.result else ""
    return (
        _CODE.replace("{namespace}", operation.namespace)
        .replace("{operation}", operation.name)
        .replace("{printed}", printed)
        .replace("{arguments}", block("[", pairs, "]", 1) if pairs else "")
        .rstrip()
        + "\n"
    )

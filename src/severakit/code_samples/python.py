"""A call in Python: with severakit's own client, and with zeep."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from severakit.code_samples.notation import Notation, block
from severakit.contract import constant_name, load_contract
from severakit.soap import lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from severakit.contract import DataContract, Enumeration, Field, Operation

_CONTRACT = load_contract()

_SEVERAKIT = """\
# pip install severakit
# SEVERA_ENDPOINT and SEVERA_API_KEY in the environment; run it with: python call.py
{imports}

with Client(os.environ["SEVERA_ENDPOINT"], os.environ["SEVERA_API_KEY"]) as severa:
    {call}
"""
_ZEEP = """\
# pip install zeep
# SEVERA_ENDPOINT and SEVERA_API_KEY in the environment; run it with: python call.py
{imports}

endpoint = os.environ["SEVERA_ENDPOINT"]
client = zeep.Client(f"{endpoint}?wsdl")
service = client.create_service("{{namespace}}Severa.API.{interface}", endpoint)
key = etree.Element("{{namespace}}WebServicePassword")
key.text = os.environ["SEVERA_API_KEY"]

{call}
"""


class _Python(Notation):
    """What both clients share; gathers the imports that the literals need."""

    nil = "None"

    def __init__(self) -> None:
        self.imports: set[str] = set()

    def primitive(self, name: str, value: Any) -> str:
        if name == "decimal":
            self.imports.add("from decimal import Decimal")
            return f'Decimal("{lexical.render(name, value)}")'
        return repr(value)

    def moment(self, value: Any, *, instant: bool) -> str:
        self.imports.add("from datetime import UTC, datetime" if instant else "from datetime import datetime")
        moment = value.astimezone(UTC) if instant else value
        parts = [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond]
        while len(parts) > 3 and not parts[-1]:
            parts.pop()
        return f"datetime({', '.join(map(str, parts))}{', tzinfo=UTC' if instant else ''})"


class _Severakit(_Python):
    def enumeration(self, enumeration: Enumeration, literals: Sequence[str]) -> str:
        self.imports.add(f"from severakit.entities import {enumeration.name}")
        return " | ".join(f"{enumeration.name}.{constant_name(literal)}" for literal in literals)

    def array(self, name: str, items: Sequence[str], depth: int) -> str:  # noqa: ARG002
        return block("[", items, "]", depth)

    def entity(self, contract: DataContract, members: Sequence[tuple[Field, str]], depth: int) -> str:
        self.imports.add(f"from severakit.entities import {contract.class_name}")
        lines = [f"{member.python_name}={literal}" for member, literal in members]
        return block(f"{contract.class_name}(", lines, ")", depth)


class _Zeep(_Python):
    def enumeration(self, enumeration: Enumeration, literals: Sequence[str]) -> str:
        return repr(list(literals) if enumeration.is_flags else literals[0])

    def array(self, name: str, items: Sequence[str], depth: int) -> str:
        return f'{{"{name}": {block("[", items, "]", depth)}}}'

    def entity(self, contract: DataContract, members: Sequence[tuple[Field, str]], depth: int) -> str:  # noqa: ARG002
        return block("{", [f'"{member.name}": {literal}' for member, literal in members], "}", depth)


def write_severakit(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the program that uses severakit's client."""
    notation = _Severakit()
    notation.imports.add("from severakit.client import Client")
    streams = operation.returns is not None and operation.returns.is_list and operation.returns.name in _CONTRACT.types
    given = [
        f"{param.python_name}={notation.field(param, argument, 2)}"
        for param, argument in zip(operation.params, arguments, strict=True)
        if argument is not None
    ]
    interface = _CONTRACT.interfaces[operation.interface].python_name
    call = f"severa.{interface}.{operation.python_name}{block('(', given, ')', 1)}"
    if streams:
        call = f"for entity in {call}:\n        print(entity)"
    elif operation.result:
        call = f"print({call})"
    imports = _imports(notation.imports)
    return _SEVERAKIT.replace("{imports}", f"import os\n{imports}").replace("{call}", call)


def write_zeep(operation: Operation, arguments: Sequence[Any]) -> str:
    """Return the program that uses zeep."""
    notation = _Zeep()
    given = [
        f"{param.name}={notation.field(param, argument, 1)}"
        for param, argument in zip(operation.params, arguments, strict=True)
        if argument is not None
    ]
    call = f"service.{operation.name}{block('(', [*given, '_soapheaders=[key]'], ')', 0)}"
    imports = "\n\n".join(part for part in (f"import os\n{_imports(notation.imports)}".strip(), _THIRD_PARTY) if part)
    return (
        _ZEEP.replace("{{namespace}}", f"{{{operation.namespace}}}")
        .replace("{imports}", imports)
        .replace("{interface}", operation.interface)
        .replace("{call}", f"print({call})" if operation.result else call)
    )


_THIRD_PARTY = "import zeep\nfrom lxml import etree"


def _imports(lines: set[str]) -> str:
    """Return import lines, those of one module joined; the standard library's first."""
    names: dict[str, set[str]] = {}
    for line in lines:
        module, _, imported = line.removeprefix("from ").partition(" import ")
        names.setdefault(module, set()).update(imported.split(", "))
    standard = sorted(module for module in names if not module.startswith("severakit"))
    ours = sorted(module for module in names if module.startswith("severakit"))
    groups = [
        "\n".join(f"from {module} import {', '.join(sorted(names[module]))}" for module in group)
        for group in (standard, ours)
    ]
    separator = "\n\n" if ours else ""
    return separator.join(groups)

"""``severakit code``: a program that makes one call, ready to be pasted."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.options import Parameters, named_values


class LanguageName(StrEnum):
    """What the program is written in."""

    CSHARP = "csharp"
    PHP = "php"
    JAVA = "java"
    NODE = "node"
    PYTHON = "python"
    ZEEP = "zeep"


def code(
    operation: Annotated[str, typer.Argument(help="Interface.Operation, such as IAccount.GetAccountByNumber.")],
    parameters: Parameters = None,
    language: Annotated[LanguageName, typer.Option("--language", help="What it is written in.")] = LanguageName.PYTHON,
) -> None:
    """Print a whole program that makes one call; address and key stay in the environment."""
    from severakit.code_samples import code_sample  # noqa: PLC0415
    from severakit.soap.arguments import find_operation, ordered_arguments, typed_arguments  # noqa: PLC0415

    values = named_values(parameters)
    try:
        found = find_operation(operation)
        arguments = typed_arguments(operation, values)
        typer.echo(code_sample(language.value, found, ordered_arguments(found, arguments)), nl=False)
    except ValueError as error:
        output.fail(str(error))

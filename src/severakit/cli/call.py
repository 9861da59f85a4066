"""``severakit call``: one operation from the command line, its result as JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.options import ApiKey, Endpoint


def call(
    operation: Annotated[str, typer.Argument(help="Interface.Operation, such as IAccount.GetAccountByNumber.")],
    endpoint: Endpoint,
    api_key: ApiKey,
    parameters: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Parameters; entities and lists as JSON.")
    ] = None,
) -> None:
    """Call one operation and print its result as JSON, members by their wire names."""
    from severakit.client import Client, SeveraError, typed_arguments  # noqa: PLC0415 - so that --help needs nothing

    pairs = [parameter.partition("=") for parameter in parameters or []]
    if any(not separator for _, separator, _ in pairs):
        output.fail("Parameters have the form NAME=VALUE.")
    try:
        arguments = typed_arguments(operation, {name: value for name, _, value in pairs})
        with Client(endpoint, api_key) as client:
            result = client.call(operation, **arguments)
            output.print_json(result.all() if hasattr(result, "all") else result)
    except ValueError as error:
        output.fail(str(error))
    except SeveraError as error:
        output.fail(str(error), output.FOUND)

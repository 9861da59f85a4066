"""``severakit call``: one operation from the command line, its result as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.options import ApiKey, Endpoint, Parameters, Record, named_values


def call(
    operation: Annotated[str, typer.Argument(help="Interface.Operation, such as IAccount.GetAccountByNumber.")],
    endpoint: Endpoint,
    api_key: ApiKey,
    parameters: Parameters = None,
    file: Annotated[
        Path | None, typer.Option("--output", help="File for the bytes of an operation that returns bytes.")
    ] = None,
    record: Record = None,
) -> None:
    """Call one operation and print its result as JSON, members by their wire names.

    An invoice's PDF and other bytes go to the file that --output names, and their number is printed.
    """
    from severakit.client import Client, SeveraError, typed_arguments  # noqa: PLC0415 - so that --help needs nothing

    values = named_values(parameters)
    try:
        arguments = typed_arguments(operation, values)
        with Client(endpoint, api_key, record=record) as client:
            result = client.call(operation, into=file, **arguments)
            output.print_json(result.all() if hasattr(result, "all") else result)
    except ValueError as error:
        output.fail(str(error))
    except OSError as error:
        output.fail(f"The file cannot be written: {error}.", output.FOUND)
    except SeveraError as error:
        output.fail(str(error), output.FOUND)

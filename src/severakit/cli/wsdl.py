"""``severakit wsdl``: the WSDL, for an address of choice."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from severakit.contract import load_contract, render_wsdl


def wsdl(
    endpoint: Annotated[
        str, typer.Option("--endpoint", envvar="SEVERA_ENDPOINT", help="Address that the WSDL shall name.")
    ] = "http://127.0.0.1:8080/webservice/S3/API.svc",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; standard output if none.")
    ] = None,
) -> None:
    """Print the WSDL of all 42 interfaces, schemas inside."""
    document = render_wsdl(load_contract(), endpoint)
    if output is None:
        typer.echo(document.decode())
    else:
        output.write_bytes(document)

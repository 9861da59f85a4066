"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from severakit.cli import output


def variables_of(path: Path | None) -> Path | None:
    """Set the variables of a file, or end with wrong usage: before other options look for theirs."""
    if path is None:
        return None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(map(str.strip, lines), 1):
        name, sign, value = line.partition("=")
        if not line or line.startswith("#"):
            continue
        if not sign or not name.isidentifier():
            # The line itself may hold a password.
            raise typer.BadParameter(f"Line {number} of {path} is not NAME=VALUE.")
        os.environ[name] = value
    return path


Endpoint = Annotated[
    str, typer.Option("--endpoint", envvar="SEVERA_ENDPOINT", help="Address of the API: …/webservice/S3/API.svc.")
]
REAL_SERVICE = "https://sync.severa.com/webservice/S3/API.svc"
"""The address of Severa's own service."""
ApiKey = Annotated[str, typer.Option("--api-key", envvar="SEVERA_API_KEY", help="API key of the API user.")]
Password = Annotated[
    str,
    typer.Option(
        "--password",
        envvar="SEVERAKIT_CONSOLE_PASSWORD",
        prompt=True,
        confirmation_prompt=True,
        hide_input=True,
        help="Password of the console's account; where it is not given it is asked for, twice.",
    ),
]
DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="SEVERAKIT_DATABASE_URL",
        help="Database of the service: sqlite:///FILE or postgresql://USER@HOST/NAME.",
    ),
]
Files = Annotated[
    str | None,
    typer.Option(
        "--files",
        envvar="SEVERAKIT_FILES_URL",
        help="Where the contents of files lie: a folder, or an address of fsspec; beside a SQLite database without it.",
    ),
]
EnvFile = Annotated[
    Path | None,
    typer.Option(
        "--env-file",
        is_eager=True,
        callback=variables_of,
        help="File of variables to set first, NAME=VALUE a line; read again at SIGHUP.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Parameters = Annotated[
    list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Parameters; entities and lists as JSON.")
]
Record = Annotated[
    Path | None,
    typer.Option("--record", help="Folder to keep all requests and responses in, the key masked; for support."),
]
QuotaReserve = Annotated[
    int,
    typer.Option(
        "--quota-reserve",
        envvar="SEVERAKIT_QUOTA_RESERVE",
        min=0,
        help="Calls of the organization's day to leave to its other integrations; stop before they are touched.",
    ),
]


def files_at(url: str | None) -> None:
    """Let every store that this process and its workers open keep the contents of files there."""
    if url is not None:
        os.environ["SEVERAKIT_FILES_URL"] = url


def named_values(parameters: list[str] | None) -> dict[str, str]:
    """Return the values of an operation's parameters by name, or end with wrong usage."""
    pairs = [parameter.partition("=") for parameter in parameters or []]
    if any(not separator for _, separator, _ in pairs):
        output.fail("Parameters have the form NAME=VALUE.")
    return {name: value for name, _, value in pairs}

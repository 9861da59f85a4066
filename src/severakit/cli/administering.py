"""What the commands of ``severakit admin`` share: an opened store, and how rows are shown."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from severakit.cli import output
from severakit.cli.database import opened, opened_or_made

if TYPE_CHECKING:
    from severakit.store.store import Store

OfOrganization = Annotated[
    str | None,
    typer.Option("--organization", help="Name of the organization; needed where more than one could be meant."),
]


@contextmanager
def administering(url: str) -> Iterator[Store]:
    """Open the store that is there; what it refuses ends the command with a sentence."""
    with opened(url) as store, _acting():
        yield store


@contextmanager
def administering_new(url: str) -> Iterator[Store]:
    """Open the store, which is made where there is none. Else as `administering`."""
    with opened_or_made(url) as store, _acting():
        yield store


@contextmanager
def _acting() -> Iterator[None]:
    with output.needs("server"):
        from severakit.store import audit  # noqa: PLC0415
        from severakit.store.errors import AdministrationError  # noqa: PLC0415

    try:
        with audit.acting(f"command line ({_user()})"):
            yield
    except AdministrationError as error:
        output.fail(str(error))


def _user() -> str:
    """Return who is signed in on this machine; a container may have no name for its user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def show(title: str, rows: Sequence[Mapping[str, Any]], json: bool) -> None:
    """Print rows as JSON or as a table."""
    if json:
        output.print_json(rows)
        return
    # Where a name or an address says which is meant, identifiers would leave no room for the rest.
    output.print_table(title, [{name: row[name] for name in row if not name.endswith("guid")} for row in rows])


def show_one(row: Mapping[str, Any], json: bool) -> None:
    """Print one row as JSON or as lines."""
    if json:
        output.print_json(row)
    else:
        for name, value in row.items():
            typer.echo(f"{name.replace('_', ' ')}:{_told(value)}")


def _told(value: Any) -> str:
    """Return a value as it follows its name: what holds values by name goes to a line each."""
    if isinstance(value, Mapping):
        return "".join(f"\n  {name}:{_told(each)}" for name, each in value.items())
    shown = ("yes" if value else "no") if isinstance(value, bool) else value
    return f" {'' if shown is None else shown}"


def show_secret(name: str, secret: str, json: bool) -> None:
    """Print a key or a token, this once."""
    if json:
        output.print_json({name: secret})
    else:
        typer.echo(secret)
        typer.echo("Keep it now: it is not shown again.", err=True)

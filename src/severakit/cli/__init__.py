"""The command line: ``severakit GROUP COMMAND``, one module per group."""

from __future__ import annotations

import typer

from severakit.cli.admin import app as admin
from severakit.cli.call import call
from severakit.cli.demo import demo
from severakit.cli.doctor import doctor
from severakit.cli.serve import serve
from severakit.cli.sync import app as sync
from severakit.cli.wsdl import wsdl

app = typer.Typer(
    name="severakit",
    help="Service, client, doctor and mirror for the SOAP API of Visma Severa.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command("serve")(serve)
app.command("demo")(demo)
app.command("doctor")(doctor)
app.command("call")(call)
app.command("wsdl")(wsdl)
app.add_typer(sync, name="sync")
app.add_typer(admin, name="admin")


def main() -> None:
    """Run the command line; exit 0 for fine, 1 for a found problem, 2 for wrong usage."""
    app()

"""The command line: ``severakit GROUP COMMAND``, one module per group."""

from __future__ import annotations

import sys

import typer
from stamina.instrumentation import set_on_retry_hooks

from severakit.cli import output
from severakit.cli.admin import app as admin
from severakit.cli.call import call
from severakit.cli.code import code
from severakit.cli.demo import demo
from severakit.cli.doctor import doctor
from severakit.cli.invoice_transfer import app as invoices
from severakit.cli.report import report
from severakit.cli.serve import serve
from severakit.cli.sync import app as sync
from severakit.cli.wcf import app as wcf
from severakit.cli.wsdl import wsdl
from severakit.contract import UnknownGeneration, load_contract

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
app.command("code")(code)
app.command("wsdl")(wsdl)
app.command("report")(report)
app.add_typer(invoices, name="invoices")
app.add_typer(sync, name="sync")
app.add_typer(admin, name="admin")
app.add_typer(wcf, name="wcf")


def main() -> None:
    """Run the command line; exit 0 for fine, 1 for a found problem, 2 for wrong usage."""
    # The client logs every retry to stderr; stamina would print it again, to where results are printed.
    set_on_retry_hooks(())
    try:
        load_contract()
    except UnknownGeneration as error:
        typer.echo(str(error), err=True)
        sys.exit(output.USAGE)
    app()

"""``severakit admin account``: who may sign in to the console, and their passwords."""

from __future__ import annotations

from typing import Annotated

import typer

from severakit.cli.administering import administering, show, show_one
from severakit.cli.options import DatabaseUrl, Json, Password

app = typer.Typer(help="Accounts of the console; `severakit admin init` adds them.", no_args_is_help=True)


@app.command("list")
def list_accounts(database: DatabaseUrl, json: Json = False) -> None:
    """List who may sign in to the console: administrators of one organization, and operators."""
    with administering(database) as store:
        from severakit.store import console_accounts  # noqa: PLC0415

        rows = [
            {
                "email": account.email,
                "organization": account.organization,
                "operator": account.is_operator,
                "password_set_at": f"{account.password_set_at:%Y-%m-%dT%H:%M:%SZ}",
            }
            for account in console_accounts.list_accounts(store)
        ]
        show("Accounts of the console", rows, json)


@app.command("password")
def set_password(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Address that the account signs in with.")],
    database: DatabaseUrl,
    password: Password,
    json: Json = False,
) -> None:
    """Set the password of an account of the console, which ends its sessions."""
    with administering(database) as store:
        from severakit.store import console_accounts  # noqa: PLC0415

        console_accounts.set_password(store, email, password)
        show_one({"email": email.strip().lower(), "password_set": True}, json)


@app.command("remove")
def remove_account(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Address that the account signs in with.")],
    database: DatabaseUrl,
    json: Json = False,
) -> None:
    """Remove an account of the console, such as that of an administrator who leaves; its sessions end."""
    with administering(database) as store:
        from severakit.store import console_accounts  # noqa: PLC0415

        console_accounts.remove_account(store, email)
        show_one({"removed": email.strip().lower()}, json)

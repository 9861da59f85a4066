"""``severakit admin``: organizations, users, keys, tokens, the console's accounts, downtime and credit notes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from severakit.cli import output
from severakit.cli.accounts import app as accounts
from severakit.cli.administering import OfOrganization, administering, administering_new, show, show_one, show_secret
from severakit.cli.audit import app as audit
from severakit.cli.backup import back_up, restore
from severakit.cli.downtime import app as downtime
from severakit.cli.files import app as files
from severakit.cli.invoices import app as invoice
from severakit.cli.options import DatabaseUrl, Json, Password
from severakit.cli.profiles import app as profile
from severakit.cli.templates import app as template
from severakit.cli.tokens import app as token
from severakit.cli.units import app as unit
from severakit.cli.usage import list_calls, show_quota

app = typer.Typer(help="Administer the service's database.", no_args_is_help=True)
organization = typer.Typer(help="Organizations: API add-on, terms of service, quota.", no_args_is_help=True)
user = typer.Typer(help="Users: active, API access right, API enabled, access rights profile.", no_args_is_help=True)
key = typer.Typer(help="API keys of users.", no_args_is_help=True)
for _name, _group in {
    "organization": organization,
    "unit": unit,
    "user": user,
    "profile": profile,
    "key": key,
    "token": token,
    "account": accounts,
    "downtime": downtime,
    "audit": audit,
    "files": files,
    "invoice": invoice,
    "template": template,
}.items():
    app.add_typer(_group, name=_name)
app.command("calls")(list_calls)
app.command("quota")(show_quota)
app.command("backup")(back_up)
app.command("restore")(restore)


@app.command("init")
def add_console_account(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Address to sign in with.")],
    database: DatabaseUrl,
    password: Password,
    organization_name: Annotated[
        str | None, typer.Option("--organization", help="The only organization to see; all without it.")
    ] = None,
    json: Json = False,
) -> None:
    """Let somebody sign in to the console: an administrator of one organization, or an operator."""
    with administering_new(database) as store:
        from severakit.store import console_accounts  # noqa: PLC0415

        account = console_accounts.add_account(store, email, password, organization=organization_name)
        show_one({"email": account.email, "organization": account.organization, "operator": account.is_operator}, json)


class Switch(StrEnum):
    """A setting that is on or off."""

    ON = "on"
    OFF = "off"


class Terms(StrEnum):
    """Whether an organization has accepted the terms of service."""

    ACCEPTED = "accepted"
    OPEN = "open"


Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The user's e-mail address.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the organization.")]


def _is_on(switch: Switch | None) -> bool | None:
    return None if switch is None else switch is Switch.ON


# --- organizations ---------------------------------------------------------------------------


@organization.command("add")
def add_organization(name: Name, database: DatabaseUrl, json: Json = False) -> None:
    """Add an organization with what every organization starts with; its API is closed at first."""
    with administering_new(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.add_organization(store, name)
        show_one(asdict(administration.set_organization(store, name.strip())), json)


@organization.command("set")
def set_organization(
    name: Name,
    database: DatabaseUrl,
    api_addon: Annotated[Switch | None, typer.Option("--api-addon", help="The API add-on.")] = None,
    terms: Annotated[Terms | None, typer.Option("--terms", help="The terms of service.")] = None,
    quota: Annotated[int | None, typer.Option("--quota", min=0, help="Calls a day.")] = None,
    hours_need_description: Annotated[
        Switch | None, typer.Option("--hours-need-description", help="Whether hours must have a description.")
    ] = None,
    hours_may_overlap: Annotated[
        Switch | None, typer.Option("--hours-may-overlap", help="Whether hours of a user may overlap in time.")
    ] = None,
    json: Json = False,
) -> None:
    """Change an organization's settings and show them; what is not given stays as it is."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        accepted = None if terms is None else terms is Terms.ACCEPTED
        info = administration.set_organization(
            store,
            name,
            api_addon=_is_on(api_addon),
            terms_accepted=accepted,
            daily_quota=quota,
            hours_need_description=_is_on(hours_need_description),
            hours_may_overlap=_is_on(hours_may_overlap),
        )
        show_one(asdict(info), json)


@organization.command("close-hours")
def close_hours(
    name: Name,
    database: DatabaseUrl,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="The last day that is closed; without it all are open."),
    ] = None,
    json: Json = False,
) -> None:
    """Close the hours up to a day: nobody can add, change or delete any there."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        show_one(asdict(administration.close_hours(store, name, until)), json)


@organization.command("approve-hours")
def approve_hours(
    name: Name,
    database: DatabaseUrl,
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day that is approved.")],
    json: Json = False,
) -> None:
    """Approve all hours up to a day, which no operation of the API does; say how many were not approved before."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        show_one({"organization": name, "approved": administration.approve_hours(store, name, until)}, json)


@organization.command("list")
def list_organizations(database: DatabaseUrl, json: Json = False) -> None:
    """List the organizations."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        show("Organizations", [asdict(info) for info in administration.list_organizations(store)], json)


# --- users -----------------------------------------------------------------------------------


@user.command("add")
def add_user(
    email: Email,
    database: DatabaseUrl,
    first_name: Annotated[str, typer.Option("--first-name", help="First name.")] = "API",
    last_name: Annotated[str, typer.Option("--last-name", help="Last name.")] = "User",
    profile: Annotated[str, typer.Option("--profile", help="Access rights profile.")] = "Administrator",
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Add a user; the API access right and the API are off at first."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.add_user(
            store,
            email,
            first_name=first_name,
            last_name=last_name,
            profile=profile,
            organization=organization_name,
        )
        show_one(asdict(administration.set_user(store, email, organization=organization_name)), json)


@user.command("set")
def set_user(
    email: Email,
    database: DatabaseUrl,
    active: Annotated[Switch | None, typer.Option("--active", help="Whether the user is active.")] = None,
    api_right: Annotated[Switch | None, typer.Option("--api-right", help="The API access right.")] = None,
    api_enabled: Annotated[Switch | None, typer.Option("--api-enabled", help="Whether the API is enabled.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="Access rights profile, by name.")] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Change a user's settings and show them; what is not given stays as it is."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        info = administration.set_user(
            store,
            email,
            organization=organization_name,
            active=_is_on(active),
            api_right=_is_on(api_right),
            api_enabled=_is_on(api_enabled),
            profile=profile,
        )
        show_one(asdict(info), json)


@user.command("list")
def list_users(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List the users of an organization, or of all."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        infos = administration.list_users(store, organization=organization_name)
        show("Users", [asdict(info) for info in infos], json)


# --- keys ------------------------------------------------------------------------------------


@key.command("create")
def create_key(
    email: Email,
    database: DatabaseUrl,
    name: Annotated[str, typer.Option("--name", help="What the key is for.")] = "API key",
    expires_in: Annotated[
        float | None, typer.Option("--expires-in", help="Days after which the key no longer opens; never if not given.")
    ] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Make an API key for a user and print it, this once."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        span = None if expires_in is None else timedelta(days=_days(expires_in))
        made = administration.create_key(store, email, organization=organization_name, name=name, expires_in=span)
        show_secret("api_key", made, json)


@key.command("rotate")
def rotate_key(
    which: Annotated[str, typer.Argument(metavar="KEY", help="The key: its GUID, its beginning, or itself.")],
    database: DatabaseUrl,
    overlap: Annotated[float, typer.Option("--overlap", help="Hours for which the old key still opens.")] = 24.0,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Make a key in the place of another and print it, this once; both open until the overlap ends."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        span = timedelta(hours=_days(overlap))
        new = administration.rotate_key(store, which, overlap=span, organization=organization_name)
        show_secret("api_key", new, json)


_KEY_IN_TABLE = (
    "organization",
    "guid",
    "email",
    "name",
    "shown",
    "inserted_at",
    "revoked_at",
    "last_used_at",
    "last_used_from",
)


def _days(number: float) -> float:
    """Return a number of days or hours, as far as a time span can hold it; what is more is refused with it."""
    return max(-1.0, min(number, 1e6)) if number == number else -1.0  # noqa: PLR0124 - nan is no number


@key.command("list")
def list_keys(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List the keys of an organization, or of all: their beginnings, never the keys."""
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        infos = [asdict(info) for info in administration.list_keys(store, organization=organization_name)]
        if json:
            output.print_json(infos)
        else:
            # Several keys may begin alike: only the GUID says for certain which one to revoke.
            output.print_table("API keys", [{name: info[name] for name in _KEY_IN_TABLE} for info in infos])


@key.command("revoke")
def revoke_key(
    database: DatabaseUrl,
    which: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="The key: its GUID, its beginning as listed, or itself.")
    ] = None,
    email: Annotated[str | None, typer.Option("--user", help="Revoke all keys of this user (e-mail).")] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Revoke one key, or all keys of a user."""
    if (which is None) == (email is None):
        output.fail("Name either one key or a user with --user.")
    with administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        revoked = 1
        if email is not None:
            revoked = administration.revoke_keys_of(store, email, organization=organization_name)
        elif which is not None:
            administration.revoke_key(store, which, organization=organization_name)
        show_one({"revoked": revoked}, json)

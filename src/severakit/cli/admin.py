"""``severakit admin``: organizations, users, API keys, administrators' tokens and downtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from severakit.cli import output
from severakit.cli.database import opened
from severakit.cli.options import DatabaseUrl, Json

if TYPE_CHECKING:
    from severakit.store.store import Store

app = typer.Typer(help="Administer the service's database.", no_args_is_help=True)
organization = typer.Typer(help="Organizations: API add-on, terms of service, quota.", no_args_is_help=True)
user = typer.Typer(help="Users: active, API access right, API enabled, access rights profile.", no_args_is_help=True)
key = typer.Typer(help="API keys of users.", no_args_is_help=True)
token = typer.Typer(help="Administrators' tokens, with which the doctor names causes.", no_args_is_help=True)
downtime = typer.Typer(help="Maintenance breaks: every call is answered with 503.", no_args_is_help=True)
for _name, _group in {
    "organization": organization,
    "user": user,
    "key": key,
    "token": token,
    "downtime": downtime,
}.items():
    app.add_typer(_group, name=_name)


class Switch(StrEnum):
    """A setting that is on or off."""

    ON = "on"
    OFF = "off"


class Terms(StrEnum):
    """Whether an organization has accepted the terms of service."""

    ACCEPTED = "accepted"
    OPEN = "open"


OfOrganization = Annotated[
    str | None,
    typer.Option("--organization", help="Name of the organization; needed where more than one could be meant."),
]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The user's e-mail address.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the organization.")]


@contextmanager
def _administering(url: str) -> Iterator[Store]:
    with opened(url) as store:
        from severakit.store.administration import AdministrationError  # noqa: PLC0415

        try:
            yield store
        except AdministrationError as error:
            output.fail(str(error))


def _is_on(switch: Switch | None) -> bool | None:
    return None if switch is None else switch is Switch.ON


def _show(title: str, rows: Sequence[Mapping[str, Any]], json: bool) -> None:
    if json:
        output.print_json(rows)
        return
    # Identifiers would leave no room for the rest.
    output.print_table(title, [{name: row[name] for name in row if name != "guid"} for row in rows])


def _show_one(row: Mapping[str, Any], json: bool) -> None:
    if json:
        output.print_json(row)
    else:
        for name, value in row.items():
            shown = ("yes" if value else "no") if isinstance(value, bool) else value
            typer.echo(f"{name.replace('_', ' ')}: {'' if shown is None else shown}")


def _show_secret(name: str, secret: str, json: bool) -> None:
    if json:
        output.print_json({name: secret})
    else:
        typer.echo(secret)
        typer.echo("Keep it now: it is not shown again.", err=True)


# --- organizations ---------------------------------------------------------------------------


@organization.command("add")
def add_organization(name: Name, database: DatabaseUrl, json: Json = False) -> None:
    """Add an organization with what every organization starts with; its API is closed at first."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.add_organization(store, name)
        _show_one(asdict(administration.set_organization(store, name.strip())), json)


@organization.command("set")
def set_organization(
    name: Name,
    database: DatabaseUrl,
    api_addon: Annotated[Switch | None, typer.Option("--api-addon", help="The API add-on.")] = None,
    terms: Annotated[Terms | None, typer.Option("--terms", help="The terms of service.")] = None,
    quota: Annotated[int | None, typer.Option("--quota", min=0, help="Calls a day.")] = None,
    json: Json = False,
) -> None:
    """Change an organization's settings and show them; what is not given stays as it is."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        accepted = None if terms is None else terms is Terms.ACCEPTED
        info = administration.set_organization(
            store, name, api_addon=_is_on(api_addon), terms_accepted=accepted, daily_quota=quota
        )
        _show_one(asdict(info), json)


@organization.command("list")
def list_organizations(database: DatabaseUrl, json: Json = False) -> None:
    """List the organizations."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        _show("Organizations", [asdict(info) for info in administration.list_organizations(store)], json)


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
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.add_user(
            store,
            email,
            first_name=first_name,
            last_name=last_name,
            profile=profile,
            organization=organization_name,
        )
        _show_one(asdict(administration.set_user(store, email, organization=organization_name)), json)


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
    with _administering(database) as store:
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
        _show_one(asdict(info), json)


@user.command("list")
def list_users(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List the users of an organization, or of all."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        infos = administration.list_users(store, organization=organization_name)
        _show("Users", [asdict(info) for info in infos], json)


# --- keys and tokens -------------------------------------------------------------------------


@key.command("create")
def create_key(
    email: Email,
    database: DatabaseUrl,
    name: Annotated[str, typer.Option("--name", help="What the key is for.")] = "API key",
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Make an API key for a user and print it, this once."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        _show_secret(
            "api_key", administration.create_key(store, email, organization=organization_name, name=name), json
        )


@key.command("list")
def list_keys(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List the keys of an organization, or of all: their beginnings, never the keys."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        infos = administration.list_keys(store, organization=organization_name)
        _show("API keys", [asdict(info) for info in infos], json)


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
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        revoked = 1
        if email is not None:
            revoked = administration.revoke_keys_of(store, email, organization=organization_name)
        elif which is not None:
            administration.revoke_key(store, which, organization=organization_name)
        _show_one({"revoked": revoked}, json)


@token.command("create")
def create_token(
    database: DatabaseUrl,
    name: Annotated[str, typer.Option("--name", help="What the token is for.")] = "Administrator",
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Make an administrator's token for an organization and print it, this once."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        _show_secret("token", administration.create_token(store, organization_name, name), json)


# --- downtime --------------------------------------------------------------------------------


@downtime.command("on")
def begin_downtime(
    database: DatabaseUrl,
    retry_after: Annotated[
        int, typer.Option("--retry-after", min=1, help="Seconds after which clients are asked to come back.")
    ] = 600,
    json: Json = False,
) -> None:
    """Begin a maintenance break."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.set_downtime(store, retry_after)
        _show_one({"downtime": True, "retry_after": retry_after}, json)


@downtime.command("off")
def end_downtime(database: DatabaseUrl, json: Json = False) -> None:
    """End the maintenance break."""
    with _administering(database) as store:
        from severakit.store import administration  # noqa: PLC0415

        administration.set_downtime(store, None)
        _show_one({"downtime": False, "retry_after": None}, json)

"""``severakit admin profile``: what users may see and do, by profile, and by user over the profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from severakit.cli import output
from severakit.cli.administering import OfOrganization, administering, show, show_one
from severakit.cli.options import DatabaseUrl, Json

if TYPE_CHECKING:
    from severakit.store.profiles import ProfileInfo

app = typer.Typer(help="Access rights profiles.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the profile.")]
Rights = Annotated[
    list[str] | None,
    typer.Option("--right", metavar="RIGHT=LEVEL", help="A right and its level, such as case=Own; may be repeated."),
]


@app.command("list")
def list_profiles(database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False) -> None:
    """List the profiles of an organization with the number of their users."""
    with administering(database) as store:
        from severakit.store import profiles  # noqa: PLC0415

        infos = [asdict(each) for each in profiles.list_profiles(store, organization=organization_name)]
        shown = infos if json else [{name: info[name] for name in info if name != "rights"} for info in infos]
        show("Access rights profiles", shown, json)


@app.command("show")
def show_profile(
    name: Name, database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False
) -> None:
    """Show a profile with each of its rights."""
    with administering(database) as store:
        from severakit.store import profiles  # noqa: PLC0415

        _show(profiles.get_profile(store, name, organization=organization_name), json)


@app.command("add")
def add_profile(
    name: Name,
    database: DatabaseUrl,
    copy_of: Annotated[
        str | None, typer.Option("--copy-of", help="Profile whose rights it has; the narrowest without it.")
    ] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Add a profile and show it."""
    with administering(database) as store:
        from severakit.store import profiles  # noqa: PLC0415

        _show(profiles.add_profile(store, name, organization=organization_name, copy_of=copy_of), json)


@app.command("set")
def set_profile(
    name: Name,
    database: DatabaseUrl,
    right: Rights = None,
    new_name: Annotated[str | None, typer.Option("--name", help="Another name.")] = None,
    active: Annotated[bool | None, typer.Option("--active/--inactive", help="Whether it can be given.")] = None,
    default: Annotated[bool | None, typer.Option("--default", help="Give it to new users.")] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Change a profile and show it; what is not given stays as it is."""
    with administering(database) as store:
        from severakit.store import profiles  # noqa: PLC0415

        changed = profiles.set_profile(
            store,
            name,
            organization=organization_name,
            new_name=new_name,
            active=active,
            default=default,
            rights=read_rights(right or ()),
        )
        _show(changed, json)


@app.command("delete")
def delete_profile(
    name: Name, database: DatabaseUrl, organization_name: OfOrganization = None, json: Json = False
) -> None:
    """Delete a profile that no user has."""
    with administering(database) as store:
        from severakit.store import profiles  # noqa: PLC0415

        profiles.delete_profile(store, name, organization=organization_name)
        show_one({"deleted": name}, json)


@app.command("give")
def give_rights(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The user's e-mail address.")],
    database: DatabaseUrl,
    right: Rights = None,
    as_profile: Annotated[
        list[str] | None,
        typer.Option("--as-profile", metavar="RIGHT", help="A right that the profile shall give; may be repeated."),
    ] = None,
    organization_name: OfOrganization = None,
    json: Json = False,
) -> None:
    """Give a user alone rights over the profile, or take them back, and show all rights of the user."""
    with administering(database) as store:
        from severakit.store import profiles  # noqa: PLC0415

        rights = dict.fromkeys(as_profile or ()) | read_rights(right or ())
        show_one(profiles.set_user_rights(store, email, rights, organization=organization_name), json)


def read_rights(given: Sequence[str]) -> dict[str, Any]:
    """Return rights and levels from RIGHT=LEVEL. Ends the command where one has no level."""
    rights = {}
    for each in given:
        name, equals, level = each.partition("=")
        if not equals:
            output.fail(f"{each!r} has no level: give a right as RIGHT=LEVEL, such as case=Own.")
        rights[name.strip()] = level.strip()
    return rights


def _show(profile: ProfileInfo, json: bool) -> None:
    row = asdict(profile)
    rights = row.pop("rights")
    show_one(row | {"rights": rights} if json else row | rights, json)

"""Access rights profiles and single users' rights, as administrators edit them."""

from __future__ import annotations

import pytest

from severakit.store import access, administration, audit, profiles
from severakit.store.access import WIDEST
from severakit.store.errors import AdministrationError
from severakit.store.profiles import LEVELS
from severakit.store.tables import users

EMAIL = "api@acme.example"


@pytest.fixture
def organization(store):
    organization = administration.add_organization(store, "Acme")
    administration.add_organization(store, "Other")
    administration.add_user(store, EMAIL, organization="Acme", first_name="Api", last_name="User")
    return organization


def named(store, name, organization="Acme"):
    return next(each for each in profiles.list_profiles(store, organization=organization) if each.name == name)


def trail(store, organization):
    with store.reading() as connection:
        return audit.page(connection, [organization], 50)


def rights_of_user(store, organization):
    with store.read(organization) as session:
        guid = session.find(users, email=EMAIL)["guid"]
        return access.user_rights(session.connection, organization, guid)


def rights_over_profile(store, organization):
    with store.read(organization) as session:
        return profiles.rights_over_profile(session, session.find(users, email=EMAIL)["guid"])


@pytest.mark.usefixtures("organization")
def test_what_every_organization_starts_with(store):
    listed = profiles.list_profiles(store, organization="Acme")
    assert [(each.name, each.users, each.default) for each in listed] == [
        ("Administrator", 1, False),
        ("Employee", 0, True),
        ("Project manager", 0, False),
    ]
    assert listed[0].rights == WIDEST


def test_a_new_profile_has_the_narrowest_rights_or_those_of_another(store, organization):
    bare = profiles.add_profile(store, " Bare ", organization="Acme")
    assert (bare.name, bare.active, bare.default, bare.users) == ("Bare", True, False, 0)
    assert {name: bare.rights[name] for name in LEVELS} == {name: levels[0] for name, levels in LEVELS.items()}
    copied = profiles.add_profile(store, "Copied", organization="Acme", copy_of="Administrator")
    assert copied.rights == WIDEST
    assert trail(store, organization)[0].action == "access rights profile added"


@pytest.mark.usefixtures("organization")
@pytest.mark.parametrize("right", LEVELS)
def test_every_level_of_every_right_is_kept(store, right):
    profiles.add_profile(store, "Tried", organization="Acme")
    for level in LEVELS[right]:
        sent = {True: "yes", False: "no"}.get(level, level)
        changed = profiles.set_profile(store, "Tried", organization="Acme", rights={right: sent})
        assert changed.rights[right] == level
    assert named(store, "Tried").rights[right] == LEVELS[right][-1]


@pytest.mark.parametrize("given_to", ["the profile", "the user"])
def test_only_who_has_every_right_at_its_widest_is_found_as_unbounded(store, organization, given_to):
    key = administration.create_key(store, EMAIL)
    for right, levels in LEVELS.items():
        for level in levels:
            sent = {right: {True: "yes", False: "no"}.get(level, level)}
            if given_to == "the profile":
                profiles.set_profile(store, "Administrator", organization="Acme", rights=sent)
            else:
                profiles.set_user_rights(store, EMAIL, sent, organization="Acme")
            with store.reading() as connection:
                found = access.find_unbounded_caller(connection, key, store.clock())
                known = access.find_caller(connection, key, store.clock())
            assert found == (known if rights_of_user(store, organization) == WIDEST else None), (right, level)
    assert found == known


def test_a_change_holds_for_who_has_the_profile_and_is_recorded(store, organization):
    profiles.set_profile(store, "Administrator", organization="Acme", rights={"account": "ReadOnly"})
    assert rights_of_user(store, organization)["account"] == "ReadOnly"
    (change, *_) = trail(store, organization)
    assert (change.action, change.target) == ("access rights profile changed", "Administrator")
    assert (change.before, change.after) == ({"account": "All"}, {"account": "ReadOnly"})


def test_nothing_changed_is_not_recorded(store, organization):
    before = len(trail(store, organization))
    profiles.set_profile(store, "Employee", organization="Acme", active=True, default=True, new_name="Employee")
    assert len(trail(store, organization)) == before


@pytest.mark.usefixtures("organization")
def test_the_default_goes_over_and_is_never_missing(store):
    profiles.set_profile(store, "Project manager", organization="Acme", default=True)
    listed = profiles.list_profiles(store, organization="Acme")
    assert [each.name for each in listed if each.default] == ["Project manager"]
    with pytest.raises(AdministrationError, match="make another the default"):
        profiles.set_profile(store, "Project manager", organization="Acme", default=False)
    with pytest.raises(AdministrationError, match="must be active"):
        profiles.set_profile(store, "Project manager", organization="Acme", active=False)
    assert [each.name for each in profiles.list_profiles(store, organization="Other") if each.default] == ["Employee"]


@pytest.mark.usefixtures("organization")
def test_invoices_are_bounded_by_a_status_of_the_organization(store):
    bound = {"highest_accessible_invoice_status_name": "Draft"}
    changed = profiles.set_profile(store, "Employee", organization="Acme", rights=bound)
    assert changed.rights["highest_accessible_invoice_status_name"] == "Draft"
    nothing = {"highest_accessible_invoice_status_name": ""}
    changed = profiles.set_profile(store, "Employee", organization="Acme", rights=nothing)
    assert changed.rights["highest_accessible_invoice_status_name"] is None


@pytest.mark.usefixtures("organization")
@pytest.mark.parametrize(
    ("rights", "says"),
    [
        ({"accounts": "All"}, "There is no right accounts"),
        ({"account": "Everything"}, "'Everything' is no level of the right account; take one of: None, ReadOnly"),
        ({"account_delete": "maybe"}, "take one of: no, yes"),
        ({"account_delete": 1}, "take one of: no, yes"),
        ({"account": None}, "is no level"),
        ({"highest_accessible_invoice_status_name": "Lost"}, "'Lost' is no level"),
    ],
)
def test_what_is_no_right_changes_nothing(store, rights, says):
    before = named(store, "Employee")
    with pytest.raises(AdministrationError, match=says):
        profiles.set_profile(store, "Employee", organization="Acme", new_name="Changed", rights=rights)
    assert named(store, "Employee") == before


@pytest.mark.usefixtures("organization")
@pytest.mark.parametrize("name", ["", "  ", "Employee"])
def test_a_name_is_one_and_free(store, name):
    with pytest.raises(AdministrationError):
        profiles.add_profile(store, name, organization="Acme")
    with pytest.raises(AdministrationError):
        profiles.set_profile(store, "Project manager", organization="Acme", new_name=name)


@pytest.mark.usefixtures("organization")
def test_a_profile_is_deleted_when_nobody_has_it(store):
    with pytest.raises(AdministrationError, match=f"{EMAIL} have the profile"):
        profiles.delete_profile(store, "Administrator", organization="Acme")
    with pytest.raises(AdministrationError, match="make another the default first"):
        profiles.delete_profile(store, "Employee", organization="Acme")
    with pytest.raises(AdministrationError, match="take one of: Administrator, Employee, Project manager"):
        profiles.delete_profile(store, "Nobody", organization="Acme")
    profiles.delete_profile(store, "Project manager", organization="Acme")
    assert [each.name for each in profiles.list_profiles(store, organization="Acme")] == ["Administrator", "Employee"]
    assert named(store, "Project manager", "Other").users == 0


def test_a_user_is_given_rights_over_the_profile_and_back(store, organization):
    given = {"account": "ReadOnly", "account_delete": "no"}
    rights = profiles.set_user_rights(store, EMAIL, given, organization="Acme")
    assert rights == WIDEST | {"account": "ReadOnly", "account_delete": False}
    over = rights_over_profile(store, organization)
    assert over == {"account": "ReadOnly", "account_delete": False}
    (change, *_) = trail(store, organization)
    assert (change.target, change.after) == (EMAIL, over)
    assert profiles.set_user_rights(store, EMAIL, dict.fromkeys(given), organization="Acme") == WIDEST
    assert rights_over_profile(store, organization) == {}


def test_single_rights_are_checked_too(store, organization):
    for wrong in ({"nothing": None}, {"account": "Everything"}):
        with pytest.raises(AdministrationError):
            profiles.set_user_rights(store, EMAIL, wrong, organization="Acme")
    with pytest.raises(AdministrationError, match="There is no user"):
        profiles.set_user_rights(store, "nobody@acme.example", {}, organization="Acme")
    assert rights_of_user(store, organization) == WIDEST

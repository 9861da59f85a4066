"""Administering organizations, users, keys and downtime, and what an organization starts with."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
import sqlalchemy as sa

from severakit.store import access, administration, tables
from severakit.store.administration import AdministrationError
from severakit.store.defaults import FIRST_INVOICE_NUMBER, default_rates
from severakit.store.schema import organizations
from severakit.store.store import Store

EMAIL = "aino@acme.example"


def add_user(store, email=EMAIL, **options):
    return administration.add_user(store, email, first_name="Aino", last_name="Laine", **options)


@pytest.fixture
def acme(store):
    return administration.add_organization(store, "Acme")


def only_user(store):
    (user,) = administration.list_users(store)
    return user


def caller(store, key):
    with store.reading() as connection:
        return access.find_caller(connection, key, store.clock())


# --- organizations ---------------------------------------------------------------------------


def test_a_new_organization_s_api_is_closed(store):
    organization_id = administration.add_organization(store, "  Acme ")
    (info,) = administration.list_organizations(store)
    assert (info.id, info.name, info.users) == (organization_id, "Acme", 0)
    assert (info.api_addon, info.terms_accepted, info.daily_quota) == (False, False, 100_000)


@pytest.mark.usefixtures("acme")
def test_names_of_organizations_are_unique_and_not_empty(store):
    with pytest.raises(AdministrationError, match="already an organization named 'Acme'"):
        administration.add_organization(store, "Acme")
    with pytest.raises(AdministrationError, match="needs a name"):
        administration.add_organization(store, "  ")
    assert len(administration.list_organizations(store)) == 1


@pytest.mark.usefixtures("acme")
def test_only_what_is_given_changes(store):
    administration.add_organization(store, "Beta")
    info = administration.set_organization(store, "Acme", api_addon=True, daily_quota=5)
    assert (info.api_addon, info.terms_accepted, info.daily_quota) == (True, False, 5)
    info = administration.set_organization(store, "Acme", terms_accepted=True)
    assert (info.api_addon, info.terms_accepted, info.daily_quota) == (True, True, 5)
    assert administration.set_organization(store, "Acme") == info
    beta = administration.list_organizations(store)[1]
    assert (beta.name, beta.api_addon, beta.daily_quota) == ("Beta", False, 100_000)


@pytest.mark.usefixtures("acme")
def test_settings_of_organizations_are_checked(store):
    with pytest.raises(AdministrationError, match="no organization named 'Acm'"):
        administration.set_organization(store, "Acm", api_addon=True)
    for change in (administration.close_hours, administration.approve_hours):
        with pytest.raises(AdministrationError, match="no organization named"):
            change(store, "Acm", datetime(2026, 1, 31))
    with pytest.raises(AdministrationError, match="0 or more"):
        administration.set_organization(store, "Acme", daily_quota=-1)


# --- what an organization starts with --------------------------------------------------------


@pytest.fixture
def session(store, acme):
    with store.read(acme) as session:
        yield session


def names(session, table, **values):
    conditions = [table.c[name] == value for name, value in values.items()]
    return session.values(session.select(table, table.c.name).where(*conditions).order_by(table.c.sort_order))


def test_statuses_come_in_their_order(session):
    chain = ["Draft", "Ready for transfer", "Transferred", "Sent", "Paid", "Reimbursed"]
    assert names(session, tables.invoice_statuses) == chain
    assert names(session, tables.invoice_statuses, is_default=True) == ["Draft"]
    assert names(session, tables.invoice_statuses, has_invoice_number=True) == chain[1:]
    assert names(session, tables.invoice_statuses, is_waiting_payment=True) == ["Sent"]
    travel = ["Draft", "Waiting for approval", "Approved", "Rejected"]
    assert names(session, tables.travel_reimbursement_statuses) == travel
    assert names(session, tables.sales_processes, is_won=True) == ["Won"]


@pytest.mark.parametrize(
    "table",
    ["access_rights_profiles", "activity_types", "invoice_statuses", "pricelists", "product_categories", "work_types"],
)
def test_each_register_has_one_default(session, table):
    table = getattr(tables, table)
    assert session.count(table, table.c.is_default) == 1
    assert session.count(table, table.c.is_default, table.c.is_active) == 1


def test_countries_know_their_language_time_zone_and_union(session):
    countries = session.all(session.select(tables.countries))
    assert len(countries) >= 40
    assert sum(country["is_eu"] for country in countries) == 27
    assert all(len(country["iso_codea2"]) == 2 and len(country["iso_codea3"]) == 3 for country in countries)
    assert len({country["iso_codea3"] for country in countries}) == len(countries)
    assert all(country["default_language_guid"] and country["timezone_guid"] for country in countries)
    finland = session.find(tables.countries, iso_codea2="FI")
    assert session.get(tables.languages, finland["default_language_guid"])["ietf_language_tag"] == "fi-FI"
    assert session.get(tables.timezones, finland["timezone_guid"])["difference_to_gmt"] == 2


def test_the_euro_is_the_base_currency(session):
    (base,) = session.all(session.select(tables.currencies).where(tables.currencies.c.is_base))
    assert (base["iso_code"], base["rate"], base["is_active"]) == ("EUR", 1, True)
    assert {"SEK", "NOK", "DKK", "USD", "GBP"} <= default_rates().keys()
    assert default_rates()["SEK"] == Decimal("11.20")


def test_the_administrator_has_every_right_at_its_widest(session):
    profile = session.find(tables.access_rights_profiles, name="Administrator")
    assert {name: profile[f"rights_{name}"] for name in access.WIDEST} == access.WIDEST


def test_the_organization_is_a_unit_and_an_account_of_its_own(session):
    unit = session.find(tables.business_units, parent_business_unit_guid=None)
    assert (unit["name"], unit["next_invoice_number"]) == ("Acme", FIRST_INVOICE_NUMBER)
    assert session.get(tables.currencies, unit["currency_guid"])["iso_code"] == "EUR"
    account = session.find(tables.accounts, is_internal=True)
    assert (account["name"], account["number"]) == ("Acme", 1)
    company = session.get(tables.companies, account["company_guid"])
    address = session.get(tables.addresses, company["head_office_address_guid"])
    assert (address["company_guid"], address["is_billing_address"]) == (company["guid"], True)
    row = session.connection.execute(sa.select(organizations)).mappings().one()
    assert (row["next_account_number"], row["next_case_number"], row["next_travel_number"]) == (2, 1, 1)


# --- users -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("acme")
def test_a_new_user_may_not_call(store):
    guid = add_user(store)
    user = only_user(store)
    assert (user.guid, user.email, user.organization) == (guid, EMAIL, "Acme")
    assert (user.profile, user.active, user.api_right, user.api_enabled) == ("Administrator", True, False, False)


def test_the_first_user_is_the_head_of_the_others(store, acme):
    head = add_user(store)
    second = add_user(store, "b@acme.example", profile="Employee")
    with store.read(acme) as session:
        assert session.get(tables.users, head)["superior_user_guid"] is None
        assert session.get(tables.users, second)["superior_user_guid"] == head
        unit = session.find(tables.business_units, parent_business_unit_guid=None)
        assert session.get(tables.users, second)["business_unit_guid"] == unit["guid"]


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("email", ["", "aino", "@acme.example", "aino@", "ai no@acme.example"])
def test_a_user_needs_an_address(store, email):
    with pytest.raises(AdministrationError, match="no e-mail address"):
        add_user(store, email)


@pytest.mark.usefixtures("acme")
def test_addresses_are_unique_however_they_are_capitalized(store):
    add_user(store)
    with pytest.raises(AdministrationError, match="already a user"):
        add_user(store, EMAIL.upper())


@pytest.mark.usefixtures("acme")
def test_only_the_given_settings_of_a_user_change(store):
    add_user(store)
    user = administration.set_user(store, EMAIL.upper(), api_right=True)
    assert (user.active, user.api_right, user.api_enabled) == (True, True, False)
    user = administration.set_user(store, EMAIL, active=False, api_enabled=True, profile="Employee")
    assert (user.active, user.api_right, user.api_enabled, user.profile) == (False, True, True, "Employee")
    assert user == only_user(store)


def test_a_changed_user_has_a_new_change_time(database_url):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    early = Store(database_url, clock=lambda: now)
    late = Store(database_url, clock=lambda: now + timedelta(hours=1))
    acme = administration.add_organization(early, "Acme")
    guid = add_user(early)
    administration.set_user(late, EMAIL)
    with early.read(acme) as session:
        assert session.get(tables.users, guid)["updated_at"] == now
    administration.set_user(late, EMAIL, api_right=True)
    with early.read(acme) as session:
        assert session.get(tables.users, guid)["updated_at"] == now + timedelta(hours=1)
    early.close()
    late.close()


@pytest.mark.usefixtures("acme")
def test_unknown_users_and_profiles_are_named(store):
    with pytest.raises(AdministrationError, match=r"no user b@c\.d"):
        administration.set_user(store, "b@c.d", active=False)
    add_user(store)
    with pytest.raises(AdministrationError, match="one of: Administrator, Employee, Project manager"):
        administration.set_user(store, EMAIL, profile="Boss")


# --- which organization is meant -------------------------------------------------------------


def test_without_an_organization_there_is_nothing_to_add_to(store):
    with pytest.raises(AdministrationError, match="no organization yet"):
        add_user(store)


@pytest.mark.usefixtures("acme")
def test_with_several_organizations_one_must_be_named(store):
    administration.add_organization(store, "Beta")
    with pytest.raises(AdministrationError, match="several organizations; say which"):
        add_user(store)
    add_user(store, organization="Beta")
    assert administration.set_user(store, EMAIL, api_right=True).organization == "Beta"
    add_user(store, organization="Acme")
    with pytest.raises(AdministrationError, match="say which organization"):
        administration.set_user(store, EMAIL, active=False)
    assert administration.set_user(store, EMAIL, organization="Acme", active=False).organization == "Acme"
    assert [user.active for user in administration.list_users(store)] == [False, True]
    assert [user.active for user in administration.list_users(store, organization="Beta")] == [True]
    with pytest.raises(AdministrationError, match="no organization named 'Gamma'"):
        administration.list_users(store, organization="Gamma")


# --- keys, tokens, downtime ------------------------------------------------------------------


@pytest.mark.usefixtures("acme")
def test_a_key_is_shown_once_and_opens(store):
    add_user(store)
    key = administration.create_key(store, EMAIL, name="payroll")
    (info,) = administration.list_keys(store)
    assert (info.organization, info.email, info.name, info.revoked) == ("Acme", EMAIL, "payroll", False)
    assert key.startswith(info.shown)
    everything = msgspec.json.encode([asdict(info) for info in administration.list_keys(store)])
    assert key.encode() not in everything
    assert caller(store, key).key_valid


@pytest.mark.usefixtures("acme")
@pytest.mark.parametrize("by", ["guid", "shown", "key"])
def test_a_key_can_be_revoked_by_any_of_its_names(store, by):
    add_user(store)
    other, key = (administration.create_key(store, EMAIL) for _ in range(2))
    # Not by their order in the list: two keys can be made within one millisecond.
    info = next(info for info in administration.list_keys(store) if key.startswith(info.shown))
    administration.revoke_key(store, {"guid": info.guid, "shown": info.shown, "key": key}[by], organization="Acme")
    assert not caller(store, key).key_valid
    assert caller(store, other).key_valid
    listed = administration.list_keys(store, organization="Acme")
    assert {each.guid: each.revoked for each in listed} == {each.guid: each.guid == info.guid for each in listed}
    assert len(listed) == 2
    with pytest.raises(AdministrationError, match="No such key is in use"):
        administration.revoke_key(store, info.guid)


@pytest.mark.usefixtures("acme")
def test_a_beginning_that_several_keys_share_is_refused(store):
    add_user(store)
    first, second = (administration.create_key(store, EMAIL) for _ in range(2))
    with store.writing() as connection:
        connection.execute(sa.update(access.api_keys).values(shown="sevk_same"))
    with pytest.raises(AdministrationError, match="give the GUID"):
        administration.revoke_key(store, "sevk_same")
    assert caller(store, first).key_valid
    assert caller(store, second).key_valid


@pytest.mark.usefixtures("acme")
def test_all_keys_of_a_user_can_be_revoked(store):
    add_user(store)
    add_user(store, "b@acme.example")
    keys = [administration.create_key(store, EMAIL) for _ in range(2)]
    other = administration.create_key(store, "b@acme.example")
    assert administration.revoke_keys_of(store, EMAIL) == 2
    assert administration.revoke_keys_of(store, EMAIL) == 0
    assert not any(caller(store, key).key_valid for key in keys)
    assert caller(store, other).key_valid


@pytest.mark.usefixtures("acme")
def test_another_organization_s_key_is_not_reached(store):
    administration.add_organization(store, "Beta")
    add_user(store, organization="Acme")
    key = administration.create_key(store, EMAIL)
    with pytest.raises(AdministrationError, match="No such key"):
        administration.revoke_key(store, key, organization="Beta")
    assert administration.list_keys(store, organization="Beta") == []


def test_a_token_is_its_organization_s(store, acme):
    token = administration.create_token(store, "Acme", "doctor")
    with store.reading() as connection:
        assert access.token_holder(connection, token).organization_id == acme
    with pytest.raises(AdministrationError, match="no organization named"):
        administration.create_token(store, "Beta", "doctor")


def test_downtime_begins_and_ends(store):
    assert administration.get_downtime(store) is None
    administration.set_downtime(store, 120)
    administration.set_downtime(store, 60)
    assert administration.get_downtime(store) == 60
    administration.set_downtime(store, None)
    administration.set_downtime(store, None)
    assert administration.get_downtime(store) is None
    with pytest.raises(AdministrationError, match="at least one second"):
        administration.set_downtime(store, 0)

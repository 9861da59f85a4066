"""IUser: the people of the organization."""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal

import pytest

from severakit.entities import User
from severakit.soap.faults import SoapFault
from severakit.store.tables import access_rights_profiles, employments, languages, tags, timezones, user_tags, users
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_unit, add_user, fields, narrow_rights, refusal, register, row_of, top_unit

ALL, BY_NAME, BY_GUID, BY_CODE = (
    "IUser.GetAllUsers",
    "IUser.GetUserByName",
    "IUser.GetUserByGUID",
    "IUser.GetUserByCode",
)
BY_GUIDS, BY_KEYWORDS, CHANGED = "IUser.GetUsersByGUIDs", "IUser.GetUsersByUserKeywords", "IUser.GetUsersChangedSince"
ADD, UPDATE, PASSWORD = "IUser.AddNewUser", "IUser.UpdateUser", "IUser.ChangePassword"
DISABLE, ENABLE = "IUser.DisableUser", "IUser.EnableUser"


def names(listed):
    return sorted(user.last_name for user in listed)


# --- reading ---------------------------------------------------------------------------------


def test_a_user_is_found_by_guid_name_and_code(api, other_api):
    user = add_user(api, "aino@acme.example", code="AL", last_name="Lundström")
    assert api(BY_GUID, userGUID=user.guid) == user
    assert api(BY_CODE, userCode="AL") == user
    assert api(BY_NAME, firstName="Aino", lastName="Lundström") == user
    assert api(BY_GUIDS, userGUIDs=[user.guid, api.user_guid, user.guid]) == api(ALL)

    assert fault_of(other_api, BY_GUID, userGUID=user.guid) == NOT_FOUND
    assert fault_of(other_api, BY_CODE, userCode="AL") == NOT_FOUND
    assert fault_of(other_api, BY_NAME, firstName="Aino", lastName="Lundström") == NOT_FOUND
    assert fault_of(other_api, BY_GUIDS, userGUIDs=[user.guid]) == NOT_FOUND


def test_what_names_no_user(api):
    for nothing in (None, ""):
        assert fault_of(api, BY_GUID, userGUID=nothing) == NOT_FOUND
        assert fault_of(api, BY_CODE, userCode=nothing) == NOT_FOUND
        assert fault_of(api, BY_NAME, firstName=nothing, lastName="User") == NOT_FOUND
    assert fault_of(api, BY_NAME, firstName="Api", lastName="user") == NOT_FOUND
    assert fault_of(api, BY_GUIDS, userGUIDs=[api.user_guid, UNKNOWN]) == NOT_FOUND
    assert fault_of(api, BY_GUIDS, userGUIDs=[f"{number:032x}" for number in range(40_000)]) == NOT_FOUND
    assert api(BY_GUIDS, userGUIDs=None) == api(BY_GUIDS, userGUIDs=[]) == []


def test_of_several_with_a_name_or_a_code_the_first_active_one_is_found(api):
    first, second = (add_user(api, f"{place}@acme.example", code="X") for place in "ab")
    api(DISABLE, userGUID=first.guid)
    assert api(BY_NAME, firstName="Aino", lastName="Laine").guid == second.guid
    assert api(BY_CODE, userCode="X").guid == second.guid


def test_lists_go_by_unit_and_leave_out_the_inactive(api, other_api):
    north = add_unit(api, "North")
    oulu = add_unit(api, "Oulu", parent=north)
    add_user(api, "n@acme.example", business_unit_guid=north, last_name="North")
    gone = add_user(api, "o@acme.example", business_unit_guid=oulu, last_name="Oulu")
    api(DISABLE, userGUID=gone.guid)
    since = moment("2000-01-01")

    def listed(unit, *, inactive):
        every = api(ALL, businessUnitGUID=unit, includeInactive=inactive)
        changed = api(CHANGED, businessUnitGUID=unit, startDateTime=since, options=2 if inactive else 0)
        assert names(every) == names(changed)
        return names(every)

    assert listed(None, inactive=False) == ["North", "User"]
    assert listed("", inactive=True) == ["North", "Oulu", "User"]
    assert listed(north, inactive=True) == ["North", "Oulu"]
    assert listed(north, inactive=False) == ["North"]
    for nobodys in (UNKNOWN, top_unit(other_api)):
        assert listed(nobodys, inactive=True) == []
    assert names(other_api(ALL, includeInactive=True)) == ["User"]


def test_changed_users_are_compared_to_the_minute_and_new_ones_told_apart(api):
    set_clock(api.store, "2040-03-01 12:00:30")
    old = add_user(api, "old@acme.example", last_name="Old")
    set_clock(api.store, "2040-03-02 12:00:30")
    add_user(api, "new@acme.example", last_name="New")
    api(UPDATE, userInfo=User(**{**fields(old), "title": "Consultant"}))
    assert names(api(CHANGED, startDateTime=moment("2040-03-02 12:00:59"), options=0)) == ["New", "Old"]
    assert names(api(CHANGED, startDateTime=moment("2040-03-02 12:00:59"), options=1)) == ["New"]
    assert api(CHANGED, startDateTime=moment("2040-03-02 12:01"), options=0) == []
    assert fault_of(api, CHANGED, options=0) == FAILURE


def test_users_are_found_by_any_of_their_keywords(api, other_api):
    north = add_unit(api, "North")
    first = add_user(api, "a@acme.example", last_name="A")
    second = add_user(api, "b@acme.example", last_name="B", business_unit_guid=north)
    gone = add_user(api, "c@acme.example", last_name="C")
    with api.session() as session:
        python, sql = (session.insert(tags, keyword=word, context="User") for word in ("Python", "SQL"))
        session.insert(tags, keyword="Unused", context="User")
        for user, held in ((first, [python, sql]), (second, [sql]), (gone, [python])):
            session.replace(user_tags, "user_guid", user.guid, [{"tag_guid": tag} for tag in held])
    api(DISABLE, userGUID=gone.guid)
    assert names(api(BY_KEYWORDS, userKeywords=["Python"])) == ["A"]
    assert names(api(BY_KEYWORDS, userKeywords=["Python", "SQL"])) == ["A", "B"]
    assert names(api(BY_KEYWORDS, businessUnitGUID=north, userKeywords=["SQL"])) == ["B"]
    assert names(api(BY_KEYWORDS, userKeywords=None)) == ["A", "B", "User"]
    for unknown in (["Cobol"], ["Python", "Cobol"], ["Unused"]):
        assert fault_of(api, BY_KEYWORDS, userKeywords=unknown) == NOT_FOUND
    assert fault_of(api, BY_KEYWORDS, businessUnitGUID=UNKNOWN, userKeywords=["SQL"]) == NOT_FOUND
    assert fault_of(other_api, BY_KEYWORDS, userKeywords=["SQL"]) == NOT_FOUND


# --- adding and changing ---------------------------------------------------------------------


def test_a_new_user_is_active_and_takes_what_is_not_sent_from_the_organization(api):
    set_clock(api.store, "2026-03-01 12:00")
    user = add_user(api, " aino@acme.example ", is_active=False, bank_account_number="FI1", notes="<new> & eager")
    assert user == api(BY_GUID, userGUID=user.guid)
    assert (user.email, user.is_active, user.notes) == ("aino@acme.example", True, "<new> & eager")
    assert user.profile_guid == register(api, access_rights_profiles, is_default=True)
    assert user.superior_user_guid == api.user_guid
    assert user.language_guid == register(api, languages, ietf_language_tag="en-GB")
    assert user.timezone_guid == register(api, timezones, system_name="FLE Standard Time")
    assert (user.business_unit_name, user.language_code) == ("Acme", "en-GB")
    with api.store.read(api.organization_id) as session:
        contract = session.find(employments, user_guid=user.guid)
    assert (contract["daily_hours"], contract["start_date"]) == (Decimal("7.5"), datetime(2026, 3, 1))
    # A new user has no right to the API.
    stored = row_of(api, users, user.guid)
    assert (stored["api_right"], stored["api_enabled"], stored["password_hash"]) == (False, False, None)


BROKEN_USERS = [
    {"business_unit_guid": None},
    {"business_unit_guid": UNKNOWN},
    {"first_name": ""},
    {"last_name": None},
    {"email": None},
    {"email": "nowhere"},
    {"email": "a b@acme.example"},
    {"email": "API@acme.example"},
    {"superior_user_guid": UNKNOWN},
    {"profile_guid": UNKNOWN},
]


def test_a_user_that_breaks_a_rule_is_not_added(api):
    names_of = {"first_name": "Aino", "last_name": "Laine", "email": "new@acme.example"}
    whole = {"business_unit_guid": top_unit(api), **names_of}
    for broken in BROKEN_USERS:
        # The contract declares no ValidationException here.
        assert fault_of(api, ADD, userInfo=User(**{**whole, **broken})) == FAILURE, broken
    assert names(api(ALL, includeInactive=True)) == ["User"]


def test_the_same_address_may_belong_to_users_of_two_organizations(api, other_api):
    assert add_user(api, "same@shared.example").email == add_user(other_api, "same@shared.example").email
    with pytest.raises(SoapFault) as refused:
        add_user(api, "SAME@shared.example")
    assert refused.value.detail == FAILURE


def test_an_update_carries_the_whole_user_but_the_address(api):
    user = add_user(api, "aino@acme.example", code="AL", title="Analyst", phone="1")
    north = add_unit(api, "North")
    sent = User(
        guid=user.guid,
        business_unit_guid=north,
        first_name="Aino Maria",
        last_name="Laine-Virta",
        email="other@acme.example",
        title="Lead analyst",
    )
    updated = api(UPDATE, userInfo=sent)
    assert updated == api(BY_GUID, userGUID=user.guid)
    assert (updated.first_name, updated.last_name, updated.title) == ("Aino Maria", "Laine-Virta", "Lead analyst")
    assert (updated.code, updated.phone, updated.business_unit_name) == (None, None, "North")
    assert (updated.email, updated.is_active) == ("aino@acme.example", True)
    assert (updated.superior_user_guid, updated.profile_guid) == (user.superior_user_guid, user.profile_guid)
    sent.is_active = False
    assert api(UPDATE, userInfo=sent).is_active is False


def test_an_update_that_breaks_a_rule_changes_nothing(api, other_api):
    user = add_user(api, "aino@acme.example")
    junior = add_user(api, "junior@acme.example", superior_user_guid=user.guid)
    for broken in (
        {"guid": None},
        {"guid": UNKNOWN},
        {"guid": other_api.user_guid},
        {"first_name": None},
        {"email": None},
        {"business_unit_guid": UNKNOWN},
        {"superior_user_guid": user.guid},
        {"superior_user_guid": junior.guid},
    ):
        assert fault_of(api, UPDATE, userInfo=User(**{**fields(user), "title": "Broken", **broken})) == FAILURE
    head = api(BY_GUID, userGUID=api.user_guid)
    assert fault_of(api, UPDATE, userInfo=User(**{**fields(head), "is_active": False})) == FAILURE
    assert api(BY_GUID, userGUID=user.guid) == user
    assert api(BY_GUID, userGUID=api.user_guid).is_active


def test_users_are_disabled_and_enabled_but_never_the_head(api, other_api):
    user = add_user(api, "aino@acme.example")
    for _ in range(2):
        assert api(DISABLE, userGUID=user.guid) is True
        assert api(BY_GUID, userGUID=user.guid).is_active is False
    assert api(ENABLE, userGUID=user.guid) is True
    assert api(BY_GUID, userGUID=user.guid).is_active is True
    assert fault_of(api, DISABLE, userGUID=api.user_guid) == FAILURE
    for name in (DISABLE, ENABLE):
        assert fault_of(api, name, userGUID=UNKNOWN) == NOT_FOUND
        assert fault_of(other_api, name, userGUID=user.guid) == NOT_FOUND


def test_the_key_of_a_disabled_user_opens_no_more(api):
    with api.session() as session:
        head = session.insert(users, email="head@acme.example", is_active=True, superior_user_guid=None)
        session.update(users, api.user_guid, superior_user_guid=head)
    assert api(DISABLE, userGUID=api.user_guid) is True
    assert fault_of(api, ALL) == "AuthenticationFailureException"


def test_of_a_password_only_a_salted_hash_is_kept(api, other_api):
    user = add_user(api, "aino@acme.example")
    hashes = []
    for _ in range(2):
        assert api(PASSWORD, userGUID=user.guid, newPassword="correct horse") is True
        hashes.append(row_of(api, users, user.guid)["password_hash"])
    assert hashes[0] != hashes[1]
    scheme, cost, block, parallelism, salt, digest = hashes[1].split("$")
    work = {"n": int(cost), "r": int(block), "p": int(parallelism)}
    assert scheme == "scrypt"
    assert hashlib.scrypt(b"correct horse", salt=bytes.fromhex(salt), **work).hex() == digest
    for short in (None, "", "1234567"):
        assert fault_of(api, PASSWORD, userGUID=user.guid, newPassword=short) == FAILURE
    assert fault_of(api, PASSWORD, userGUID=UNKNOWN, newPassword="correct horse") == NOT_FOUND
    assert fault_of(other_api, PASSWORD, userGUID=user.guid, newPassword="correct horse") == NOT_FOUND
    assert row_of(api, users, user.guid)["password_hash"] == hashes[1]


# --- rights ----------------------------------------------------------------------------------


def test_what_the_users_right_covers(api):
    north = add_unit(api, "North")
    with api.session() as session:
        head = session.insert(
            users, email="head@acme.example", is_active=True, superior_user_guid=None, business_unit_guid=north
        )
        session.update(users, api.user_guid, superior_user_guid=head)
    mine = add_user(api, "mine@acme.example", superior_user_guid=api.user_guid)
    theirs = add_user(api, "theirs@acme.example", superior_user_guid=head)
    own = api(BY_GUID, userGUID=api.user_guid)

    def outcomes(level):
        narrow_rights(api, users=level)
        return [refusal(api, UPDATE, userInfo=user) for user in (own, mine, theirs)]

    def added(place, unit):
        new = {"business_unit_guid": unit, "first_name": "New", "last_name": "User"}
        return refusal(api, ADD, userInfo=User(email=f"new{place}@acme.example", **new))

    assert outcomes("All") == [None, None, None]
    assert [added(1, top_unit(api)), added(2, north)] == [None, None]
    assert outcomes("AddOwnEmployees") == [None, None, NO_PERMISSION]
    assert [added(3, top_unit(api)), added(4, north)] == [None, NO_PERMISSION]
    assert outcomes("EditOwnEmployees") == [None, None, NO_PERMISSION]
    assert added(5, top_unit(api)) == NO_PERMISSION
    assert outcomes("None") == [None, NO_PERMISSION, NO_PERMISSION]
    for name in (DISABLE, ENABLE):
        assert refusal(api, name, userGUID=mine.guid) == NO_PERMISSION
    assert refusal(api, PASSWORD, userGUID=mine.guid, newPassword="correct horse") == NO_PERMISSION
    assert refusal(api, PASSWORD, userGUID=own.guid, newPassword="correct horse") is None


def test_nobody_reaches_beyond_rights_of_their_own(api):
    employee, manager, administrator = (
        register(api, access_rights_profiles, name=name) for name in ("Employee", "Project manager", "Administrator")
    )
    user = add_user(api, "aino@acme.example", profile_guid=manager)
    boss = add_user(api, "boss@acme.example", profile_guid=administrator)
    narrow_rights(api, administrator="None")
    new = {"business_unit_guid": top_unit(api), "first_name": "New", "last_name": "User", "email": "new@acme.example"}
    assert refusal(api, ADD, userInfo=User(**new, profile_guid=administrator)) == NO_PERMISSION
    assert refusal(api, ADD, userInfo=User(**new, profile_guid=employee)) is None
    assert refusal(api, UPDATE, userInfo=User(**{**fields(user), "profile_guid": administrator})) == NO_PERMISSION
    assert refusal(api, UPDATE, userInfo=User(**{**fields(user), "profile_guid": employee})) is None
    assert refusal(api, PASSWORD, userGUID=boss.guid, newPassword="correct horse") == NO_PERMISSION
    assert refusal(api, PASSWORD, userGUID=user.guid, newPassword="correct horse") is None


def test_with_a_narrow_right_nobody_changes_their_own_place(api):
    own, north = api(BY_GUID, userGUID=api.user_guid), add_unit(api, "North")
    with api.session() as session:
        head = session.insert(users, email="head@acme.example", is_active=True, superior_user_guid=None)
        session.update(users, api.user_guid, superior_user_guid=head)
    narrow_rights(api, users="EditOwnEmployees")
    for changed in ({"business_unit_guid": north}, {"is_active": False}):
        assert refusal(api, UPDATE, userInfo=User(**{**fields(own), **changed})) == NO_PERMISSION
    assert refusal(api, UPDATE, userInfo=User(**{**fields(own), "phone": "2"})) is None

"""Keys: they expire, are replaced with an overlap, and tell when and from where they were used last."""

from __future__ import annotations

from datetime import timedelta

import pytest

from severakit.service.access_log import AccessLog
from severakit.store import access, administration, audit
from support.calls import set_clock

EMAIL = "api@acme.example"


@pytest.fixture
def acme(store):
    set_clock(store, "2026-05-01 08:00")
    administration.add_organization(store, "Acme")
    administration.add_user(store, EMAIL, organization="Acme", first_name="Api", last_name="User")
    return store


def opens(store, key):
    with store.reading() as connection:
        return access.find_caller(connection, key, store.clock()).key_valid


def test_a_key_opens_until_it_expires(acme):
    key = administration.create_key(acme, EMAIL, expires_in=timedelta(days=30))
    set_clock(acme, "2026-05-31 07:59")
    assert opens(acme, key)
    set_clock(acme, "2026-05-31 08:00")
    assert not opens(acme, key)
    with pytest.raises(administration.AdministrationError, match="No such key is in use"):
        administration.revoke_key(acme, key)


def test_a_replaced_key_opens_for_the_overlap(acme):
    old = administration.create_key(acme, EMAIL, name="Payroll")
    new = administration.rotate_key(acme, old, overlap=timedelta(hours=24))
    assert opens(acme, old)
    assert opens(acme, new)
    set_clock(acme, "2026-05-02 08:00")
    assert not opens(acme, old)
    assert opens(acme, new)
    assert {key.name for key in administration.list_keys(acme)} == {"Payroll"}
    change = [line for line in audit.export(acme) if "API key rotated" in line]
    assert len(change) == 1
    assert old not in change[0]
    assert new not in change[0]


def test_revoking_ends_a_key_that_would_expire_later(acme):
    key = administration.create_key(acme, EMAIL, expires_in=timedelta(days=30))
    administration.revoke_key(acme, key)
    assert not opens(acme, key)


@pytest.mark.parametrize("span", [timedelta(0), timedelta(days=-1), timedelta(days=40_000)])
def test_a_time_that_is_none_is_refused(acme, span):
    key = administration.create_key(acme, EMAIL)
    with pytest.raises(administration.AdministrationError, match="lies ahead"):
        administration.create_key(acme, EMAIL, expires_in=span)
    with pytest.raises(administration.AdministrationError, match="lies ahead"):
        administration.rotate_key(acme, key, overlap=span)
    assert len(administration.list_keys(acme)) == 1


def test_a_key_tells_when_and_from_where_it_was_used_last(acme):
    used, unused = (administration.create_key(acme, EMAIL, name=name) for name in ("Payroll", "Spare"))
    with acme.reading() as connection:
        caller = access.find_caller(connection, used, acme.clock())
    call = {
        "organization_id": caller.organization_id,
        "user_guid": caller.user_guid,
        "key_shown": caller.key_shown,
        "operation": "IAPI.GetVersion",
        "cause": None,
        "bytes": 1,
        "milliseconds": 1,
    }
    log = AccessLog(acme)
    for minute, outcome in ((1, "ok"), (2, "NotFoundException"), (3, "refused")):
        set_clock(acme, f"2026-05-01 08:0{minute}")
        log.add({**call, "at": acme.clock(), "outcome": outcome, "remote": f"192.0.2.{minute}"})
    log.close()
    keys = {key.name: key for key in administration.list_keys(acme)}
    assert (f"{keys['Payroll'].last_used_at:%H:%M}", keys["Payroll"].last_used_from) == ("08:02", "192.0.2.2")
    assert (keys["Spare"].last_used_at, unused[:5]) == (None, "sevk_")

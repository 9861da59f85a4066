"""Calls that the console makes: the same gate, log and quota as over HTTP, and never a key in what is shown."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from severakit.console import trying
from severakit.contract import load_contract
from severakit.entities import WorkType
from severakit.store import access, administration, downtime
from support.calls import moment, set_clock

OPERATIONS = load_contract().operations
LIST = OPERATIONS["IWorkType.GetAllWorkTypes"]


def call(api, operation=LIST, arguments=(), identity=None):
    identity = identity or trying.as_user(api.store, api.organization_id, api.user_guid)
    return trying.call(api.dispatcher, operation, arguments, identity)


def log_of(api):
    with api.store.reading() as connection:
        return connection.execute(sa.select(access.access_log).order_by(access.access_log.c.id)).mappings().all()


def test_a_user_needs_no_key(api):
    trial = call(api)
    assert trial.status == 200
    assert "<a:WorkType>" in trial.response
    assert "<UsedQuota" in trial.response
    assert (trial.size > 0, trial.seconds > 0, trial.is_cut, trial.is_ended) == (True, True, False, True)


def test_a_key_opens_and_is_not_shown(api):
    trial = call(api, identity=trying.with_key(api.store, api.organization_id, api.key))
    assert trial.status == 200
    assert api.key not in trial.request + trial.response
    assert "••••••••</WebServicePassword>" in trial.request


def test_the_gate_is_the_same_for_a_user_without_key(api):
    administration.set_user(api.store, "api@acme.example", api_right=False)
    trial = call(api)
    assert trial.status == 500
    assert "Access denied" in trial.response
    (entry,) = log_of(api)
    assert (entry["outcome"], entry["cause"], entry["key_shown"]) == ("refused", "api-right", "console")


def test_the_key_of_another_organization_is_unknown_here(api, other_api):
    trial = call(api, identity=trying.with_key(api.store, api.organization_id, other_api.key))
    assert (trial.status, "Access denied" in trial.response) == (500, True)
    (entry,) = log_of(api)
    assert (entry["cause"], entry["organization_id"]) == ("key", None)


def test_a_user_of_another_organization_is_nobody_here(api, other_api):
    with pytest.raises(LookupError, match="no such user"):
        trying.as_user(api.store, api.organization_id, other_api.user_guid)


def test_a_write_is_real_and_a_fault_is_shown(api):
    add = OPERATIONS["IWorkType.AddNewWorkType"]
    assert call(api, add, [WorkType(name="Diving")]).status == 200
    assert "Diving" in {each.name for each in api("IWorkType.GetAllWorkTypes")}
    refused = call(api, OPERATIONS["IAccount.GetAccountByGUID"], ["0" * 32])
    assert (refused.status, "NotFoundException" in refused.response) == (500, True)


def test_within_a_break_it_shows_what_clients_get(api):
    set_clock(api.store, "2040-03-01 12:00")
    downtime.plan(api.store, moment("2040-03-01 11:00"), moment("2040-03-01 13:00"))
    trial = call(api)
    assert (trial.status, trial.response) == (503, "Service Unavailable")


def test_of_a_large_response_the_beginning_is_shown_and_all_of_it_counted(api):
    for number in range(60):
        api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name=f"{number} " + "x" * 5000))
    trial = call(api)
    assert trial.is_cut
    assert trial.is_ended
    assert trial.size > 300_000 > len(trial.response)

"""The audit trail: every change of a setting with who, when, before and after, and nobody edits it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from severakit.store import administration, audit, console_accounts, downtime
from severakit.store.audit import acting, audit_trail

EMAIL = "api@acme.example"


@pytest.fixture
def acme(store):
    with acting("setup"):
        administration.add_organization(store, "Acme")
        administration.add_user(store, EMAIL, organization="Acme", first_name="Api", last_name="User")
    return administration.organization_id(store, "Acme")


def trail(store, *scope):
    with store.reading() as connection:
        return audit.page(connection, scope, 100)


def newest(store, *scope):
    return trail(store, *scope)[0]


def test_a_change_says_who_what_before_and_after(store, acme):
    with acting("aino@acme.example (console)"):
        administration.set_organization(store, "Acme", api_addon=True)
    change = newest(store, acme)
    assert (change.actor, change.action, change.target) == (
        "aino@acme.example (console)", "organization changed", "Acme",
    )  # fmt: skip
    assert (change.before, change.after) == ({"api_addon": False}, {"api_addon": True})
    assert change.organization == "Acme"
    assert change.at == store.clock() or datetime.now(UTC) - change.at < timedelta(minutes=1)


def test_what_changes_nothing_is_not_recorded(store, acme):
    count = len(trail(store, acme))
    administration.set_organization(store, "Acme", api_addon=False)
    administration.set_user(store, EMAIL, active=True)
    administration.revoke_keys_of(store, EMAIL)
    assert len(trail(store, acme)) == count


def test_a_refused_change_is_not_recorded(store, acme):
    count = len(trail(store, acme))
    with pytest.raises(administration.AdministrationError):
        administration.set_user(store, EMAIL, active=False, profile="Nobody")
    assert len(trail(store, acme)) == count


@pytest.mark.usefixtures("acme")
def test_every_kind_of_change_is_recorded_and_no_secret(store):
    secrets = [
        administration.create_key(store, EMAIL, name="Payroll"),
        administration.create_key(store, EMAIL, name="Invoices"),
        administration.create_token(store, "Acme", "doctor"),
        administration.create_operator_token(store, "operator"),
    ]
    administration.set_user(store, EMAIL, api_right=True, profile="Employee")
    administration.revoke_key(store, secrets[0])
    administration.revoke_keys_of(store, EMAIL)
    administration.set_downtime(store, 60)
    administration.set_downtime(store, None)
    ahead = datetime.now(UTC) + timedelta(days=1)
    planned = downtime.plan(store, ahead, ahead + timedelta(hours=1))
    downtime.cancel(store, planned.id)
    password = "correct horse battery"
    console_accounts.add_account(store, "admin@acme.example", password, organization="Acme")
    console_accounts.set_password(store, "admin@acme.example", password + "!")
    lines = [json.loads(line) for line in audit.export(store)]
    assert [line["action"] for line in lines] == [
        "organization added", "user added", "API key created", "API key created", "administrator's token created",
        "operator's token created", "user changed", "API key revoked", "API keys revoked",
        "maintenance break switched", "maintenance break switched", "maintenance break planned",
        "maintenance break cancelled", "console account added", "console password set",
    ]  # fmt: skip
    text = json.dumps(lines)
    assert not [secret for secret in (*secrets, password) if secret in text]
    assert {line["actor"] for line in lines} == {"setup", "unknown"}


def test_an_organization_sees_its_own_lines_and_an_operator_the_services_too(store, acme):
    administration.add_organization(store, "Other")
    administration.create_operator_token(store, "operator")
    other = administration.organization_id(store, "Other")
    assert {change.target for change in trail(store, acme)} == {"Acme", EMAIL}
    assert {change.target for change in trail(store, other)} == {"Other"}
    assert {change.target for change in trail(store, other, None)} == {"Other", "operator"}
    assert len(list(audit.export(store, [other]))) == 1


def test_pages_follow_each_other(store, acme):
    for quota in range(1, 8):
        administration.set_organization(store, "Acme", daily_quota=quota)
    with store.reading() as connection:
        first = audit.page(connection, [acme], 5)
        second = audit.page(connection, [acme], 5, first[-1].id)
    assert [change.id for change in first + second] == sorted((c.id for c in trail(store, acme)), reverse=True)


@pytest.mark.parametrize(
    "statement", [sa.update(audit_trail).values(actor="nobody"), sa.delete(audit_trail).where(audit_trail.c.id > 0)]
)
def test_nobody_edits_the_trail(store, acme, statement):
    before = trail(store, acme)
    with pytest.raises(DBAPIError, match="cannot be edited"), store.writing() as connection:
        connection.execute(statement)
    assert trail(store, acme) == before


def test_nobody_replaces_a_line_by_inserting_it_anew(store, acme):
    """Each database has a statement that inserts over what is there; none of them gets past the refusal."""
    before = trail(store, acme)
    row = {"id": before[0].id, "at": before[0].at, "actor": "nobody", "action": "forged", "target": "forged"}
    if store.engine.dialect.name == "sqlite":
        statement = sa.insert(audit_trail).prefix_with("OR REPLACE")
    else:
        statement = postgresql.insert(audit_trail).on_conflict_do_update(
            index_elements=["id"], set_={"actor": "nobody"}
        )
    with pytest.raises(DBAPIError, match="cannot be edited"), store.writing() as connection:
        connection.execute(statement, row)
    assert trail(store, acme) == before

"""Who may sign in to the console: accounts, passwords, attempts, and the secret that sessions are signed with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from severakit.store import administration, console_accounts
from severakit.store.console_accounts import TooManyAttempts
from severakit.store.errors import AdministrationError

EMAIL, PASSWORD, REMOTE = "aino@acme.example", "a good long password", "192.0.2.1"
NOON = datetime(2040, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def account(store):
    store.clock = lambda: NOON
    administration.add_organization(store, "Acme")
    return console_accounts.add_account(store, EMAIL, PASSWORD, organization="Acme")


def test_an_account_signs_in_with_its_password_alone(store, account):
    assert console_accounts.sign_in(store, f" {EMAIL.upper()} ", PASSWORD, REMOTE) == account
    for email, password in ((EMAIL, "another password"), ("nobody@acme.example", PASSWORD), ("", "")):
        assert console_accounts.sign_in(store, email, password, REMOTE) is None


def test_passwords_are_kept_as_argon2_hashes(store, account):
    with store.reading() as connection:
        (row,) = connection.execute(sa.select(console_accounts.console_accounts)).mappings()
    assert row["password_hash"].startswith("$argon2id$")
    assert PASSWORD not in map(str, row.values())
    assert account.organization == "Acme"


@pytest.mark.parametrize(
    ("email", "password", "organization", "sentence"),
    [
        (EMAIL, PASSWORD, None, "already"),
        ("nobody", PASSWORD, None, "no e-mail address"),
        ("x@y.z", "short", None, "at least 12"),
        ("x@y.z", PASSWORD, "Beta", "no organization named"),
    ],
)
@pytest.mark.usefixtures("account")
def test_what_makes_no_account_is_refused(store, email, password, organization, sentence):
    with pytest.raises(AdministrationError, match=sentence):
        console_accounts.add_account(store, email, password, organization=organization)
    assert [each.email for each in console_accounts.list_accounts(store)] == [EMAIL]


def test_attempts_are_limited_for_a_quarter_of_an_hour(store, account):
    for _ in range(5):
        assert console_accounts.sign_in(store, EMAIL, "wrong", REMOTE) is None
    with pytest.raises(TooManyAttempts, match="15 minutes"):
        console_accounts.sign_in(store, EMAIL, PASSWORD, REMOTE)
    for later, shown in (
        (timedelta(minutes=9, seconds=30), "6 minutes"),
        (timedelta(minutes=14, seconds=59), "a minute"),
    ):
        store.clock = lambda later=later: NOON + later
        with pytest.raises(TooManyAttempts, match=f"in {shown}"):
            console_accounts.sign_in(store, EMAIL, PASSWORD, REMOTE)
    store.clock = lambda: NOON + timedelta(minutes=15, seconds=1)
    assert console_accounts.sign_in(store, EMAIL, PASSWORD, REMOTE) == account


@pytest.mark.usefixtures("account")
def test_attempts_with_many_addresses_from_one_place_are_limited(store):
    with store.writing() as connection:
        tried = [{"at": NOON, "email": f"u{number}@acme.example", "remote": REMOTE} for number in range(30)]
        connection.execute(sa.insert(console_accounts.sign_in_attempts), tried)
    with pytest.raises(TooManyAttempts):
        console_accounts.sign_in(store, EMAIL, PASSWORD, REMOTE)
    assert console_accounts.sign_in(store, EMAIL, PASSWORD, "192.0.2.2") is not None


def test_workers_that_start_at_once_share_one_secret(store):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: console_accounts.session_secret(store), range(8)))
    assert len(found) == 1
    assert len(found.pop()) > 40

"""Names that an administrator gives: each can be read by every client again, wherever it was given."""

from __future__ import annotations

import pytest

from severakit.store import administration, console_accounts, profiles
from severakit.store.administration import AdministrationError
from severakit.store.names import LONGEST_NAME, checked_email, checked_name
from severakit.store.store import Store

UNFIT = ["A\x01b", "A\x00b", "A\nb", "A\x1b[31m", "A\x9bb", "A\ud800", "A\uffff", "A" * (LONGEST_NAME + 1), " "]
PASSWORD = "a long enough one"


@pytest.fixture
def acme(tmp_path, migrated_sqlite):
    path = tmp_path / "severakit.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{path}")
    administration.add_organization(store, "Acme")
    administration.add_user(store, "api@acme.example", first_name="Åsa", last_name="Berg")
    yield store
    store.close()


def test_usual_names_pass_without_blanks_around_them():
    assert checked_name(" Payroll [/prod] \U0001f4b6 ", "An API key") == "Payroll [/prod] \U0001f4b6"
    assert checked_email(" Åsa@acme.example ") == "Åsa@acme.example"


@pytest.mark.parametrize("name", UNFIT, ids=ascii)
def test_what_an_administrator_names_takes_no_other(acme, name):
    for give in (
        lambda: administration.add_organization(acme, name),
        lambda: administration.add_user(acme, "x@acme.example", first_name=name, last_name="B"),
        lambda: administration.add_user(acme, "x@acme.example", first_name="A", last_name=name),
        lambda: administration.create_key(acme, "api@acme.example", name=name),
        lambda: administration.create_token(acme, "Acme", name),
        lambda: administration.create_operator_token(acme, name),
        lambda: profiles.add_profile(acme, name),
        lambda: profiles.set_profile(acme, "Administrator", new_name=name),
    ):
        with pytest.raises(AdministrationError, match=r"needs a name|A name (has at most 200|cannot have)"):
            give()


@pytest.mark.parametrize(
    "email", ["a\x01@b.example", "a@b\x00", "a@", "a b@c", f"{'a' * 250}@b.example", "a@b\ud800"], ids=ascii
)
def test_an_address_that_cannot_be_one_is_refused(acme, email):
    for give in (
        lambda: administration.add_user(acme, email, first_name="A", last_name="B"),
        lambda: console_accounts.add_account(acme, email, PASSWORD),
    ):
        with pytest.raises(AdministrationError, match="is no e-mail address"):
            give()

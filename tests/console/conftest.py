"""The application on a store with two organizations, and those who sign in to its console."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import contextmanager

import pytest

from severakit.console.app import application
from severakit.service.settings import Settings
from severakit.store import administration, console_accounts
from severakit.store.store import Store
from support.browsing import PASSWORD, Visitor

OPERATOR, OF_ACME, OF_OTHER = "operator@host.example", "admin@acme.example", "admin@other.example"


@pytest.fixture(scope="session")
def prepared(migrated_sqlite, tmp_path_factory):
    """A database with Acme and Other, an API user of each to whom every gate is open, and three who sign in.

    Made once: a password takes its time to hash.
    """
    path = tmp_path_factory.mktemp("console") / "template.db"
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    for name in ("Acme", "Other"):
        administration.add_organization(store, name)
        administration.set_organization(store, name, api_addon=True, terms_accepted=True)
        email = f"api@{name.lower()}.example"
        administration.add_user(store, email, organization=name, first_name="Api", last_name=f"Of{name}")
        administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
    console_accounts.add_account(store, OPERATOR, PASSWORD)
    console_accounts.add_account(store, OF_ACME, PASSWORD, organization="Acme")
    console_accounts.add_account(store, OF_OTHER, PASSWORD, organization="Other")
    store.close()
    return path


@pytest.fixture
def store(prepared, tmp_path):
    """The prepared database; what pages read is tried on both kinds of database where it is written."""
    path = tmp_path / "severakit.db"
    shutil.copy(prepared, path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture
def app(store):
    with running(application(store, Settings())) as app:
        yield app


@contextmanager
def running(app):
    """Let an application live: at its end the access log is written."""
    with asyncio.Runner() as runner:
        life = app.router.lifespan_context(app)
        runner.run(life.__aenter__())
        yield app
        runner.run(life.__aexit__(None, None, None))


def visitor(app, email):
    visitor = Visitor(app)
    assert visitor.sign_in(email).status_code == 303
    visitor.get("/")
    return visitor


@pytest.fixture
def operator(app):
    return visitor(app, OPERATOR)


@pytest.fixture
def of_acme(app):
    return visitor(app, OF_ACME)


@pytest.fixture
def of_other(app):
    return visitor(app, OF_OTHER)

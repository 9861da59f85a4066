"""Organizations to call operations of, each through an API user to whom every gate is open."""

from __future__ import annotations

from severakit.service.dispatch import Dispatcher
from severakit.store import administration
from severakit.store.store import Store
from severakit.store.tables import users
from support.api import Api


def new_api(store: Store, dispatcher: Dispatcher, name: str) -> Api:
    """Add an organization with defaults and an API user to whom every gate is open."""
    organization_id = administration.add_organization(store, name)
    administration.set_organization(store, name, api_addon=True, terms_accepted=True, daily_quota=None)
    email = f"api@{name.lower()}.example"
    administration.add_user(store, email, organization=name, first_name="Api", last_name="User")
    administration.set_user(store, email, organization=name, api_right=True, api_enabled=True)
    key = administration.create_key(store, email, organization=name, name="test")
    with store.read(organization_id) as session:
        user = session.find(users, email=email)
    return Api(store, dispatcher, organization_id, key, user["guid"])

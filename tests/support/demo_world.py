"""The demo organization as it was built, looked at by its API user and by one without any right."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from severakit.demo import build_demo
from severakit.demo.build import Demo
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store import administration
from severakit.store.access import WIDEST
from severakit.store.store import Store
from severakit.store.tables import users
from support.api import Api
from support.organizations import new_api
from support.sample_calls import World


class FirstLook(World):
    """The demo as it was built: nothing is added for the sake of a call."""

    def added(self, type_name: str) -> NoReturn:
        """Refuse: a first look finds what is there."""
        raise AssertionError(f"The demo has no {type_name} to ask for.")


class ReadingApi(Api):
    """Calls operations, and opens no way past them to write."""

    def session(self) -> NoReturn:
        """Refuse: a first look changes nothing."""
        raise AssertionError("A first look writes nothing.")


@contextmanager
def demo_world_in(path: Path, migrated_sqlite: Path) -> Iterator[FirstLook]:
    """Build the demo in a SQLite file. Its ``api`` has all rights, ``narrow`` none, ``bare`` all in another."""
    shutil.copy(migrated_sqlite, path)
    store = Store(f"sqlite:///{path}")
    log = AccessLog(store)
    demo = build_demo(store)
    with store.read(demo.organization_id) as session:
        guid = session.find(users, email=demo.user)["guid"]
    key = administration.create_key(store, demo.user, name="first look")
    dispatcher = Dispatcher(store, Settings(), log, Metrics())
    api = ReadingApi(store, dispatcher, demo.organization_id, key, guid)
    nobody = _without_rights(store, dispatcher, demo)
    yield FirstLook(api, nobody, new_api(store, dispatcher, "Elsewhere"))
    log.close()
    store.close()


def _without_rights(store: Store, dispatcher: Dispatcher, demo: Demo) -> Api:
    """Add a user whose rights are all at None, and who has part in nothing."""
    email = "nobody@nordlys.example"
    of_demo = {"organization": demo.organization}
    administration.add_user(store, email, first_name="Nobody", last_name="Nordlund", profile="Employee", **of_demo)
    administration.set_user(store, email, api_right=True, api_enabled=True, **of_demo)
    none = {f"rights_{name}": False if widest is True else "None" for name, widest in WIDEST.items()}
    with store.write(demo.organization_id) as session:
        guid = session.find(users, email=email)["guid"]
        session.update(users, guid, **none)
    return ReadingApi(store, dispatcher, demo.organization_id, administration.create_key(store, email, **of_demo), guid)

"""Mirrors to report on: of the demo organization or of an empty one, read in this process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from severakit.demo import build_demo
from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings as ServiceSettings
from severakit.store import administration, tables
from severakit.store.store import Session, Store
from severakit.sync import Reconcile, Settings, chosen, open_destination, synchronize
from severakit.sync.views import VIEWS
from support.dispatched import client_of
from support.organizations import new_api

# Service and mirror share this process, in which two calls at once only stand in each other's way.
_EVERYTHING = Settings(reconcile=Reconcile.ALWAYS, calls_at_once=1)
_NAMES = {"business_units", "currencies"}.union(*(view.tables for view in VIEWS)) - {"invoice_rows"}

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    r"$\frac{ & ]]> --> {{ 7*7 }}",
    "#0f0e01 ' id=\"",
)
"""Names that customers and cases might have."""


def mirror_demo(migrated: Path, folder: Path, addresses: Iterable[str]) -> None:
    """Mirror a demo of few hours, in which customers and cases have hostile names and some invoices are not paid."""
    shutil.copy(migrated, folder / "severakit.db")
    store = Store(f"sqlite:///{folder}/severakit.db")
    build_demo(store, 60)
    with store.write(administration.organization_id(store)) as session:
        _change(session)
    (user,) = [each.email for each in administration.list_users(store) if each.api_enabled]
    _mirror(store, lambda _: administration.create_key(store, user), addresses)


def mirror_nothing(migrated: Path, folder: Path, addresses: Iterable[str]) -> None:
    """Mirror an organization that has just been added."""
    shutil.copy(migrated, folder / "severakit.db")
    store = Store(f"sqlite:///{folder}/severakit.db")
    _mirror(store, lambda dispatcher: new_api(store, dispatcher, "Acme").key, addresses)


def _change(session: Session) -> None:
    for table in (tables.accounts, tables.cases):
        for number, row in enumerate(session.all(session.select(table))):
            name = HOSTILE[number % len(HOSTILE)]
            session.update(table, row["guid"], name=f"{number} {name}")
    numbered = session.all(session.select(tables.invoices).where(tables.invoices.c.number.is_not(None)))
    for row in numbered[:5]:
        session.update(tables.invoices, row["guid"], payment_status="NOTPAID")
    unit = session.find(tables.business_units, parent_business_unit_guid=None)
    session.update(tables.business_units, unit["guid"], name=HOSTILE[0])


def _mirror(store: Store, key: Callable[[Dispatcher], str], addresses: Iterable[str]) -> None:
    log = AccessLog(store)
    dispatcher = Dispatcher(store, ServiceSettings(), log, Metrics())
    with client_of(dispatcher, key(dispatcher)) as client:
        for address in addresses:
            mirror = open_destination(address)
            assert synchronize(client, mirror, chosen(sorted(_NAMES)), _EVERYTHING).outcome == "complete"
            mirror.close()
    log.close()
    store.close()

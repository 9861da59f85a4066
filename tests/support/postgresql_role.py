"""A service on PostgreSQL as the documentation sets it up: the scripts of deploy/postgresql, and some of its work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import psycopg

from severakit.service.access_log import AccessLog
from severakit.service.dispatch import Dispatcher
from severakit.service.metrics import Metrics
from severakit.service.settings import Settings
from severakit.store import audit
from severakit.store.store import Store
from support.organizations import new_api
from support.postgresql import PostgreSQL
from support.projects import add_case, add_hours, add_phase

SCRIPTS = Path(__file__).parents[2] / "deploy/postgresql"
WEEK = {"startdate": datetime(2026, 1, 5), "enddate": datetime(2026, 1, 9)}
DATABASES = ("severakit", "of_a_superuser", "in_parts")


def script(name: str) -> list[str]:
    """Return the statements of a script."""
    text = "\n".join(line for line in (SCRIPTS / name).read_text().splitlines() if not line.startswith("--"))
    return [text] if "DO $$" in text else [each for each in map(str.strip, text.split(";")) if each]


@contextmanager
def with_role(postgresql: PostgreSQL) -> Iterator[PostgreSQL]:
    """Give a server the role and the database that the guide makes, and take them away again."""
    with psycopg.connect(postgresql.superuser_address(), autocommit=True) as superuser:
        for statement in script("role.sql"):
            superuser.execute(statement)
    yield postgresql
    with psycopg.connect(postgresql.superuser_address(), autocommit=True) as superuser:
        for database in DATABASES:
            superuser.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        superuser.execute("DROP ROLE severakit")


def address(server: PostgreSQL, database: str = "severakit") -> str:
    """Return the address by which the role reaches a database."""
    return server.superuser_address(database).replace("//test@", "//severakit@")


def worked(store: Store, name: str) -> Decimal:
    """Let a new organization work: through the gate, by writes, reads and the log. Return the hours that it reads."""
    log = AccessLog(store)
    with audit.acting("test"):
        api = new_api(store, Dispatcher(store, Settings(), log, Metrics()), name)
        phase = add_phase(api, add_case(api))
    add_hours(api, phase.guid, datetime(2026, 1, 5), Decimal("7.25"))
    read = api("IHourEntry.GetHourEntriesByDateAndUserGUID", **WEEK, userGUID=api.user_guid)
    log.close()
    return sum((entry.quantity for entry in read), Decimal(0))

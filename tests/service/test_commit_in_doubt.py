"""A database that goes away while a write is committed: the service does not say that nothing was done."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from severakit.entities import WorkType
from severakit.service.dispatch import DATABASE_AWAY, ResponseBroken

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def terminate(store, connection) -> None:
    """Let the database end a connection, as it does when it crashes."""
    pid = connection.connection.dbapi_connection.info.backend_pid
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
        other.execute(sa.select(sa.func.pg_terminate_backend(pid)))


def add(api, name: str) -> WorkType:
    return api("IWorkType.AddNewWorkType", workTypeInfo=WorkType(name=name, code=name, is_active=True))


def names(api) -> set[str]:
    return {each.name for each in api("IWorkType.GetAllWorkTypes")}


def test_a_commit_that_is_cut_off_has_no_answer(api, store):
    mine = threading.get_ident()

    def cut_off(connection) -> None:
        if threading.get_ident() == mine:
            terminate(store, connection)

    sa.event.listen(store.engine, "commit", cut_off)
    with pytest.raises(ResponseBroken):
        add(api, "In doubt")
    sa.event.remove(store.engine, "commit", cut_off)
    add(api, "After")
    assert "After" in names(api)


def test_what_is_cut_off_before_it_is_committed_was_not_done(api, store):
    def cut_off(connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("INSERT INTO work_types"):
            terminate(store, connection)

    sa.event.listen(store.engine, "before_cursor_execute", cut_off)
    with pytest.raises(DATABASE_AWAY):  # which HTTP answers with 503 and Retry-After
        add(api, "Not done")
    sa.event.remove(store.engine, "before_cursor_execute", cut_off)
    assert "Not done" not in names(api)

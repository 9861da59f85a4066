"""What changes in a database, noted row by row by triggers: to look at all that it holds takes a tenth of a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from severakit.store.schema import metadata
from severakit.store.store import Store

_NOT_WATCHED = ("access_log", "quota_days")
"""Tables that change with every call."""
_USED = ("last_used_at", "last_used_from")
"""What a key tells of the last call with it."""
_EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


@contextmanager
def watched(store: Store) -> Iterator[None]:
    """Note each row that is added, changed or deleted, whatever connection or process does it; what is undone is not.

    A row that is written as it was is noted too.
    """
    begin, end = _on_sqlite() if store.is_sqlite else _on_postgresql()
    _run(store, begin)
    try:
        yield
    finally:
        _run(store, end)


def changes(store: Store, organization_id: int) -> dict[str, int]:
    """Return how many changes of an organization's rows were noted, by table."""
    with store.reading() as connection:
        noted = sa.text("SELECT name, count(*) AS rows FROM noted_changes WHERE organization_id = :id GROUP BY name")
        return {row.name: row.rows for row in connection.execute(noted, {"id": organization_id})}


def _run(store: Store, statements: list[str]) -> None:
    with store.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _tables() -> Iterator[tuple[str, str]]:
    """Yield each watched table's name, and the columns that are."""
    for table in metadata.sorted_tables:
        if "organization_id" in table.c and table.name not in _NOT_WATCHED:
            yield table.name, ", ".join(f'"{column.name}"' for column in table.c if column.name not in _USED)


_NOTED = "CREATE TABLE noted_changes (organization_id INTEGER, name TEXT)"


def _on_sqlite() -> tuple[list[str], list[str]]:
    begin, end = [_NOTED], []
    for name, columns in _tables():
        for event, row in _EVENTS.items():
            when = f"UPDATE OF {columns}" if event == "UPDATE" else event
            note = f"INSERT INTO noted_changes VALUES ({row}.organization_id, '{name}')"
            begin.append(f"CREATE TRIGGER note_{event}_{name} AFTER {when} ON {name} BEGIN {note}; END")
            end.append(f"DROP TRIGGER note_{event}_{name}")
    return begin, [*end, "DROP TABLE noted_changes"]


def _on_postgresql() -> tuple[list[str], list[str]]:
    note = """
        CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO noted_changes VALUES (coalesce(NEW.organization_id, OLD.organization_id), TG_TABLE_NAME);
            RETURN NULL;
        END $$
    """
    triggers = [
        f"CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {name} "
        "FOR EACH ROW EXECUTE FUNCTION note_change()"
        for name, columns in _tables()
    ]
    return [_NOTED, note, *triggers], ["DROP FUNCTION note_change CASCADE", "DROP TABLE noted_changes"]

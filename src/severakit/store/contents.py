"""The contents of an organization's files: kept beside the database, found through it, cleared away when unnamed.

A content is written before the row that names it, so there is never a row without its content. Whoever writes one
holds a lock, shared with other writers and not with `prune`, until the row is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase, BytesIO
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.store.content_store import ContentLost, ContentStore
from severakit.store.schema import organizations
from severakit.store.store import Session, Store
from severakit.store.tables import files

_LOCK = 0x5E7E
_BATCH = 100


def add_file(session: Session, content: bytes | BufferedIOBase | None, **values: Any) -> str:
    """Keep a content, given as bytes or as a file at its beginning, insert the row of its file, return its GUID.

    The row's size and hash are the content's. With None the file has no content. Raises OSError where the content
    cannot be kept; then there is no row either.
    """
    if content is not None:
        values |= keep(session.contents, session.connection, session.organization_id, content)
    return session.insert(files, **values)


def keep(
    contents: ContentStore, connection: Connection, organization_id: int, content: bytes | BufferedIOBase
) -> dict[str, str | int]:
    """Keep a content and return what the row of its file is to hold, in the transaction that writes the row."""
    _lock(connection, "pg_advisory_xact_lock_shared")
    file = BytesIO(content) if isinstance(content, bytes) else content
    kept = contents.put(_folder(connection, organization_id), file)
    return {"content_sha256": kept.sha256, "size": kept.size}


def opened(session: Session, sha256: str) -> BufferedIOBase:
    """Return a content as a file to be read and closed, checked to its last byte. Raises ContentLost."""
    return session.contents.opened(_folder(session.connection, session.organization_id), sha256)


@dataclass(frozen=True)
class Pruned:
    """What was cleared away: contents, and their bytes."""

    contents: int
    bytes: int


def prune(store: Store, scope: Sequence[int]) -> Pruned:
    """Delete the contents of organizations that no row names; what is being written meanwhile stays.

    A SQLite database takes no writes for as long as it takes to delete a hundred contents.
    """
    count = size = 0
    for organization_id in scope:
        with store.reading(organization_id) as connection:
            folder = _folder(connection, organization_id)
            # What is there is looked at first: what comes later is none of it.
            present = store.contents.hashes(folder)
            named = _named(connection, organization_id)
        unnamed = iter(sorted(present - named))
        while batch := list(islice(unnamed, _BATCH)):
            with store.writing(organization_id) as connection:
                _lock(connection, "pg_advisory_xact_lock")
                still = _named(connection, organization_id, files.c.content_sha256.in_(batch))
                deleted = [store.contents.delete(folder, sha256) for sha256 in batch if sha256 not in still]
            count, size = count + len(deleted), size + sum(deleted)
        store.contents.sweep(folder)
    return Pruned(count, size)


@dataclass(frozen=True)
class Lost:
    """A file whose content is not there or not as it was kept."""

    organization: str
    file: str
    guid: str
    sha256: str
    reason: str


def check(store: Store, scope: Sequence[int]) -> Iterator[Lost]:
    """Read every content that a row names, and yield the files whose content is lost."""
    for organization_id in scope:
        with store.reading(organization_id) as connection:
            folder = _folder(connection, organization_id)
            name = connection.execute(
                sa.select(organizations.c.name).where(organizations.c.id == organization_id)
            ).scalar_one()
            columns = (files.c.guid, files.c.name, files.c.content_sha256)
            rows = connection.execute(
                sa.select(*columns)
                .where(files.c.organization_id == organization_id, files.c.content_sha256.is_not(None))
                .order_by(files.c.guid)
            ).all()
        for guid, file, sha256 in rows:
            try:
                store.contents.opened(folder, sha256).close()
            except ContentLost as lost:
                yield Lost(name, file, guid, sha256, lost.reason)


def _folder(connection: Connection, organization_id: int) -> str:
    """Return the name of an organization's folder: its GUID, which no other database gives to another one."""
    statement = sa.select(organizations.c.guid).where(organizations.c.id == organization_id)
    guid: str = connection.execute(statement).scalar_one()
    return guid


def _named(connection: Connection, organization_id: int, *conditions: sa.ColumnElement[bool]) -> set[str]:
    statement = sa.select(files.c.content_sha256).where(
        files.c.organization_id == organization_id, files.c.content_sha256.is_not(None), *conditions
    )
    return set(connection.execute(statement).scalars())


def _lock(connection: Connection, how: str) -> None:
    """Take the lock until the transaction ends. A write to SQLite keeps all others out anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT {how}({_LOCK})")

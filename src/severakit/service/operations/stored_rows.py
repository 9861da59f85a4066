"""Rows that a call has just written, in the order in which they were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from severakit.contract import load_contract
from severakit.store.reading import Row, Rows
from severakit.store.schema import LAYOUTS
from severakit.store.store import Session
from severakit.store.texts import is_among


class StoredRows(Rows):
    """The lexical rows of a data contract with these GUIDs, in the GUIDs' order, in as many statements as one takes."""

    def __init__(self, session: Session, layout: str, guids: Sequence[str]) -> None:
        self.type_name = LAYOUTS[layout].type_name
        self._rows = session.rows(layout, is_among(LAYOUTS[layout].table.c.guid, guids))
        self._guids = guids

    def __iter__(self) -> Iterator[Row]:
        place = [member.name for member in load_contract().types[self.type_name].members].index("GUID")
        found = {row[place]: row for row in self._rows}
        return iter([found[guid] for guid in self._guids])

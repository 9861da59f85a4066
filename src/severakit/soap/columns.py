"""Responses that are lists, read while they come in: as entities, or column by column as Arrow record batches.

Both readers take bytes and return what became complete; they do no input or output themselves. What they hold is
bounded by one run of whole entities, however long the response. Plain runs go through ``plain_runs``, all else
through the document itself, with the same result.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pyarrow as pa

from severakit.contract import XSI_NAMESPACE, Operation, TypeRef, load_contract
from severakit.soap.arrow_schema import arrow_schema, entity_batch
from severakit.soap.decode import DeserializationError, decode_value
from severakit.soap.lexical import LexicalError
from severakit.soap.list_document import ListDocument
from severakit.soap.plain_runs import Columns, PlainRuns, Prefixes, plain_runs
from severakit.soap.text_columns import arrow_columns, entities_of

if TYPE_CHECKING:
    from severakit.soap.envelope import Quota
    from severakit.soap.tree import Element

RUN_BYTES = 4 * 1024 * 1024

# Elements are many times as large as their tags, so fewer of them are held at a time.
_PIECE_BYTES = 64 * 1024

Part = TypeVar("Part")


class ListReader(ABC, Generic[Part]):
    """Reads one response to ``operation``, which returns a list of data contracts.

    ``encoding`` is the charset of the response's Content-Type, if it names one; ``run_bytes`` is how much of the
    response is held and read at a time, as far as entities are no larger. Entities that were handed out before an
    error are right, but they are the whole list only once ``close`` has returned.
    """

    def __init__(self, operation: Operation, encoding: str | None = None, run_bytes: int = RUN_BYTES) -> None:
        if operation.returns is None or not operation.returns.is_list or operation.returns.is_primitive:
            raise ValueError(
                f"{operation.qualified_name} returns no list of data contracts; decode its result instead."
            )
        self._contract = load_contract().types[operation.returns.name]
        self._document = ListDocument(operation, encoding)
        self._run_bytes = run_bytes
        self._buffer = bytearray()

    @property
    def quota(self) -> Quota | None:
        """The quota that the response reports, known once its header was read."""
        return self._document.quota

    def feed(self, data: bytes) -> list[Part]:
        """Take the next bytes, any number of them, and return what became complete, often nothing.

        Raises MalformedXml, LimitExceeded and DeserializationError.
        """
        parts: list[Part] = []
        for start in range(0, len(data), self._run_bytes):
            self._buffer += data[start : start + self._run_bytes]
            if b">" in data and not self._document.in_result:
                self._read_head()
            while len(self._buffer) >= self._run_bytes:
                parts += self._read_run()
        return parts

    def close(self) -> list[Part]:
        """Take the end of the response and return the rest of the list, nothing if the list is nil or empty.

        Raises, besides what ``feed`` does, TruncatedResponse if the response was cut off anywhere, the SoapFault that
        came instead of a list, and EnvelopeError for a document that is none of SOAP's.
        """
        parts = self._read_run() + self._read_exactly(self._take(len(self._buffer)))
        self._document.finish()
        return parts

    def _read_head(self) -> None:
        """Give the document what comes before the list, tag by tag so that it stops before the first item."""
        while not self._document.in_result and (end := self._buffer.find(b">") + 1):
            self._document.read(self._take(end))

    def _read_run(self) -> list[Part]:
        """Return what stands in the buffer up to the end of its last whole entity."""
        plain = self._plain_runs() if self._document.in_result else None
        if plain is None or (last := self._buffer.rfind(plain.end_tag, 0, self._run_bytes)) < 0:
            return self._read_exactly(self._take(self._run_bytes))
        run = self._take(last + len(plain.end_tag))
        parts = self._read_plainly(plain, run) if self._document.can_pass else None
        if parts is None:
            return self._read_exactly(run)
        self._document.pass_by(run)
        return parts

    def _plain_runs(self) -> PlainRuns | None:
        namespaces = (self._contract.namespace, XSI_NAMESPACE, load_contract().namespaces["arrays"])
        entities_prefix, nil_prefix, arrays_prefix = map(self._document.prefix_of, namespaces)
        if not entities_prefix or not nil_prefix:
            return None
        return plain_runs(self._contract.name, Prefixes(entities_prefix, nil_prefix, arrays_prefix))

    def _read_plainly(self, plain: PlainRuns, run: bytearray) -> list[Part] | None:
        columns = plain.read(run)
        try:
            return None if columns is None else self._from_texts(columns)
        except LexicalError:
            return None  # the exact way says where it stands, or knows that the value may be blank

    def _read_exactly(self, data: bytearray) -> list[Part]:
        parts: list[Part] = []
        for start in range(0, len(data), _PIECE_BYTES):
            parts += self._from_elements(self._document.read(data[start : start + _PIECE_BYTES]))
        return parts

    def _from_elements(self, elements: list[Element]) -> list[Part]:
        name, namespace = self._contract.name, self._contract.namespace
        items = [element for element in elements if (element.name, element.namespace) == (name, namespace)]
        try:
            return self._from_entities([decode_value(TypeRef(name), item) for item in items]) if items else []
        except DeserializationError as error:
            error.place(name)
            raise

    def _take(self, size: int) -> bytearray:
        """Remove the first ``size`` bytes from the buffer and return them; copies the smaller part."""
        if 2 * size < len(self._buffer):
            taken = self._buffer[:size]
            del self._buffer[:size]
        else:
            taken, self._buffer = self._buffer, self._buffer[size:]
            del taken[size:]
        return taken

    @abstractmethod
    def _from_texts(self, columns: Columns) -> list[Part]:
        """Return what a run is read as, given a column for each member. Raises LexicalError."""

    @abstractmethod
    def _from_entities(self, values: list[Any]) -> list[Part]:
        """Return what entities are read as; None among them stands for nil."""


class EntityListReader(ListReader[Any]):
    """Hands out entities, ``severakit.entities`` classes; None for an item that is nil."""

    def _from_texts(self, columns: Columns) -> list[Any]:
        return entities_of(self._contract.name, columns)

    def _from_entities(self, values: list[Any]) -> list[Any]:
        return values


class ArrowListReader(ListReader[pa.RecordBatch]):
    """Hands out record batches of ``arrow_schema``; an item that is nil is a row of nulls.

    Raises RecursiveType for a data contract that contains itself, and InexactDecimal for an amount that Arrow's
    decimal cannot hold.
    """

    def __init__(self, operation: Operation, encoding: str | None = None, run_bytes: int = RUN_BYTES) -> None:
        super().__init__(operation, encoding, run_bytes)
        self.schema = arrow_schema(self._contract.name)

    def _from_texts(self, columns: Columns) -> list[pa.RecordBatch]:
        return [pa.RecordBatch.from_arrays(arrow_columns(self._contract.name, columns), schema=self.schema)]

    def _from_entities(self, values: list[Any]) -> list[pa.RecordBatch]:
        return [entity_batch(self._contract.name, values)]

"""The job: fetch the papers of invoices, then set the status that says so; each invoice for itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import BinaryIO

from severakit.client import (
    AuthenticationFailureError,
    Client,
    ConnectError,
    NotFoundError,
    QuotaLimitExceededError,
    QuotaReserveReached,
    ServiceUnavailable,
    SeveraError,
)
from severakit.invoice_transfer.folder import Folder, FolderError, FolderView
from severakit.invoice_transfer.naming import DEFAULT_NAME, NamePattern
from severakit.invoice_transfer.papers import ENDINGS, USUAL_PAPERS, InvoiceProblem, Paper, finvoices, sheets
from severakit.invoice_transfer.selection import Listed, Selection, as_listed, listed

_ENDS_ALL = (
    AuthenticationFailureError,
    ConnectError,
    QuotaLimitExceededError,
    QuotaReserveReached,
    ServiceUnavailable,
)
"""After one of these the invoices that are left would only fail the same way."""

_PROBLEMS = (SeveraError, InvoiceProblem, FolderError, OSError)

Watch = Callable[[int, int], None]
"""Told how many invoices are done, and of how many."""


class TransferError(ValueError):
    """The job cannot begin as it was asked for: says what to ask for instead."""


@dataclass
class Outcome:
    """What became of an invoice: files that were written, files that were there, the status it was given.

    With a ``problem`` the invoice's status is what it was.
    """

    guid: str
    number: int | None
    customer: str
    written: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    status: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Planned:
    """What a transfer would do with an invoice; attachments are not looked at."""

    guid: str
    number: int | None
    customer: str
    write: list[str]
    keep: list[str]
    status: str | None
    problem: str | None


@dataclass(frozen=True)
class Order:
    """What to fetch for each invoice, and the status to give it then; None leaves it."""

    papers: frozenset[Paper] = USUAL_PAPERS
    finvoice_version: str = "2.01"
    set_status: str | None = None

    def shown(self, invoice: Listed, ending: str) -> Listed:
        """Return an invoice as a file with this ending shows it."""
        return invoice.in_version(self.finvoice_version) if ending == ENDINGS[Paper.FINVOICE] else invoice


def planned(client: Client, selection: Selection, into: Path, order: Order, name: str = DEFAULT_NAME) -> list[Planned]:
    """Return what ``transfer`` would do now. Nothing is written. Raises as ``transfer`` does."""
    pattern = NamePattern(name)
    _check_statuses(client, selection, order)
    with FolderView(into) as folder:
        return [_plan(each, folder, order) for each in _named(listed(client, selection), pattern)]


def transfer(
    client: Client,
    selection: Selection,
    into: Path,
    order: Order,
    *,
    name: str = DEFAULT_NAME,
    parallel: int = 4,
    watch: Watch = lambda _done, _total: None,
) -> list[Outcome]:
    """Write the papers of a selection's invoices to a folder, set the status of each that is whole, tell what became.

    - ``name``: as NamePattern takes it; two invoices of one name are both refused.
    - ``parallel``: how many invoices are worked on at once.

    A file that is there for the invoice as it now is stays; an invoice that was changed is written anew. A failure
    concerns its own invoice and is told in its outcome; when the service is away, refuses the key or the quota is
    used up, what is left is not tried. A killed job is repeated without harm. Raises TransferError and ValueError for
    what cannot be asked for, FolderError for a folder that cannot be used, SeveraError where the list cannot be read.
    """
    pattern = NamePattern(name)
    _check_statuses(client, selection, order)
    with Folder(into) as folder:
        named = _named(listed(client, selection), pattern)
        job = _Job(client, selection, folder, order, watch, len(named))
        job.run(named, parallel)
    return [each.outcome for each in named]


def mark(client: Client, invoices: Iterable[str], status: str) -> list[Outcome]:
    """Give invoices, named by number or GUID, a status, each for itself. Raises TransferError for an unknown status."""
    _check_choosable(_statuses(client), status)
    return [_marked(client, invoice, status) for invoice in invoices]


def _marked(client: Client, name: str, status: str) -> Outcome:
    outcome = Outcome(name, None, "")
    try:
        if name.isascii() and name.isdigit():
            found = client.invoice.get_invoice_by_number(invoice_number=int(name))
        else:
            found = client.invoice.get_invoice_by_guid(invoice_guid=name)
        if found is None:
            raise InvoiceProblem("There is no such invoice.")
        one = as_listed(found)
        outcome = Outcome(one.guid, one.number, one.customer)
        client.invoice.set_invoice_status(invoice_guid=one.guid, status=status)
        outcome.status = status
    except _PROBLEMS as error:
        outcome.problem = str(error)
    return outcome


# --- before the job --------------------------------------------------------------------------


def check_status(client: Client, status: str) -> dict[str, bool]:
    """Return by name which invoice statuses can be chosen. Raises TransferError where there is no such one."""
    statuses = _statuses(client)
    if status not in statuses:
        raise TransferError(f"There is no invoice status {status!r}. There are: {', '.join(statuses)}.")
    return statuses


def _check_statuses(client: Client, selection: Selection, order: Order) -> None:
    statuses = check_status(client, selection.status)
    if order.set_status is not None:
        _check_choosable(statuses, order.set_status)
        if order.set_status == selection.status:
            raise TransferError("The status to set is the one to look for: each run would fetch all of them again.")


def _statuses(client: Client) -> dict[str, bool]:
    """Return by name whether a status can be chosen."""
    return {each.name or "": bool(each.is_active) for each in client.invoice_status.get_all_invoice_statuses()}


def _check_choosable(statuses: dict[str, bool], status: str) -> None:
    choosable = [name for name, is_active in statuses.items() if is_active]
    if status not in choosable:
        raise TransferError(f"The invoice status {status!r} cannot be chosen. Choose of: {', '.join(choosable)}.")


@dataclass
class _Named:
    """An invoice, what its files are called, and what becomes of it."""

    invoice: Listed
    stem: str
    outcome: Outcome


def _named(invoices: Iterable[Listed], pattern: NamePattern) -> list[_Named]:
    named = []
    for invoice in invoices:
        each = _Named(invoice, "", Outcome(invoice.guid, invoice.number, invoice.customer))
        try:
            each.stem = pattern.of(invoice)
        except ValueError as error:
            each.outcome.problem = str(error)
        named.append(each)
    counts = Counter(each.stem.casefold() for each in named if each.stem)
    for each in named:
        if counts[each.stem.casefold()] > 1:
            each.outcome.problem = f"Another invoice would be called {each.stem} too. Put {{guid}} into the name."
    return named


def _plan(each: _Named, folder: FolderView, order: Order) -> Planned:
    invoice, problem = each.invoice, each.outcome.problem
    write: list[str] = []
    keep: list[str] = []
    try:
        if problem is None:
            for ending in (ending for paper, ending in ENDINGS.items() if paper in order.papers):
                name = each.stem + ending
                (keep if folder.keeps(name, order.shown(invoice, ending)) else write).append(name)
    except _PROBLEMS as error:
        problem = str(error)
    status = order.set_status if problem is None else None
    return Planned(invoice.guid, invoice.number, invoice.customer, write, keep, status, problem)


# --- the job ---------------------------------------------------------------------------------


class _Job:
    """One run over the invoices of a folder: first the XML of whole days, then the rest invoice by invoice."""

    def __init__(
        self, client: Client, selection: Selection, folder: Folder, order: Order, watch: Watch, total: int
    ) -> None:
        self._client = client
        self._selection = selection
        self._folder = folder
        self._order = order
        self._watch = watch
        self._total = total
        self._end: str | None = None

    def run(self, named: list[_Named], parallel: int) -> None:
        pool = ThreadPoolExecutor(parallel)
        try:
            if Paper.FINVOICE in self._order.papers:
                for each in named:
                    if each.invoice.date is None:
                        self._note(each, InvoiceProblem("It has no date, and Finvoices are asked for by date."))
                days = [pool.submit(self._fetch_day, day, of_day) for day, of_day in _by_day(named).items()]
                for ready in as_completed(days):
                    ready.result()
            for done, ready in enumerate(as_completed([pool.submit(self._finish, each) for each in named]), start=1):
                ready.result()
                self._watch(done, self._total)
        finally:
            # What is under way is ended in order; what has not begun is left to the next run.
            pool.shutdown(wait=True, cancel_futures=True)

    def _fetch_day(self, day: datetime, of_day: list[_Named]) -> None:
        """Write the XML of a day's invoices, which come in one answer; ask for none where all are there."""
        for each in of_day:
            self._try(each, partial(self._note_kept, each))
        missing = {each.invoice.guid: each for each in of_day if not each.outcome.kept and not each.outcome.problem}
        reason: Exception = InvoiceProblem("The service has no Finvoice of it.")
        try:
            if missing and self._end is None:
                self._write_finvoices(day, missing)
        except NotFoundError:
            pass
        except _PROBLEMS as error:
            reason = error
        for each in missing.values():
            self._note(each, reason)

    def _note_kept(self, each: _Named) -> None:
        ending = ENDINGS[Paper.FINVOICE]
        name = each.stem + ending
        if self._folder.keeps(name, self._order.shown(each.invoice, ending)):
            each.outcome.kept.append(name)

    def _write_finvoices(self, day: datetime, missing: dict[str, _Named]) -> None:
        """Write the XML of a day's invoices and take each that came out of ``missing``."""
        for guid, content in finvoices(self._client, self._selection, day, self._order.finvoice_version):
            each = missing.pop(guid, None)
            if each is not None:
                self._try(each, partial(self._put, each, ENDINGS[Paper.FINVOICE], partial(_write, content)))

    def _finish(self, each: _Named) -> None:
        self._try(each, partial(self._fetch_and_mark, each))

    def _fetch_and_mark(self, each: _Named) -> None:
        for sheet in sheets(self._client, each.invoice, self._order.papers):
            self._put(each, sheet.ending, sheet.fill)
        if self._order.set_status is not None:
            self._mark(each, self._order.set_status)

    def _mark(self, each: _Named, status: str) -> None:
        found = self._client.invoice.get_invoice_by_guid(invoice_guid=each.invoice.guid)
        if found is None or as_listed(found).fingerprint != each.invoice.fingerprint:
            raise InvoiceProblem("It was changed while it was fetched. The next run fetches it anew.")
        self._client.invoice.set_invoice_status(invoice_guid=each.invoice.guid, status=status)
        each.outcome.status = status

    def _put(self, each: _Named, ending: str, fill: Callable[[BinaryIO], None]) -> None:
        name = each.stem + ending
        is_new = self._folder.put(name, self._order.shown(each.invoice, ending), fill)
        (each.outcome.written if is_new else each.outcome.kept).append(name)

    def _try(self, each: _Named, step: Callable[[], None]) -> None:
        """Take a step for an invoice for which all went well so far."""
        if each.outcome.problem is not None:
            return
        if self._end is not None:
            each.outcome.problem = f"Not tried, since the job had to stop: {self._end}"
            return
        try:
            step()
        except _PROBLEMS as error:
            self._note(each, error)

    def _note(self, each: _Named, error: Exception) -> None:
        each.outcome.problem = each.outcome.problem or str(error)
        if isinstance(error, _ENDS_ALL):
            self._end = str(error)


def _write(content: bytes, file: BinaryIO) -> None:
    file.write(content)


def _by_day(named: Iterable[_Named]) -> dict[datetime, list[_Named]]:
    """Return the invoices without a problem by their days; one without a day is not among them."""
    days: dict[datetime, list[_Named]] = defaultdict(list)
    for each in named:
        if each.outcome.problem is None and each.invoice.date is not None:
            days[datetime.combine(each.invoice.date, time())].append(each)
    return days

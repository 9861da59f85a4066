"""The transfer of invoices: documents of a status's invoices as files, and the status that says they were taken."""

from severakit.invoice_transfer.folder import Folder, FolderError
from severakit.invoice_transfer.job import Order, Outcome, Planned, TransferError, check_status, mark, planned, transfer
from severakit.invoice_transfer.naming import DEFAULT_NAME, FIELDS, NamePattern
from severakit.invoice_transfer.papers import FINVOICE_VERSIONS, Paper
from severakit.invoice_transfer.selection import Listed, Selection, listed

__all__ = [
    "DEFAULT_NAME",
    "FIELDS",
    "FINVOICE_VERSIONS",
    "Folder",
    "FolderError",
    "Listed",
    "NamePattern",
    "Order",
    "Outcome",
    "Paper",
    "Planned",
    "Selection",
    "TransferError",
    "check_status",
    "listed",
    "mark",
    "planned",
    "transfer",
]

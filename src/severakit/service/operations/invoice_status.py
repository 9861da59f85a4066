"""IInvoiceStatus: the statuses that an invoice goes through, active and inactive ones."""

from __future__ import annotations

from severakit.service.operations.patterns import everything
from severakit.service.operations.registry import Interface

invoice_status = Interface("IInvoiceStatus")
invoice_status.declare("GetAllInvoiceStatuses", everything("InvoiceStatus", "sort_order"))

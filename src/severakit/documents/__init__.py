"""Documents: invoices and travel reimbursements as PDF, and invoices as Finvoice.

All are made of what the API itself shows of an invoice, so that a document and the API never disagree.
"""

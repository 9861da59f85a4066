"""IInvoiceStatus: the statuses of invoices."""

from __future__ import annotations

from severakit.store.tables import invoice_statuses

GET_ALL = "IInvoiceStatus.GetAllInvoiceStatuses"


def test_all_statuses_come_in_their_order_the_inactive_too(api, other_api):
    with api.session() as session:
        session.update_where(invoice_statuses, invoice_statuses.c.name == "Transferred", is_active=False)
    listed = api(GET_ALL)
    assert [status.name for status in listed] == [
        "Draft",
        "Ready for transfer",
        "Transferred",
        "Sent",
        "Paid",
        "Reimbursed",
    ]
    assert [status.name for status in listed if not status.is_active] == ["Transferred"]
    sent = listed[3]
    assert (sent.has_invoice_number, sent.is_read_only, sent.is_sent, sent.is_paid) == (True, True, True, False)
    assert all(status.is_active for status in other_api(GET_ALL))

"""The demo's invoices: what a team's month brings, what is credited later, and what has been paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from severakit.demo.hours import COLUMNS, Invoiced, Line, hour_rows
from severakit.demo.identifiers import payment_reference
from severakit.demo.items import Item, item_columns
from severakit.demo.months import TODAY, Month, calendar_day, moment
from severakit.demo.page import one_page
from severakit.demo.vat import vat_permille
from severakit.demo.world import Customer, World, money, rounded
from severakit.demo.writer import plain
from severakit.service.operations.bank_barcode import virtual_bank_barcode
from severakit.store import tables

SOURCE_COLUMNS = (
    "organization_id", "invoice_row_guid", "position", "case_guid", "hour_entry_guid", "phase_guid", "user_guid",
    "item_guid", "product_guid", "travel_expense_guid",
)  # fmt: skip

_DAY = timedelta(days=1)
_LEFT_OUT = 0.07
"""The share of customers who are not invoiced for a month."""
_CREDITED = 0.025
"""The share of invoices that turn out to be wrong."""

_TITLES = {
    "fi-FI": ("Lasku", "Hyvityslasku"), "sv-SE": ("Faktura", "Kreditfaktura"), "nb-NO": ("Faktura", "Kreditnota"),
    "da-DK": ("Faktura", "Kreditnota"), "de-DE": ("Rechnung", "Gutschrift"), "et-EE": ("Arve", "Kreeditarve"),
}  # fmt: skip
_TERMS = {
    "fi-FI": "{} päivää netto", "sv-SE": "{} dagar netto", "nb-NO": "{} dager netto", "da-DK": "{} dage netto",
    "de-DE": "{} Tage netto", "et-EE": "{} päeva neto",
}  # fmt: skip
_REVERSE_CHARGE = {
    "fi-FI": "Käännetty verovelvollisuus: ostaja maksaa arvonlisäveron",
    "sv-SE": "Omvänd betalningsskyldighet: köparen betalar momsen",
    "nb-NO": "Omvendt avgiftsplikt: kjøperen betaler merverdiavgiften",
    "da-DK": "Omvendt betalingspligt: køberen betaler momsen",
    "de-DE": "Steuerschuldnerschaft des Leistungsempfängers",
    "et-EE": "Pöördmaksustamine: käibemaksu tasub ostja",
}
_CONFIG = {
    "bill_expense": "OneByOne",
    "bill_hour": "Group",
    "bill_product": "OneByOne",
    "expense_item_description_format": "[date], [person], [notes][casenumber]",
    "hour_item_description_format": "[worktype], [person]",
    "hour_primary_group_by": "WorkType",
    "hour_secondary_group_by": "Person",
    "product_item_description_format": "[notes]",
    "product_primary_group_by": "ProductName",
    "product_secondary_group_by": "Case",
    "travel_primary_group_by": "Person",
    "travel_secondary_group_by": "Case",
    "show_attach_unit": True,
    "show_attach_unit_price": True,
    "show_logo_on_invoice": True,
    "show_price_excluding_vat": True,
    "show_quantity": True,
    "show_unit": True,
    "show_unit_price": True,
    "show_vat": True,
}

Billable = Line | Item
"""What can be on an invoice row."""


@dataclass(frozen=True)
class _Row:
    """An invoice row; money is in cents of the customer's currency, without VAT and as VAT."""

    guid: str
    billable: Billable
    net: int
    vat: int


@dataclass(frozen=True)
class _Invoice:
    """An invoice: dated, made at a moment, and paid at another if it was."""

    guid: str
    customer: Customer
    date: datetime
    made: datetime
    status: str
    paid: datetime | None
    permille: int
    rows: list[_Row]
    credited: str | None = None
    """The invoice that this one credits."""

    def total(self) -> tuple[int, int]:
        """Return the sum without VAT, and the VAT."""
        return sum(row.net for row in self.rows), sum(row.vat for row in self.rows)

    def places(self) -> Iterator[tuple[Billable, Invoiced]]:
        """Yield what the invoice is made of, each with its place on it."""
        return ((row.billable, Invoiced(self.guid, row.guid, self.made)) for row in self.rows)


class Invoicing:
    """Makes a month's invoices from what the teams did, and credits a few of them a month later."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance("invoices")
        self._sources = world.writer.bulk(tables.invoice_row_sources, SOURCE_COLUMNS)
        copies = (*COLUMNS, "in_credit_note", "hour_entry_guid")
        self._hour_copies = world.writer.bulk(tables.reimbursed_hour_entries, copies)
        self._to_credit: list[_Invoice] = []
        self._unfinished = cycle(("Draft", None, "Ready for transfer", None, "Draft", None, "Transferred", None))

    def settle(self, month: Month, billables: Iterable[Billable]) -> Iterator[tuple[Billable, Invoiced | None]]:
        """Invoice what was done in a month; yield each with its place on an invoice where it got one.

        What is on an invoice that will be credited is yielded by `credit`, a month later.
        """
        of_customers: dict[Customer, list[Billable]] = {}
        for billable in billables:
            customer = billable.project.customer
            if customer is None or not billable.price or not month.is_over:
                yield billable, None
            else:
                of_customers.setdefault(customer, []).append(billable)
        for customer, billed in of_customers.items():
            if self._chance.happens(_LEFT_OUT):
                yield from ((billable, None) for billable in billed)
                continue
            if month.may_be_credited and self._chance.happens(_CREDITED):
                self._to_credit.append(self._invoice_month(customer, month, billed, "Sent", None))
            else:
                invoice = self._invoice_month(customer, month, billed, *self._outcome(customer, month))
                yield from self._linked(invoice)

    def credit(self, month: Month) -> Iterator[tuple[Billable, Invoiced]]:
        """Credit last month's wrong invoices and make new ones; yield what they are made of, with its new place."""
        date = month.working_days[8]
        for wrong in self._to_credit:
            made = moment(date, 10, self._chance.randrange(60))
            note = self._correction(wrong, -1, date, made, paid=made, credited=wrong.guid)
            self._write(note)
            self._world.writer.update(
                tables.invoices,
                wrong.guid,
                is_reimbursed=True,
                reimburse_invoice_guid=note.guid,
                invoice_status_guid=self._world.guid("invoice_statuses", "Reimbursed"),
                updated_at=made,
            )
            self._copy(wrong, made, in_credit_note=False)
            self._copy(note, made, in_credit_note=True)
            new = self._correction(wrong, 1, date, made, paid=self._payment(wrong.customer, date))
            self._write(new)
            for invoice in (wrong, note):
                self._link(invoice)
            yield from self._linked(new)
        self._to_credit.clear()

    def _linked(self, invoice: _Invoice) -> Iterator[tuple[Billable, Invoiced]]:
        """Link an invoice's rows to what they are made of, which is yielded to be written with its place."""
        self._link(invoice)
        return invoice.places()

    def _link(self, invoice: _Invoice) -> None:
        for row in invoice.rows:
            self._sources.extend(row.billable.sources(self._world.writer.organization_id, row.guid))

    def _outcome(self, customer: Customer, month: Month) -> tuple[str, datetime | None]:
        """Return what became of a month's invoice: its status, and when it was paid."""
        unfinished = next(self._unfinished) if month.is_last_invoiced else None
        paid = None if unfinished else self._payment(customer, month.working_days[-1])
        return unfinished or ("Paid" if paid else "Sent"), paid

    def _invoice_month(
        self, customer: Customer, month: Month, billed: Sequence[Billable], status: str, paid: datetime | None
    ) -> _Invoice:
        """Write a month's invoice: dated the last working day, made in the first days of the next month."""
        date = month.working_days[-1]
        made = moment(month.later(1).first + _DAY * 2, 8, self._chance.randrange(60))
        permille = vat_permille(customer, date)
        rows = []
        for billable in sorted(billed, key=lambda billable: (billable.project.number, billable.name)):
            net = rounded(billable.quantity * billable.price, 100)
            rows.append(_Row(self._chance.guid(made), billable, net, rounded(net * permille, 1000)))
        invoice = _Invoice(self._chance.guid(made), customer, date, made, status, paid, permille, rows)
        self._write(invoice)
        return invoice

    def _correction(
        self, wrong: _Invoice, sign: int, date: datetime, made: datetime, *, paid: datetime | None,
        credited: str | None = None,
    ) -> _Invoice:  # fmt: skip
        """Return an invoice of the same rows, or with -1 as sign its credit note."""
        guid = self._chance.guid
        rows = [_Row(guid(made), row.billable, sign * row.net, sign * row.vat) for row in wrong.rows]
        status = "Paid" if paid else "Sent"
        return _Invoice(guid(made), wrong.customer, date, made, status, paid, wrong.permille, rows, credited)

    def _payment(self, customer: Customer, date: datetime) -> datetime | None:
        """Return when an invoice was paid, mostly about its due date, or None where that is not yet or never."""
        late = self._chance.choice((-3, -1, 0, 0, 0, 1, 2, 4, 9, 30))
        paid = moment(date + _DAY * (customer.payment_term + late), 11)
        return None if paid > TODAY or self._chance.happens(0.015) else paid

    def _write(self, invoice: _Invoice) -> None:
        world, customer = self._world, invoice.customer
        writer = world.writer
        cases = list(dict.fromkeys(row.billable.project.case for row in invoice.rows))
        writer.insert(tables.invoices, **self._head(invoice), **_parties(world, customer), **self._texts(invoice))
        writer.hang(tables.invoice_cases, "invoice_guid", invoice.guid, [{"case_guid": case} for case in cases])
        account = {"seller_account_id": customer.office.iban, "seller_bic": customer.office.bic}
        writer.hang(tables.invoice_bank_accounts, "invoice_guid", invoice.guid, [account])
        for number, row in enumerate(invoice.rows, start=1):
            self._write_row(invoice, number, row)
        self._log(invoice)
        if self._chance.happens(0.03):
            self._attach(invoice)

    def _head(self, invoice: _Invoice) -> dict[str, Any]:
        """Return an invoice's number, dates, sums and links."""
        world, customer = self._world, invoice.customer
        office = customer.office
        project = invoice.rows[0].billable.project
        number = None if invoice.status == "Draft" else office.take_invoice_number()
        net, vat = invoice.total()
        due = invoice.date + _DAY * customer.payment_term
        reference = payment_reference(office.place.country, number, customer.number) if number else None
        in_euros = customer.currency == "EUR"
        bars = virtual_bank_barcode(office.iban, money(net + vat), reference, due) if in_euros else None
        return {
            "guid": invoice.guid,
            "inserted_at": invoice.made,
            "updated_at": invoice.paid or invoice.made,
            "account_guid": customer.account,
            "business_unit_guid": project.team.unit,
            "currency_guid": world.guid("currencies", customer.currency),
            "currency_rate": world.rates[customer.currency],
            "date": invoice.date,
            "due_date": due,
            "entry_date": calendar_day(invoice.made),
            "invoice_details_invoice_total_vat_amount": money(vat),
            "invoice_details_invoice_total_vat_excluded_amount": money(net),
            "invoice_details_invoice_total_vat_included_amount": money(net + vat),
            "invoice_numbering_business_unit_guid": office.unit,
            "invoice_status_guid": world.guid("invoice_statuses", invoice.status),
            "is_credit_note": invoice.credited is not None,
            "is_tax_free": not customer.is_domestic,
            "language_guid": world.guid("languages", customer.place.language),
            "main_case_guid": project.case,
            "number": number,
            "order_number": project.order_number,
            "over_due_interest": Decimal("8.00"),
            "payment_date": invoice.paid and calendar_day(invoice.paid),
            "payment_status": "PAID" if invoice.paid else "NOTPAID",
            "payment_term": customer.payment_term,
            "reference_number": reference,
            "reimburse_invoice_guid": invoice.credited,
            "virtual_bank_barcode": bars,
        }

    def _texts(self, invoice: _Invoice) -> dict[str, Any]:
        customer = invoice.customer
        language = customer.place.language
        project = invoice.rows[0].billable.project
        return {
            "culture": language,
            "title": _TITLES[language][invoice.credited is not None],
            "our_reference": project.team.lead.name,
            "your_reference": customer.contacts[0].name,
            "tax_free_description": None if customer.is_domestic else _REVERSE_CHARGE[language],
            "invoice_details_payment_terms_free_text": _TERMS[language].format(customer.payment_term),
            "notes": "Checked with the customer" if self._chance.happens(0.05) else None,
            "notes_before_invoice_rows": f"{project.name}: hours & expenses" if self._chance.happens(0.3) else None,
            "notes_after_invoice_rows": "Takk & velkommen tilbake" if language == "nb-NO" else None,
            **{f"invoice_config_{name}": value for name, value in _CONFIG.items()},
        }

    def _write_row(self, invoice: _Invoice, number: int, row: _Row) -> None:
        billable, project = row.billable, row.billable.project
        sign = -1 if invoice.credited else 1
        currency = invoice.customer.currency
        self._world.writer.insert(
            tables.invoice_rows,
            guid=row.guid,
            inserted_at=invoice.made,
            invoice_guid=invoice.guid,
            event_date=billable.date,
            main_case_guid=project.case,
            main_user_full_name=billable.person and billable.person.name,
            main_user_guid=billable.person and billable.person.guid,
            article_identifier=billable.code,
            article_name=billable.name if billable.code else None,
            delivered_quantity=money(sign * billable.quantity),
            quantity_unit_code=billable.unit,
            row_amount=money(row.net + row.vat),
            row_amount_currency_identifier=currency,
            row_cost_amount=money(sign * rounded(billable.quantity * billable.cost, 100)),
            row_cost_center_guid=invoice.customer.office.cost_center,
            row_delivery_date=billable.date,
            row_free_text=f"{project.name}: {billable.name}",
            row_number=number,
            row_sales_account_number="3000" if invoice.permille else "3380",
            row_sales_receivable_account_number="1700",
            row_unit_price=money(billable.price),
            row_vat_account_number="2939" if invoice.permille else None,
            row_vat_amount=money(row.vat),
            row_vat_code="S" if invoice.permille else "AE",
            row_vat_currency_identifier=currency,
            row_vat_excluded_amount=money(row.net),
            row_vat_excluded_currency_identifier=currency,
            row_vat_rate_percent=Decimal(invoice.permille).scaleb(-1),
            unit_price_amount=money(billable.price),
            unit_price_currency_identifier=currency,
        )

    def _log(self, invoice: _Invoice) -> None:
        events: list[tuple[str, str, str | None, datetime]] = [("Information", "Invoice created", None, invoice.made)]
        if invoice.paid:
            events.append(("Payment", f"Paid {sum(invoice.total()) / 100:.2f}", "Bank", invoice.paid))
        for context, text, source, at in events:
            self._world.writer.insert(
                tables.invoice_log_entries,
                invoice_guid=invoice.guid,
                context=context,
                text=text,
                source=source,
                event_time=at,
                inserted_at=at,
            )

    def _attach(self, invoice: _Invoice) -> None:
        """Attach a list of the rows, as a PDF."""
        content = one_page(
            [f"{row.billable.quantity / 100:g} {row.billable.unit}  {row.billable.name}" for row in invoice.rows]
        )
        name, kind = "specification.pdf", "application/pdf"
        file = self._world.writer.add_file(content, name=name, content_type=kind, inserted_at=invoice.made)
        self._world.writer.insert(
            tables.invoice_files,
            invoice_guid=invoice.guid,
            file_guid=file,
            name=name,
            mime_type=kind,
            print_order=1,
            inserted_at=invoice.made,
        )

    def _copy(self, invoice: _Invoice, at: datetime, *, in_credit_note: bool) -> None:
        """Keep what a credited invoice, or its credit note, was made of."""
        for billable, place in invoice.places():
            if isinstance(billable, Item):
                columns = item_columns(self._world, billable, place) | {"inserted_at": at, "updated_at": at}
                self._world.writer.insert(
                    tables.reimbursed_items, **columns, item_guid=billable.guid, in_credit_note=in_credit_note
                )
                continue
            for organization, guid, *rest, _, _ in hour_rows(self._world, billable, place, approved=True):
                copy = self._chance.guid(at)
                self._hour_copies.append((organization, copy, *rest, plain(at), plain(at), int(in_credit_note), guid))


def _parties(world: World, customer: Customer) -> dict[str, Any]:
    """Return who sends and who receives an invoice, as it is kept on the invoice itself."""
    office, contact = customer.office, customer.contacts[0]
    return {
        "buyer_organization_buyer_party_identifier": customer.vat_number[2:],
        "buyer_organization_buyer_postal_address_details_country_code": customer.place.country,
        "receiver_addressline": customer.street,
        "receiver_city": customer.town,
        "receiver_contact_email": contact.email,
        "receiver_contact_name": contact.name,
        "receiver_country": customer.place.country_name,
        "receiver_customer_name": customer.name,
        "receiver_postal_code": customer.postal_code,
        "receiver_vat_number": customer.vat_number,
        "seller_contact_seller_emailaddress_identifier": f"invoices@{world.domain}",
        "seller_contact_seller_phone_number": office.phone,
        "seller_contact_seller_webaddress_identifier": f"https://www.{world.domain}",
        "seller_contact_seller_home_town_name": office.town,
        "seller_organization_seller_party_identifier": office.vat_number[2:],
        "seller_organization_seller_postal_address_details_country_code": office.place.country,
        "sender_addressline": office.street,
        "sender_city": office.town,
        "sender_contact_name": "Invoicing",
        "sender_country": office.place.country_name,
        "sender_name": office.legal_name,
        "sender_postal_code": office.postal_code,
        "sender_vat_number": office.vat_number,
    }

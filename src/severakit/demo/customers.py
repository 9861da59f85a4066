"""The demo's customers: accounts with their companies, addresses, contacts and groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from severakit.demo.chance import Chance, without_end
from severakit.demo.identifiers import vat_number
from severakit.demo.months import FOUNDED, TODAY
from severakit.demo.names import JOBS, PLACES, Place
from severakit.demo.registers import keywords, tag_rows
from severakit.demo.staff import email_address, plain_letters
from severakit.demo.vat import vat_permille
from severakit.demo.world import ContactPerson, Customer, Team, World
from severakit.store import tables

_CUSTOMERS_OF_A_TEAM = 6
_INDUSTRIES = (
    "Construction and real estate", "Energy and utilities", "Financial services", "Information technology",
    "Manufacturing", "Public sector", "Retail and wholesale", "Transport and logistics",
)  # fmt: skip


def add_customers(world: World) -> None:
    """Give every team its customers, most of them in its own country."""
    chance = world.chance("customers")
    names = {country: without_end(chance, place.companies()) for country, place in PLACES.items()}
    people = {country: without_end(chance, place.people()) for country, place in PLACES.items()}
    for team in world.teams:
        for index in range(_CUSTOMERS_OF_A_TEAM):
            place = team.office.place if chance.happens(0.75) else PLACES[chance.choice(list(PLACES))]
            since = FOUNDED + timedelta(hours=5 * index, minutes=7 * len(team.customers))
            company = _Company(world, chance, place, next(names[place.country]), since)
            team.customers.append(company.become_customer(team, people[place.country]))
    _add_former_customer(world, chance, next(names["FI"]), people["FI"])


class _Company:
    """A company that is being added, with its addresses."""

    def __init__(self, world: World, chance: Chance, place: Place, name: str, since: datetime) -> None:
        self.world = world
        self.chance = chance
        self.place = place
        self.name = name
        self.since = since
        self.domain = f"{plain_letters(name).replace(' ', '-').replace('/', '')}.example"
        self.vat_number = vat_number(place.country, chance)
        self.street = f"{chance.choice(place.streets)} {chance.randrange(1, 120)}"
        self.postal_code, self.town = chance.choice(place.towns)
        self.guid = self._insert(
            tables.companies,
            name=name,
            vat_number=self.vat_number,
            annual_revenue=chance.randrange(1, 400) * 250_000,
            employees=chance.randrange(5, 1800),
            email=f"info@{self.domain}",
            website=f"https://www.{self.domain}",
            industry_guid=world.guid("industries", chance.choice(_INDUSTRIES)),
            language_guid=world.guid("languages", place.language),
            timezone_guid=world.guid("timezones", place.timezone),
        )
        self.head_office, self.billing = self._add_addresses()
        world.writer.update(tables.companies, self.guid, head_office_address_guid=self.head_office)

    def _insert(self, table: Any, **values: Any) -> str:
        return self.world.writer.insert(table, inserted_at=self.since, **values)

    def _add_addresses(self) -> tuple[str, str]:
        """Add the head office, and for some a billing address of their own."""
        both = self.chance.happens(0.7)
        common = {
            "company_guid": self.guid,
            "country_guid": self.world.guid("countries", self.place.country),
            "postal_code": self.postal_code,
            "city": self.town,
        }
        head_office = self._insert(
            tables.addresses,
            addressline=self.street,
            phone=f"{self.place.phone_prefix} {self.chance.randrange(1000000, 9999999)}",
            is_billing_address=both,
            is_postal_address=True,
            is_visit_address=True,
            **common,
        )
        if both:
            return head_office, head_office
        self.street = f"PL {self.chance.randrange(10, 900)}"
        billing = self._insert(
            tables.addresses, addressline=self.street, addressline2="Invoices & credit notes",
            is_billing_address=True, **common,
        )  # fmt: skip
        return head_office, billing

    def become_customer(self, team: Team, names: Iterator[str]) -> Customer:
        world, chance, office = self.world, self.chance, team.office
        domestic = self.place is office.place
        is_key = chance.happens(0.2) and office.place.currency == "EUR"
        number = world.take("account")
        customer = Customer(
            account="",
            number=number,
            name=self.name,
            office=office,
            place=self.place,
            vat_number=self.vat_number,
            currency=office.place.currency,
            pricelist="Key customers" if is_key else office.pricelist,
            payment_term=chance.choice((14, 14, 21, 30, 30)),
            street=self.street,
            postal_code=self.postal_code,
            town=self.town,
            billing_address=self.billing,
            contacts=[],
        )
        customer.account = self._insert(
            tables.accounts,
            name=self.name,
            number=number,
            company_guid=self.guid,
            account_owner_user_guid=team.lead.guid,
            account_rating=chance.randrange(0, 6),
            currency_guid=world.guid("currencies", customer.currency),
            language_guid=world.guid("languages", self.place.language),
            invoicing_vat=Decimal(vat_permille(customer, TODAY.replace(tzinfo=None))).scaleb(-1),
            is_active=True,
            is_internal=False,
            overdue_interest=Decimal("8.00"),
            payment_term=customer.payment_term,
            pricelist_guid=world.guid("pricelists", customer.pricelist),
            reverse_charge=not domestic,
            e_invoice_address=f"0037{chance.randrange(10**7, 10**8)}" if self.place.country == "FI" else None,
            e_invoice_operator="003721291126" if self.place.country == "FI" else None,
            notes="Send invoices as e-invoices; questions to <invoices>." if chance.happens(0.2) else None,
        )
        groups = ["Public sector" if chance.happens(0.2) else "Private sector", *(["Key customers"] if is_key else [])]
        world.writer.hang(
            tables.account_group_members,
            "account_guid",
            customer.account,
            [{"account_group_guid": world.guid("account_groups", group)} for group in groups],
        )
        customer.contacts.extend(self._add_contact(customer, next(names)) for _ in range(chance.randrange(1, 4)))
        return customer

    def _add_contact(self, customer: Customer, name: str) -> ContactPerson:
        world, chance, writer = self.world, self.chance, self.world.writer
        first_name, _, last_name = name.partition(" ")
        guid = self._insert(
            tables.contacts,
            account_guid=customer.account,
            address_guid=self.head_office,
            first_name=first_name,
            last_name=last_name,
            job_title=chance.choice(JOBS),
            is_active=True,
            language_guid=world.guid("languages", self.place.language),
            time_zone_guid=world.guid("timezones", self.place.timezone),
            satisfaction_level=chance.randrange(1, 6),
        )
        contact = ContactPerson(guid, name, email_address(name, self.domain))
        methods: list[dict[str, Any]] = [
            {"type": "EmailAddress", "value": contact.email, "name": "Work"},
            {"type": "MobilePhone", "value": f"{self.place.phone_prefix} {chance.randrange(1000000, 9999999)}"},
        ]
        if chance.happens(0.15):
            methods.append({"type": "Phone", "value": f"{self.place.phone_prefix} 100", "is_forbidden_to_use": True})
        writer.hang(tables.communication_methods, "contact_guid", guid, methods)
        if chance.happens(0.4):
            writer.hang(
                tables.contact_tags,
                "contact_guid",
                guid,
                tag_rows(world, "Contact", [chance.choice(keywords("Contact"))]),
            )
        return contact


def _add_former_customer(world: World, chance: Chance, name: str, names: Iterator[str]) -> None:
    """Add an account that is no longer active, and a contact who has gone."""
    team = world.teams[0]
    former = _Company(world, chance, team.office.place, name, FOUNDED).become_customer(team, names)
    gone = FOUNDED + timedelta(days=500)
    world.writer.update(tables.accounts, former.account, is_active=False, updated_at=gone)
    for contact in former.contacts:
        world.writer.update(tables.contacts, contact.guid, is_active=False, updated_at=gone)

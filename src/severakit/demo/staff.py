"""The organization of the demo: its offices and units, and the people who work there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from severakit.demo.chance import Chance, without_end
from severakit.demo.identifiers import iban, vat_number
from severakit.demo.months import FOUNDED, MONTHS, calendar_day, moment
from severakit.demo.names import DENMARK, FINLAND, NORWAY, SPECIALITIES, SWEDEN, TITLES, Place
from severakit.demo.registers import keywords, tag_rows
from severakit.demo.world import Office, Person, Team, World, money
from severakit.store import tables
from severakit.store.defaults import ADMINISTRATOR, FIRST_INVOICE_NUMBER

_TEAM_SIZE = 9
_SHARES = ((FINLAND, 0.42), (SWEDEN, 0.28), (NORWAY, 0.18), (DENMARK, 0.12))
_SEATS = {
    "FI": ("Oy", "Hämeentie 11", "00500", "Helsinki", "NDEAFIHH", 14, "Standard prices"),
    "SE": ("AB", "Sveavägen 20", "111 57", "Stockholm", "NDEASESS", 20, "Priser Sverige"),
    "NO": ("AS", "Storgata 8", "0155", "Oslo", "DNBANOKK", 11, "Priser Norge"),
    "DK": ("ApS", "Bredgade 30", "1260", "København", "DABADKKK", 14, "Priser Danmark"),
}
"""By country: legal form, street, postal code, town, bank, digits of an account number, price list."""

_BANKS = {"NDEAFIHH": "Nordea", "NDEASESS": "Nordea", "DNBANOKK": "DNB", "DABADKKK": "Danske Bank"}

_SERIES = 1_000_000
"""How far apart the offices' series of invoice numbers begin."""

_PLAIN_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss"})
_MANAGER, _EMPLOYEE = "Project manager", "Employee"


@dataclass(frozen=True)
class _Position:
    """What somebody is employed as, from the one month's index to before the other's."""

    title: str
    profile: str
    superior: str | None
    joined: int = 0
    left: int | None = None


def head_count(hours: int) -> int:
    """Return how many people enter so many hour entries in three years: twelve at least, then ever more."""
    return max(12, min(60, 12 + hours // 4000), hours // 3750)


def add_organization(world: World, people: int) -> str:
    """Add offices, teams and people, and return the e-mail address of the API user."""
    chance = world.chance("staff")
    root = world.guid("business_units", world.name)
    profile = world.guid("access_rights_profiles", ADMINISTRATOR)
    title = "Managing director"
    head = _add_user(world, FINLAND, root, "Kaarina Nordlund", title=title, profile_guid=profile, code="1")
    _employ(world, head, title, 9000, FOUNDED, None)
    for place, share in _SHARES:
        size = round((people - 1) * share)
        if size >= 2:
            _add_teams(world, chance, _add_office(world, chance, place, root), size, head)
    first = world.offices[0]
    _describe_organization(world, first)
    _give_account(world, first, root)
    _add_unit(world, first, "Turku (closed)", "19", first.unit, is_active=False)
    address = f"api@{world.domain}"
    _add_user(
        world, FINLAND, root, "API User", title="Integrations", profile_guid=profile, superior_user_guid=head,
        email=address, api_right=True, api_enabled=True, code="API",
        notes="No employee: whose keys the integrations use.",
    )  # fmt: skip
    return address


def _describe_organization(world: World, office: Office) -> None:
    """Say where the organization itself sits, and how it is reached: with its first office."""
    world.writer.update(
        tables.companies,
        world.guid("companies", world.name),
        email=f"info@{world.domain}",
        website=f"https://www.{world.domain}",
        vat_number=office.vat_number,
        employees=world.next_numbers["user"],
        industry_guid=world.guid("industries", "Information technology"),
    )
    world.writer.update(
        tables.addresses,
        world.guid("addresses", world.name),
        addressline=office.street,
        postal_code=office.postal_code,
        city=office.town,
        phone=office.phone,
    )


def _add_office(world: World, chance: Chance, place: Place, root: str) -> Office:
    form, street, postal_code, town, bic, account_digits, pricelist = _SEATS[place.country]
    number = len(world.offices) + 1
    account = str(chance.randrange(10 ** (account_digits - 1), 10**account_digits))
    office = Office(
        place=place,
        unit="",
        legal_name=f"{world.name} {form}",
        vat_number=vat_number(place.country, chance),
        street=street,
        postal_code=postal_code,
        town=town,
        phone=f"{place.phone_prefix} 555 0{number}0",
        iban=iban(place.country, account),
        bic=bic,
        cost_center=world.writer.insert(tables.cost_centers, name=town, identifier=f"{number}00"),
        pricelist=pricelist,
        next_invoice_number=FIRST_INVOICE_NUMBER if number == 1 else number * _SERIES + 1,
    )
    office.unit = _add_unit(
        world, office, office.legal_name, f"{number}0", root,
        vat_number=office.vat_number, show_logo_on_invoices=True, show_logo_on_pdf_reports=True,
    )  # fmt: skip
    _give_account(world, office, office.unit)
    world.offices.append(office)
    return office


def _give_account(world: World, office: Office, unit: str) -> None:
    """Have the invoices of a unit paid to an office's bank account."""
    account = {"iban": office.iban, "bic": office.bic, "bank_name": _BANKS[office.bic]}
    world.writer.hang(tables.business_unit_bank_accounts, "business_unit_guid", unit, [account])


def _add_unit(world: World, office: Office, name: str, code: str, parent: str, **values: Any) -> str:
    settings = {
        "is_active": True,
        "cost_center_guid": office.cost_center,
        "currency_guid": world.guid("currencies", office.place.currency),
        "language_guid": world.guid("languages", office.place.language),
        "time_zone_guid": world.guid("timezones", office.place.timezone),
        "formatting_culture": office.place.language,
        "payment_term": 14,
        "over_due_interest": Decimal("8.00"),
    }
    return world.writer.insert(
        tables.business_units, name=name, code=code, parent_business_unit_guid=parent, **settings | values
    )


def _add_teams(world: World, chance: Chance, office: Office, size: int, head: str) -> None:
    names = without_end(chance, office.place.people())
    specialities = without_end(chance, SPECIALITIES)
    count = max(1 if size < 5 else 2, round(size / _TEAM_SIZE))
    for index in range(count):
        code = f"{len(world.offices)}-{index + 1}"
        team = Team(office, _add_unit(world, office, f"{office.town} {next(specialities)}", code, office.unit))
        world.teams.append(team)
        seats = size * (index + 1) // count - size * index // count
        for position in _positions(chance, team, seats, head):
            team.people.append(_add_person(world, chance, team, next(names), position))


def _positions(chance: Chance, team: Team, seats: int, head: str) -> Iterator[_Position]:
    """Yield a team's positions, its lead's first; in some somebody has left and made room for another."""
    yield _Position("Team manager", _MANAGER, head)
    lead = team.lead.guid
    for seat in range(1, seats):
        title = chance.choice(TITLES)
        profile = _MANAGER if chance.happens(0.25) else _EMPLOYEE
        if seat == 1 and chance.happens(0.5):
            change = chance.randrange(12, 24)
            yield _Position(title, profile, lead, left=change)
            yield _Position(title, profile, lead, joined=change)
        else:
            yield _Position(title, profile, lead, joined=0 if chance.happens(0.7) else chance.randrange(1, 30))


def _add_person(world: World, chance: Chance, team: Team, name: str, position: _Position) -> Person:
    office = team.office
    begin = FOUNDED if position.joined == 0 else moment(MONTHS[position.joined].first, 7)
    street = f"{chance.choice(office.place.streets)} {chance.randrange(1, 90)}"
    postal_code, town = chance.choice(office.place.towns)
    work_type = chance.choice(("Consulting", "Software development", "Design", "Testing"))
    guid = _add_user(
        world, office.place, team.unit, name,
        title=position.title,
        code=str(100 + world.take("user")),
        profile_guid=world.guid("access_rights_profiles", position.profile),
        superior_user_guid=position.superior,
        worktype_guid=world.guid("work_types", work_type),
        is_active=position.left is None,
        addressline=street,
        postal_code=postal_code,
        post_office=town,
        phone=f"{office.place.phone_prefix} {chance.randrange(1000000, 9999999)}",
        inserted_at=begin,
        updated_at=begin if position.left is None else moment(MONTHS[position.left - 1].last, 14),
    )  # fmt: skip
    person = Person(
        guid=guid,
        name=name,
        email=email_address(name, world.domain),
        office=office,
        cost=chance.randrange(38, 70) * 100,
        keeps_times=chance.happens(0.3),
        joined=position.joined,
        left=position.left,
    )
    ended = None if position.left is None else MONTHS[position.left - 1].last
    _employ(world, guid, position.title, person.cost, begin, ended)
    world.writer.hang(tables.user_tags, "user_guid", guid, tag_rows(world, "User", chance.sample(keywords("User"), 2)))
    return person


def _add_user(world: World, place: Place, unit: str, name: str, **values: Any) -> str:
    first_name, _, last_name = name.partition(" ")
    settings = {
        "email": email_address(name, world.domain),
        "first_name": first_name,
        "last_name": last_name,
        "is_active": True,
        "business_unit_guid": unit,
        "country_guid": world.guid("countries", place.country),
        "culture": place.language,
        "language_guid": world.guid("languages", place.language),
        "timezone_guid": world.guid("timezones", place.timezone),
        "default_activity_type_guid": world.guid("activity_types", "Meeting"),
        "send_weekly_mail": True,
    }
    return world.writer.insert(tables.users, **settings | values)


def _employ(world: World, user: str, title: str, cost: int, begin: datetime, ended: datetime | None) -> None:
    """Add a user's work contracts: who has stayed long got a second one with another cost."""
    start = calendar_day(begin)
    raise_day = datetime(2025, 1, 1)  # noqa: DTZ001 - a calendar date
    contract = {"user_guid": user, "title": title, "daily_hours": Decimal("7.50"), "is_overtime_allowed": True}
    if start.year < 2024 and ended is None:
        first_end = raise_day - timedelta(days=1)
        world.writer.insert(
            tables.employments, start_date=start, end_date=first_end, hour_cost=money(cost - 300),
            inserted_at=begin, updated_at=moment(raise_day), **contract,
        )  # fmt: skip
        start, begin = raise_day, moment(raise_day)
    world.writer.insert(
        tables.employments, start_date=start, end_date=ended, hour_cost=money(cost), inserted_at=begin,
        updated_at=begin if ended is None else moment(ended, 14), **contract,
    )  # fmt: skip


def email_address(name: str, domain: str) -> str:
    """Return the address of somebody with that name, in plain letters."""
    return f"{plain_letters(name).replace(' ', '.')}@{domain}"


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents, as addresses on the net are written."""
    letters = unicodedata.normalize("NFKD", text.translate(_PLAIN_LETTERS)).encode("ascii", "ignore").decode()
    return letters.lower()

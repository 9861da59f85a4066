"""What the demo is about: offices, teams, people, customers and their projects, while it is being written."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from severakit.demo.chance import Chance
from severakit.demo.months import Month
from severakit.demo.names import Place
from severakit.demo.writer import Writer
from severakit.store.defaults import Registers


def money(cents: int) -> Decimal:
    """Return an amount of cents, or a quantity of hundredths, as a decimal with two digits."""
    return Decimal(cents).scaleb(-2)


def rounded(numerator: int, denominator: int) -> int:
    """Divide whole numbers, rounding half away from zero: as money is rounded."""
    return int((Decimal(numerator) / denominator).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(eq=False)
class Office:
    """The organization in one country: a company of its own, with its own series of invoice numbers."""

    place: Place
    unit: str
    legal_name: str
    vat_number: str
    street: str
    postal_code: str
    town: str
    phone: str
    iban: str
    bic: str
    cost_center: str
    pricelist: str
    next_invoice_number: int
    internal_project: Project = field(init=False)
    """The case for work that nobody pays."""

    def take_invoice_number(self) -> int:
        """Take the next number of the office's series."""
        self.next_invoice_number += 1
        return self.next_invoice_number - 1


@dataclass(eq=False)
class Person:
    """A user who works; ``cost`` is in cents an hour, months count from the demo's first."""

    guid: str
    name: str
    email: str
    office: Office
    cost: int
    keeps_times: bool
    joined: int
    left: int | None = None

    def works_in(self, month: Month) -> bool:
        """Whether the person is employed in a month."""
        return self.joined <= month.index and (self.left is None or month.index < self.left)


@dataclass(eq=False)
class Team:
    """People of one business unit who work on the same customers' projects."""

    office: Office
    unit: str
    people: list[Person] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)

    @property
    def lead(self) -> Person:
        """Who leads the team: its first member."""
        return self.people[0]


@dataclass(frozen=True)
class ContactPerson:
    """Whom to write to at a customer."""

    guid: str
    name: str
    email: str


@dataclass(eq=False)
class Customer:
    """An account, from the point of view of the office that invoices it."""

    account: str
    number: int
    name: str
    office: Office
    place: Place
    vat_number: str
    currency: str
    pricelist: str
    payment_term: int
    street: str
    postal_code: str
    town: str
    billing_address: str
    contacts: list[ContactPerson]

    @property
    def is_domestic(self) -> bool:
        """Whether the customer is in the country of the office that invoices."""
        return self.place is self.office.place


@dataclass(frozen=True)
class Stage:
    """A phase on which hours are entered."""

    phase: str
    work_type: str


@dataclass(eq=False)
class Project:
    """A case in which work is done, from its first to its last month. Prices are in cents an hour, by work type."""

    case: str
    number: int
    name: str
    team: Team
    customer: Customer | None
    """None for internal projects."""
    members: list[Person]
    stages: list[Stage]
    first: int
    last: int
    prices: dict[str, int]
    order_number: str | None = None
    bills_travel: bool = False

    def is_active_in(self, month: Month) -> bool:
        """Whether work is done in a month."""
        return self.first <= month.index <= self.last

    def stages_in(self, month: Month) -> list[Stage]:
        """Return the stages that the project is at: one or two of them."""
        at = (month.index - self.first) * len(self.stages) // (self.last - self.first + 1)
        return self.stages[at : at + 2]


@dataclass(eq=False)
class World:
    """Everything that the parts of the demo hand to each other."""

    seed: int
    name: str
    domain: str
    writer: Writer
    registers: Registers
    rates: dict[str, Decimal]
    """Units of a currency for one of the base currency."""
    offices: list[Office] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    next_numbers: dict[str, int] = field(default_factory=dict)
    """The organization's series, by what is numbered."""

    def chance(self, purpose: str) -> Chance:
        """Return the choices for one purpose."""
        return Chance.of(self.seed, self.name, purpose)

    def take(self, series: str) -> int:
        """Take the next number of a series."""
        number = self.next_numbers.setdefault(series, 1)
        self.next_numbers[series] = number + 1
        return number

    def guid(self, table: str, key: str) -> str:
        """Return the identifier of a row of a register."""
        return self.registers[table][key]

    def in_base_currency(self, cents: int, currency: str) -> int:
        """Return cents of a currency in euro cents, at its rate."""
        return rounded(cents * 100, int(self.rates[currency] * 100))

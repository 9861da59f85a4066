"""The demo's items: licences, fees that recur, subcontracting, and what travelling costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from severakit.demo.hours import Invoiced
from severakit.demo.months import TODAY, Month, moment
from severakit.demo.registers import PRODUCTS, product_price, tag_rows
from severakit.demo.world import Customer, Person, Project, Team, World, money
from severakit.store import tables

_FEES = ("L-100", "L-200", "S-100", "T-100")
_MONTHLY_FEE = "M-100"


@dataclass(eq=False)
class Item:
    """Something beside hours that a project costs and that its customer may be billed for.

    ``quantity`` is in hundredths, ``price`` in cents of the customer's currency (none when it is not
    billed), ``cost`` in euro cents.
    """

    guid: str
    project: Project
    customer: Customer
    person: Person | None
    product: str
    code: str
    date: datetime
    quantity: int
    price: int
    cost: int
    values: dict[str, Any] = field(default_factory=dict)
    """Further columns."""
    travel: dict[str, Any] = field(default_factory=dict)
    """Further columns of a row of a travel reimbursement."""
    receipt: str | None = None
    """The file that proves what was spent."""

    @property
    def phase(self) -> str:
        """Where the item is kept in its case."""
        return self.project.stages[-1].phase

    @property
    def name(self) -> str:
        """What the item is called."""
        return PRODUCTS[self.code].name

    @property
    def unit(self) -> str:
        """What the quantity counts."""
        return PRODUCTS[self.code].unit

    def sources(self, organization: int, row: str) -> list[tuple[object, ...]]:
        """Return what an invoice row is made of, by `invoicing.SOURCE_COLUMNS`."""
        product, travel_expense = (None, self.product) if self.travel else (self.product, None)
        user = self.person and self.person.guid
        return [(organization, row, 0, self.project.case, None, self.phase, user, self.guid, product, travel_expense)]


class Spending:
    """What the teams' projects cost beside hours, month by month."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._chance = world.chance("items")
        self._monthly_fees: dict[Project, str] = {}

    def month(self, team: Team, month: Month) -> Iterator[Item]:
        """Yield the items of a team's projects in a month; they are not written yet."""
        for project in team.projects:
            customer = project.customer
            if customer is None or not project.is_active_in(month):
                continue
            if "Maintenance" in project.name:
                yield self._monthly_fee(project, customer, month)
            if self._chance.happens(0.1):
                yield self._fee(project, customer, month)
            if self._chance.happens(0.08):
                yield from self._trip(project, customer, month)

    def _item(self, project: Project, customer: Customer, code: str, date: datetime, quantity: int) -> Item:
        return Item(
            guid=self._chance.guid(moment(date, 12)),
            project=project,
            customer=customer,
            person=None,
            product=self._world.guid("products", code),
            code=code,
            date=date,
            quantity=quantity,
            price=product_price(customer.pricelist, code),
            cost=PRODUCTS[code].cost,
        )

    def _fee(self, project: Project, customer: Customer, month: Month) -> Item:
        code = self._chance.choice(_FEES)
        item = self._item(project, customer, code, self._chance.choice(month.working_days), 0)
        item.quantity = 100 * self._chance.randrange(1, 9)
        item.values = {
            "billing_schedule": "OnDate",
            "planned_billing_date": month.last,
            "is_out_sourcing_cost": code == "S-100",
            "purchase_order_number": project.order_number,
            "description": "For test & production" if code.startswith("L") else None,
        }
        return item

    def _monthly_fee(self, project: Project, customer: Customer, month: Month) -> Item:
        """Return the month's fee; the first time, add the rule by which it recurs."""
        if project not in self._monthly_fees:
            rule = self._item(project, customer, _MONTHLY_FEE, month.first, 100)
            rule.values = {
                "billing_schedule": "Recurring",
                "recurrence_frequency": 1,
                "recurrence_start_date": month.first,
                "recurrence_end_type": 0,
            }
            write_item(self._world, rule, None)
            self._monthly_fees[project] = rule.guid
        item = self._item(project, customer, _MONTHLY_FEE, month.last, 100)
        item.values = {
            "billing_schedule": "OnDate",
            "planned_billing_date": month.last,
            "display_period_start": month.first,
            "recurring_item_guid": self._monthly_fees[project],
        }
        return item

    def _trip(self, project: Project, customer: Customer, month: Month) -> Iterator[Item]:
        """Yield what a visit to a customer cost, with the travel reimbursement on which it is claimed back."""
        person = self._chance.choice([person for person in project.members if person.works_in(month)])
        day = self._chance.choice(month.working_days[:-2])
        claim = self._claim(person, project, day)
        spent = {
            "KM": 100 * self._chance.randrange(20, 300),
            "PD": 200,
            "HO": 100,
            "TR": 100,
        }
        codes = ("KM", "PD") if self._chance.happens(0.5) else ("TR", "HO", "PD")
        for row, code in enumerate(codes, start=1):
            item = self._item(project, customer, code, day, spent[code])
            item.person = person
            item.cost = item.cost or 100 * self._chance.randrange(60, 240)
            own = self._world.rates[customer.currency] * item.cost
            item.price = int(own) if project.bills_travel else 0
            item.values = {"description": f"{customer.town}, visit", "is_realised": True}
            if code == "PD":
                times = {"travel_start_time": day.replace(hour=7), "travel_end_time": day.replace(hour=19, minute=30)}
                item.values |= times
            item.travel = {
                "travel_reimbursement_guid": claim,
                "row_number": row,
                "is_travel_reimbursement_required": code != "HO",
            }
            if code == "HO":
                item.receipt = self._add_receipt(item)
            yield item

    def _claim(self, person: Person, project: Project, day: datetime) -> str:
        """Add a travel reimbursement: those of the last weeks still wait, a few were rejected."""
        world = self._world
        written = moment(day + timedelta(days=1), 15)
        old = TODAY - written > timedelta(days=25)
        status = "Approved" if old else self._chance.choice(("Draft", "Waiting for approval"))
        if self._chance.happens(0.03):
            status = "Rejected"
        approved = written + timedelta(days=4) if status == "Approved" else None
        return world.writer.insert(
            tables.travel_reimbursements,
            number=world.take("travel"),
            date=day,
            user_guid=person.guid,
            currency_guid=world.guid("currencies", "EUR"),
            travel_reimbursement_status_guid=world.guid("travel_reimbursement_statuses", status),
            approval_date=approved and approved.replace(hour=0, tzinfo=None),
            approved_by_user_guid=project.team.lead.guid if approved else None,
            advance_payment=Decimal("50.00") if self._chance.happens(0.1) else None,
            notes=f"{project.name}: meeting & lunch",
            inserted_at=written,
            updated_at=approved or written,
        )

    def _add_receipt(self, item: Item) -> str:
        text = f"Hotel, {item.customer.town}\n{item.date:%Y-%m-%d}\nEUR {money(item.cost)}\n".encode()
        receipt = self._world.writer.add_file(
            text,
            name=f"receipt-{item.date:%Y%m%d}.txt",
            content_type="text/plain",
            description="Receipt",
            inserted_at=moment(item.date, 20),
        )
        self._world.writer.hang(tables.file_tags, "file_guid", receipt, tag_rows(self._world, "File", ["receipt"]))
        return receipt


def item_columns(world: World, item: Item, invoiced: Invoiced | None) -> dict[str, Any]:
    """Return an item as the tables keep it, but for its identifier."""
    quantity = money(item.quantity)
    entered = moment(item.date, 12)
    return {
        "case_guid": item.project.case,
        "cost_center_guid": item.customer.office.cost_center,
        "event_date": item.date,
        "invoice_guid": invoiced and invoiced.invoice,
        "invoice_row_guid": invoiced and invoiced.row,
        "invoice_quantity": quantity,
        "is_billable": item.price > 0,
        "measurement_unit": item.unit,
        "name": item.name,
        "product_guid": item.product,
        "product_type": PRODUCTS[item.code].kind,
        "quantity": quantity,
        "task_guid": item.phase,
        "unit_cost": money(item.cost),
        "unit_price": money(item.price),
        "unit_price_in_base_currency": money(world.in_base_currency(item.price, item.customer.currency)),
        "user_guid": item.person and item.person.guid,
        "vat": Decimal("25.5"),
        "inserted_at": entered,
        "updated_at": invoiced.at if invoiced else entered,
        **item.values,
    }


def write_item(world: World, item: Item, invoiced: Invoiced | None) -> None:
    """Write an item, with its place on an invoice where it has one."""
    world.writer.insert(tables.items, guid=item.guid, **item_columns(world, item, invoiced), **item.travel)
    if item.receipt:
        world.writer.hang(tables.item_files, "item_guid", item.guid, [{"file_guid": item.receipt}])

"""The demo's cases: customers' projects, what is still being sold, and the offices' own work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from severakit.demo.chance import Chance
from severakit.demo.months import FIRST, FOUNDED, MONTHS, TODAY, calendar_day, moment
from severakit.demo.names import INTERNAL_PHASES, PHASES, PROJECTS, SUBPHASES
from severakit.demo.registers import HOUR_PRICES, keywords, price_in_pricelist, tag_rows
from severakit.demo.world import Customer, Office, Person, Project, Stage, Team, World
from severakit.store import tables

_LAST = len(MONTHS) - 1
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Plan:
    """A project before it is written: from which month to which, by index."""

    team: Team
    customer: Customer
    name: str
    first: int
    last: int

    @property
    def begin(self) -> datetime:
        return moment(MONTHS[self.first].first, 8)

    @property
    def end(self) -> datetime:
        """The last day, which may be in the future."""
        return FIRST.later(self.last).last

    @property
    def closed(self) -> datetime | None:
        """When the case was closed: some weeks after its last month, once that was invoiced."""
        after = moment(self.end, 13) + _DAY * 20
        return after if after < TODAY else None


def add_projects(world: World) -> None:
    """Add all cases, the customers' in the order in which they began, and hand them to their teams."""
    chance = world.chance("projects")
    for office in world.offices:
        _add_internal_project(world, office)
    plans = [plan for team in world.teams for plan in _plans(chance, team)]
    for plan in sorted(plans, key=lambda plan: plan.first):
        plan.team.projects.append(_add_project(world, chance, plan))
        world.writer.write_when_full()
    for team in world.teams:
        for status in ("Lead", "Offer sent", "Negotiation", "Lost"):
            _add_sales_case(world, chance, team, status)


def _plans(chance: Chance, team: Team) -> Iterator[_Plan]:
    """Yield a team's projects: some run beside each other, in each track one after the other."""
    for track in range(max(2, len(team.people) // 2 + 1)):
        first = 0
        while first <= _LAST:
            last = first + chance.randrange(3, 13)
            name = f"{chance.choice(PROJECTS)} {MONTHS[first].year}"
            yield _Plan(team, chance.choice(team.customers), name, first, last)
            first = last + 1 + (track + first) % 2


def _add_project(world: World, chance: Chance, plan: _Plan) -> Project:
    team, customer, closed = plan.team, plan.customer, plan.closed
    members = _members(chance, plan)
    bills_travel = chance.happens(0.6)
    order_number = f"PO-{chance.randrange(10000, 99999)}" if chance.happens(0.3) else None
    value = chance.randrange(8, 90) * 1000
    number = world.take("case")
    case = _insert_case(
        world, plan.team, customer, plan.name, number,
        inserted_at=max(plan.begin - _DAY * 45, FOUNDED),
        updated_at=closed or plan.begin,
        is_closed=closed is not None,
        closed_date=closed and calendar_day(closed),
        completion_estimate=100 if closed else _percent_done(plan),
        current_case_status_guid=world.guid("case_statuses", "Delivered" if closed else "In progress"),
        current_case_status_insert_ts=closed or plan.begin,
        expected_value=Decimal(value),
        probability=100,
        is_daily_allowance_billable=bills_travel,
        is_mileage_billable=bills_travel,
        is_other_travel_expenses_billable=bills_travel,
        order_number=order_number,
        priority=chance.randrange(0, 4),
        sales_close_date=calendar_day(max(plan.begin - _DAY * 7, FOUNDED)),
        start_date=calendar_day(plan.begin),
        lead_rating=chance.randrange(1, 6),
        lead_source_guid=world.guid("lead_sources", "Existing customer"),
        billing_notes_before_grid="Hours & travel by month" if chance.happens(0.2) else None,
    )  # fmt: skip
    project = Project(
        case=case,
        number=number,
        name=plan.name,
        team=team,
        customer=customer,
        members=members,
        stages=_add_phases(world, chance, plan, case, members),
        first=plan.first,
        last=plan.last,
        prices={work: price_in_pricelist(customer.pricelist, work) for work in HOUR_PRICES},
        order_number=order_number,
        bills_travel=bills_travel,
    )
    _add_case_links(world, chance, project)
    _add_sales_history(world, case, plan.begin, ("Lead", "Offer sent", "Won"))
    _add_status_history(world, case, plan)
    if closed is None:
        _add_forecasts(world, chance, project, value)
    return project


def _insert_case(world: World, team: Team, customer: Customer, name: str, number: int, **values: Any) -> str:
    """Add a case of a customer, with what follows from the customer and the team."""
    contact = customer.contacts[0]
    settings = {
        "account_guid": customer.account,
        "billing_address_guid": customer.billing_address,
        "business_unit_guid": team.unit,
        "case_number": number,
        "case_owner_user_guid": team.lead.guid,
        "contact_guid": contact.guid,
        "cost_center_guid": customer.office.cost_center,
        "currency_guid": world.guid("currencies", customer.currency),
        "include_over_time": True,
        "name": name,
        "our_reference": team.lead.name,
        "overdue_interest": Decimal("8.00"),
        "payment_term": customer.payment_term,
        "pricelist_guid": world.guid("pricelists", customer.pricelist),
        "sales_person_user_guid": team.lead.guid,
        "use_default_work_types": True,
        "your_reference": contact.name,
    }
    return world.writer.insert(tables.cases, **settings | values)


def _members(chance: Chance, plan: _Plan) -> list[Person]:
    """Choose who works in a project: the lead, and some of those who are there at its time."""
    there = [
        person
        for person in plan.team.people[1:]
        if person.joined <= plan.last and (person.left is None or person.left > plan.first)
    ]
    return [plan.team.lead, *chance.sample(there, min(len(there), chance.randrange(2, 6)))]


def _percent_done(plan: _Plan) -> int:
    return min(95, 100 * (_LAST - plan.first + 1) // (plan.last - plan.first + 1))


@dataclass(frozen=True)
class _Tree:
    """The phases of one case while they are being added, with what they all have."""

    world: World
    case: str
    number: int
    settings: dict[str, Any]

    def add_root(self, name: str, start: datetime, end: datetime | None) -> str:
        return self.world.writer.insert(
            tables.phases, case_guid=self.case, name=name, sort_order=0, **_dates(start, end), **self.settings
        )

    def add(
        self, parent: str, order: int, name: str, work_type: str, dates: tuple[datetime, datetime | None], **values: Any
    ) -> Stage:
        phase = self.world.writer.insert(
            tables.phases,
            case_guid=self.case,
            parent_phase_guid=parent,
            code=f"{self.number}-{order}",
            name=name,
            sort_order=order,
            work_type_guid=self.world.guid("work_types", work_type),
            **_dates(*dates),
            **self.settings | values,
        )
        return Stage(phase, work_type)


def _dates(start: datetime, end: datetime | None) -> dict[str, datetime | None]:
    return {
        "planned_start_date": start,
        "original_planned_start_date": start,
        "deadline": end,
        "original_deadline": end,
    }


def _add_phases(world: World, chance: Chance, plan: _Plan, case: str, members: Sequence[Person]) -> list[Stage]:
    """Add the root phase and what hangs below it; return where hours are entered, in order of time."""
    closed = plan.closed is not None
    settings = {
        "inserted_at": plan.begin,
        "updated_at": plan.closed or plan.begin,
        "owner_user_guid": plan.team.lead.guid,
        "is_completed": closed,
        "is_locked": closed,
    }
    tree = _Tree(world, case, world.next_numbers["case"] - 1, settings)
    start = calendar_day(plan.begin)
    root = tree.add_root(plan.name, start, plan.end)
    world.writer.update(tables.cases, case, root_task_guid=root)
    stages: list[Stage] = []
    days = (plan.end - start).days
    for index, (name, work_type) in enumerate(PHASES):
        order = 10 * (index + 1)
        dates = (start + _DAY * (days * index // len(PHASES)), start + _DAY * (days * (index + 1) // len(PHASES)))
        hours = Decimal(chance.randrange(4, 40) * 10)
        estimates = {"work_estimate": hours, "original_work_estimate": hours}
        stage = tree.add(root, order, name, work_type, dates, uses_case_members=work_type != "Testing", **estimates)
        if work_type == "Testing":
            _set_phase_members(world, stage, members)
        if work_type == "Software development" and chance.happens(0.4):
            below = enumerate(chance.sample(SUBPHASES, 2), start=1)
            stages.extend(tree.add(stage.phase, order + place, name, work_type, dates) for place, name in below)
        else:
            stages.append(stage)
    if chance.happens(0.15):
        fixed_price = {"flat_rate_price": Decimal("1200.00"), "flat_rate_are_additional_hours_billable": False}
        tree.add(root, 90, "Kick-off workshop (fixed price)", "Training", (start, start + _DAY), **fixed_price)
    return stages


def _set_phase_members(world: World, stage: Stage, members: Sequence[Person]) -> None:
    rows = [{"user_guid": person.guid} for person in members]
    world.writer.hang(tables.phase_members, "phase_guid", stage.phase, rows)


def _add_case_links(world: World, chance: Chance, project: Project) -> None:
    """Add a case's members, tags and work types."""
    writer = world.writer
    members = [{"user_guid": person.guid} for person in project.members]
    writer.hang(tables.case_members, "case_guid", project.case, members)
    if chance.happens(0.35):
        tag = chance.choice(keywords("Case"))
        writer.hang(tables.case_tags, "case_guid", project.case, tag_rows(world, "Case", [tag]))
    work_types = [{"work_type_guid": world.guid("work_types", work_type)} for work_type in HOUR_PRICES]
    writer.hang(tables.case_work_types, "case_guid", project.case, work_types)


def _add_sales_history(world: World, case: str, decided: datetime, steps: Sequence[str]) -> None:
    """Add the steps that a sale went through, the last a week before work began or was not to begin."""
    for index, step in enumerate(steps):
        at = max(decided - _DAY * (7 + 19 * (len(steps) - 1 - index)), FOUNDED + timedelta(hours=index))
        status = world.writer.insert(
            tables.sales_statuses,
            case_guid=case,
            sales_process_guid=world.guid("sales_processes", step),
            time_stamp=at,
            inserted_at=at,
        )
    world.writer.update(tables.cases, case, sales_status_guid=status)


def _add_status_history(world: World, case: str, plan: _Plan) -> None:
    steps = {"Planned": max(plan.begin - _DAY * 7, FOUNDED), "In progress": plan.begin, "Delivered": plan.closed}
    for name, at in steps.items():
        if at is not None:
            status = world.guid("case_statuses", name)
            world.writer.insert(tables.case_status_changes, case_guid=case, case_status_guid=status, inserted_at=at)


def _add_forecasts(world: World, chance: Chance, project: Project, value: int) -> None:
    """Add what an open project is expected to bring in the next months."""
    for offset in range(3):
        month = MONTHS[_LAST].later(offset)
        world.writer.insert(
            tables.billing_forecasts,
            case_guid=project.case,
            year=month.year,
            month=month.number,
            billing_forecast=Decimal(value // 6),
            expense_forecast=Decimal(chance.randrange(0, 20) * 50),
            notes="Depends on acceptance & go-live" if chance.happens(0.2) else None,
            inserted_at=TODAY - _DAY * 20,
        )


def _add_sales_case(world: World, chance: Chance, team: Team, status: str) -> None:
    """Add a case that is still being sold, or was lost."""
    lost = status == "Lost"
    begun = TODAY - _DAY * chance.randrange(150 if lost else 30, 400 if lost else 90)
    decided = begun + _DAY * 50
    customer = chance.choice(team.customers)
    case = _insert_case(
        world, team, customer, f"{chance.choice(PROJECTS)} {TODAY.year + 1}", world.take("case"),
        inserted_at=begun,
        updated_at=min(decided, TODAY),
        is_closed=lost,
        closed_date=calendar_day(decided) if lost else None,
        current_case_status_guid=world.guid("case_statuses", "Planned"),
        current_case_status_insert_ts=begun,
        expected_value=Decimal(chance.randrange(5, 60) * 1000),
        probability={"Lead": 10, "Offer sent": 50, "Negotiation": 75, "Lost": 0}[status],
        lead_rating=chance.randrange(1, 6),
        lead_source_guid=world.guid("lead_sources", chance.choice(("Website", "Event", "Recommendation"))),
        start_date=calendar_day(TODAY + _DAY * chance.randrange(20, 120)),
        sales_close_date=calendar_day(begun + _DAY * 100),
    )  # fmt: skip
    tree = _Tree(world, case, world.next_numbers["case"] - 1, {"inserted_at": begun, "owner_user_guid": team.lead.guid})
    root = tree.add_root("Offer", calendar_day(begun), None)
    world.writer.update(tables.cases, case, root_task_guid=root)
    world.writer.hang(tables.case_members, "case_guid", case, [{"user_guid": team.lead.guid}])
    steps = ("Lead", "Offer sent", "Negotiation")
    history = ("Lead", "Offer sent", "Lost") if lost else steps[: steps.index(status) + 1]
    _add_sales_history(world, case, min(decided, TODAY), history)


def _add_internal_project(world: World, office: Office) -> None:
    """Add an office's own case: no sale, no price, no invoice."""
    team = next(team for team in world.teams if team.office is office)
    people = [person for other in world.teams if other.office is office for person in other.people]
    number = world.take("case")
    name = f"Internal work {office.town}"
    begin = calendar_day(FOUNDED)
    case = world.writer.insert(
        tables.cases,
        account_guid=world.guid("accounts", world.name),
        business_unit_guid=office.unit,
        case_number=number,
        case_owner_user_guid=team.lead.guid,
        cost_center_guid=office.cost_center,
        currency_guid=world.guid("currencies", office.place.currency),
        current_case_status_guid=world.guid("case_statuses", "In progress"),
        current_case_status_insert_ts=FOUNDED,
        name=name,
        start_date=begin,
        use_default_work_types=True,
    )
    tree = _Tree(world, case, number, {"inserted_at": FOUNDED, "owner_user_guid": team.lead.guid})
    root = tree.add_root(name, begin, None)
    world.writer.update(tables.cases, case, root_task_guid=root)
    stages = [
        tree.add(root, order, name, work_type, (begin, None))
        for order, (name, work_type) in enumerate(INTERNAL_PHASES, start=1)
    ]
    world.writer.hang(tables.case_members, "case_guid", case, [{"user_guid": person.guid} for person in people])
    office.internal_project = Project(
        case=case, number=number, name=name, team=team, customer=None, members=people, stages=stages,
        first=0, last=_LAST, prices={},
    )  # fmt: skip

"""The demo's hours, a team's month at a time, so that any number of them fits into memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from severakit.demo.chance import Chance, milliseconds
from severakit.demo.months import TODAY, Month, moment
from severakit.demo.names import DESCRIPTIONS
from severakit.demo.world import Person, Project, Team, World, money
from severakit.demo.writer import plain

COLUMNS = (
    "organization_id", "guid", "case_guid", "description", "start_time", "end_time", "event_date", "invoice_guid",
    "invoice_row_guid", "invoice_quantity", "is_approved", "is_billable", "is_productive", "over_time_guid",
    "phase_guid", "quantity", "unit_cost", "unit_price", "unit_price_in_base_currency", "user_guid",
    "work_type_guid", "inserted_at", "updated_at",
)  # fmt: skip

QUANTITIES = [str(money(25 * quarters)) for quarters in range(100)]
"""Quantities in hours as text, by the number of quarter hours."""

_CLOCK = [f"T{quarter // 4:02d}:{quarter % 4 * 15:02d}:00" for quarter in range(96)]
_START_OF_DAY = 32
"""Eight o'clock, in quarter hours."""

_ENTRY_MOMENTS = [f"T{13 + index % 4:02d}:{index * 7 % 60:02d}:{index * 11 % 60:02d}" for index in range(60)]
_WORK_DAY = 30
"""Seven and a half hours, in quarter hours."""


class Entry(NamedTuple):
    """One hour entry, but for what it shares with the others of its line. Times and dates are text."""

    guid: str
    day: str
    phase: str
    quarters: int
    description: str | None
    start: str | None
    end: str | None
    inserted_at: str


@dataclass(eq=False)
class Line:
    """The hours of one person in one month of a project that have the same work type and price.

    They are one row of an invoice. ``price`` is in cents an hour, none for what is not billed.
    """

    project: Project
    person: Person
    work_type: str
    over_time: str | None
    price: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the hours are called on an invoice."""
        return f"{self.work_type}, {self.person.name}"

    @property
    def code(self) -> str | None:
        """The product's code: hours have none."""
        return None

    @property
    def unit(self) -> str:
        """What the quantity counts."""
        return "h"

    @cached_property
    def quantity(self) -> int:
        """The hours in hundredths."""
        return 25 * sum(entry.quarters for entry in self.entries)

    @property
    def cost(self) -> int:
        """Cents an hour."""
        return self.person.cost

    @property
    def date(self) -> datetime:
        """The last day."""
        return datetime.fromisoformat(self.entries[-1].day)

    def sources(self, organization: int, row: str) -> list[tuple[object, ...]]:
        """Return what an invoice row is made of, by `invoicing.SOURCE_COLUMNS`.

        Every hour is named, the case, the person and each phase once.
        """
        phases = dict.fromkeys(entry.phase for entry in self.entries)
        whole = iter([(self.project.case, self.person.guid)])
        seen = iter(phases)
        rows: list[tuple[object, ...]] = []
        for position, entry in enumerate(self.entries):
            case, user = next(whole, (None, None))
            rows.append((organization, row, position, case, entry.guid, next(seen, None), user, None, None, None))
        return rows


@dataclass(frozen=True)
class Invoiced:
    """What an invoice leaves behind on the hours that it is made of."""

    invoice: str
    row: str
    at: datetime


def spread(total: int, weights: list[float]) -> Iterator[int]:
    """Divide a number into whole parts by weights; the parts add up to it exactly."""
    whole = sum(weights)
    done, reached = 0, 0.0
    for weight in weights:
        reached += weight
        upto = round(total * reached / whole)
        yield upto - done
        done = upto


def team_month(world: World, chance: Chance, team: Team, month: Month, count: int) -> list[Line]:
    """Return so many hours of a team in a month, by line."""
    people = [person for person in team.people if person.works_in(month)]
    choices = [_choices(world, chance, team, person, month) for person in people]
    days = month.working_days
    slots = len(days) * len(people)
    stride = slots / max(count, 1)
    lengths = _lengths(count / slots)
    texts = [plain(day) for day in days]
    dates = [text[:10] for text in texts]
    clock_dates = [_entry_dates(day) for day in days]
    day_milliseconds = [milliseconds(moment(day)) for day in days]
    digits = chance.randbytes(10 * count).hex()
    number = chance.random
    last_slot, clock = -1, 0
    for index in range(count):
        slot = int((index + number()) * stride)
        day, member = divmod(slot, len(people))
        line, phase = choices[member][int(number() * len(choices[member]))]
        quarters = lengths[int(number() * len(lengths))]
        draw = number()
        start = end = None
        if people[member].keeps_times:
            begin = clock if slot == last_slot else _START_OF_DAY + int(draw * 5)
            last_slot, clock = slot, begin + quarters
            if clock < len(_CLOCK):
                start, end = dates[day] + _CLOCK[begin], dates[day] + _CLOCK[clock]
        line.entries.append(
            Entry(
                f"{day_milliseconds[day] + index % 1000:012x}{digits[20 * index : 20 * index + 20]}",
                texts[day],
                phase,
                quarters,
                DESCRIPTIONS[int(draw * len(DESCRIPTIONS))] if draw > 0.02 else None,
                start,
                end,
                clock_dates[day][index % 3] + _ENTRY_MOMENTS[index % 60],
            )
        )
    return list(dict.fromkeys(line for options in choices for line, _ in options if line.entries))


def _lengths(density: float) -> list[int]:
    """Return lengths to choose from, in quarter hours, for so many entries on a person's day.

    Now and then a day gets one entry more than most: they are short enough that it still fits.
    """
    if density <= 0.5:
        return [8, 12, 16, 20, 24, 28, 30, 30, 30]
    return [max(1, round(_WORK_DAY / (density + 1) * part)) for part in (0.5, 0.75, 1, 1, 1.25, 1.5)]


def _entry_dates(day: datetime) -> list[str]:
    """Return on which dates hours of a day are entered: at once or up to two days later, none in the future."""
    latest = TODAY.replace(tzinfo=None) - timedelta(days=1)
    return [plain(min(day + timedelta(days=lag), latest))[:10] for lag in (0, 1, 2)]


def _choices(world: World, chance: Chance, team: Team, person: Person, month: Month) -> list[tuple[Line, str]]:
    """Return lines and phases to choose from: the projects of the time, and a little of the office's own work."""
    options: list[tuple[Line, str]] = []
    for project in team.projects:
        if project.is_active_in(month) and person in project.members:
            options.extend(_project_choices(world, chance, project, person, month))
    options *= 1 + 7 // (len(options) + 1)
    own = team.office.internal_project
    stages = chance.sample(own.stages, 2)
    return options + [(Line(own, person, stage.work_type, None, 0), stage.phase) for stage in stages]


def _project_choices(
    world: World, chance: Chance, project: Project, person: Person, month: Month
) -> Iterator[tuple[Line, str]]:
    lines: dict[str, Line] = {}
    for stage in project.stages_in(month):
        price = project.prices[stage.work_type]
        line = lines.setdefault(stage.work_type, Line(project, person, stage.work_type, None, price))
        yield line, stage.phase
    if chance.happens(0.04):
        over_time = world.guid("over_times", "Overtime 50 %")
        yield Line(project, person, stage.work_type, over_time, price * 3 // 2), stage.phase


def hour_rows(world: World, line: Line, invoiced: Invoiced | None, *, approved: bool) -> list[tuple[object, ...]]:
    """Return the rows of a line's hours, by `COLUMNS`."""
    project = line.project
    customer = project.customer
    billable = int(line.price > 0)
    productive = int(customer is not None)
    approval = 1 if approved else None
    invoice, row, at = (invoiced.invoice, invoiced.row, plain(invoiced.at)) if invoiced else (None, None, None)
    cost = str(money(line.person.cost))
    price = str(money(line.price))
    base = str(money(world.in_base_currency(line.price, customer.currency))) if customer else price
    work_type = world.guid("work_types", line.work_type)
    organization, case, user = world.writer.organization_id, project.case, line.person.guid
    over_time = line.over_time
    return [
        (
            organization, guid, case, description, start, end, day, invoice,
            row, QUANTITIES[quarters if billable else 0], approval, billable, productive, over_time,
            phase, QUANTITIES[quarters], cost, price, base, user,
            work_type, inserted_at, at or inserted_at,
        )
        for guid, day, phase, quarters, description, start, end, inserted_at in line.entries
    ]  # fmt: skip

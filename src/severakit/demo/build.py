"""Building the demo: one organization, three years, any number of hours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from severakit.demo.chance import Chance
from severakit.demo.customers import add_customers
from severakit.demo.everyday import add_everyday
from severakit.demo.hours import COLUMNS, Invoiced, hour_rows, spread, team_month
from severakit.demo.invoicing import Billable, Invoicing
from severakit.demo.items import Item, Spending, write_item
from severakit.demo.months import FOUNDED, MONTHS, Month
from severakit.demo.projects import add_projects
from severakit.demo.registers import add_registers
from severakit.demo.staff import add_organization, head_count, plain_letters
from severakit.demo.world import World
from severakit.demo.writer import Writer, unindexed
from severakit.store import tables
from severakit.store.administration import DAILY_QUOTA
from severakit.store.defaults import FIRST_ACCOUNT_NUMBER, default_rates, insert_defaults
from severakit.store.schema import organizations
from severakit.store.store import Store

DEMO_NAME = "Nordlys Consulting"
DEMO_USER = "api@nordlys.example"
"""The API user of a demo of that name."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Demo:
    """What is needed to use a demo: the organization, and the user whom its API keys are made for."""

    organization: str
    organization_id: int
    user: str
    """The API user's e-mail address."""


def build_demo(
    store: Store,
    hours: int = 2000,
    seed: int = 1,
    progress: Progress | None = None,
    name: str = DEMO_NAME,
) -> Demo:
    """Add a demo organization with exactly so many hour entries, in one transaction.

    The same seed, number of hours and name give the same rows, byte for byte. ``progress`` is called
    with the number of hours written so far. Memory does not grow with the hours. Raises ValueError
    for a name that is taken or a negative number of hours.
    """
    if hours < 0:
        raise ValueError("A demo cannot have fewer than 0 hours.")
    with store.writing() as connection, unindexed(connection, tables.hour_entries, tables.invoice_row_sources):
        organization_id = _add_row(connection, name, seed)
        world = _begin(store, connection, organization_id, name, seed)
        user = add_organization(world, head_count(hours))
        add_customers(world)
        add_projects(world)
        _work(world, hours, progress or (lambda _: None))
        add_everyday(world)
        _finish(connection, world)
    return Demo(name, organization_id, user)


def _add_row(connection: Connection, name: str, seed: int) -> int:
    if connection.execute(sa.select(organizations.c.id).where(organizations.c.name == name)).first():
        raise ValueError(f"There is already an organization named {name!r}; give the demo another name.")
    statement = sa.insert(organizations).values(
        guid=Chance.of(seed, name, "organization").guid(FOUNDED),
        name=name,
        inserted_at=FOUNDED,
        api_addon=True,
        terms_accepted=True,
        daily_quota=DAILY_QUOTA,
        next_case_number=1,
        next_account_number=1,
        next_travel_number=1,
    )
    organization_id: int = connection.execute(statement.returning(organizations.c.id)).scalar_one()
    return organization_id


def _begin(store: Store, connection: Connection, organization_id: int, name: str, seed: int) -> World:
    writer = Writer(connection, organization_id, Chance.of(seed, name, "identifiers"), FOUNDED, store.contents)
    world = World(
        seed=seed,
        name=name,
        domain=f"{plain_letters(name).split()[0]}.example",
        writer=writer,
        registers=insert_defaults(writer, name),
        rates=default_rates(),
        next_numbers={"account": FIRST_ACCOUNT_NUMBER + 1},
    )
    add_registers(world)
    return world


def _work(world: World, hours: int, progress: Progress) -> None:
    """Go through the months, team by team, and write what was done and what was invoiced of it."""
    writer = world.writer
    chance = world.chance("hours")
    invoicing = Invoicing(world)
    spending = Spending(world)
    hour_entries = writer.bulk(tables.hour_entries, COLUMNS)
    counts = _counts(world, hours)
    written = 0

    def keep(month: Month, settled: Iterable[tuple[Billable, Invoiced | None]]) -> None:
        for billable, invoiced in settled:
            if isinstance(billable, Item):
                write_item(world, billable, invoiced)
            else:
                hour_entries.extend(hour_rows(world, billable, invoiced, approved=month.is_over))

    for month in MONTHS:
        keep(month, invoicing.credit(month))
        for team in world.teams:
            count = next(counts)
            lines = team_month(world, chance, team, month, count)
            keep(month, invoicing.settle(month, [*lines, *spending.month(team, month)]))
            writer.write_when_full()
            written += count
            progress(written)


def _counts(world: World, hours: int) -> Iterator[int]:
    """Yield how many hours each month has of each team, in that order."""
    return spread(
        hours,
        [
            month.weight * sum(person.works_in(month) for person in team.people)
            for month in MONTHS
            for team in world.teams
        ],
    )


def _finish(connection: Connection, world: World) -> None:
    """Write what is left, and where each series of numbers goes on."""
    for office in world.offices:
        world.writer.update(tables.business_units, office.unit, next_invoice_number=office.next_invoice_number)
    world.writer.write()
    statement = sa.update(organizations).where(organizations.c.id == world.writer.organization_id)
    connection.execute(
        statement.values(
            next_account_number=world.take("account"),
            next_case_number=world.take("case"),
            next_travel_number=world.take("travel"),
        )
    )

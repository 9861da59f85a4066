"""What surrounds the work: meetings, holidays, breaks, plans, and what customers may look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from severakit.demo.chance import Chance
from severakit.demo.months import MONTHS, TODAY, moment
from severakit.demo.names import Place
from severakit.demo.world import Customer, Person, Project, Team, World
from severakit.store import tables

_DAY = timedelta(days=1)
_LATEST = len(MONTHS) - 1
_INVITED, _ACCEPTED = 1, 2


def add_everyday(world: World) -> None:
    """Add activities, time entries, finished days, resource allocations and shared cases."""
    chance = world.chance("everyday")
    for team in world.teams:
        _add_weekly_meeting(world, team)
        for person in team.people:
            if person.left is None:
                _add_holidays(world, chance, person)
                _add_meetings(world, chance, team, person)
                _add_days(world, person)
                world.writer.write_when_full()
        for project in team.projects:
            if project.last >= _LATEST and project.customer is not None:
                _add_allocations(world, chance, project)
                if chance.happens(0.25):
                    _share(world, project, project.customer)


def _add_weekly_meeting(world: World, team: Team) -> None:
    start = datetime(2026, 1, 12, 8, tzinfo=UTC)
    activity = _add_activity(
        world,
        team.lead,
        "Meeting",
        "Team meeting & coffee",
        start,
        start + timedelta(hours=1),
        location="Aurora",
        recurrence_unit="week",
        recurrence_interval=1,
        recurrence_end=start + _DAY * 350,
        inserted_at=start - _DAY * 5,
    )
    room = {"resource_guid": world.guid("resources", "Meeting room Aurora"), "status": _ACCEPTED}
    others = [{"user_guid": person.guid, "status": _INVITED} for person in team.people[1:] if person.left is None]
    _invite(world, activity, [*others, room])


def _add_meetings(world: World, chance: Chance, team: Team, person: Person) -> None:
    """Add a meeting a month with somebody of a customer, and what is still to be done."""
    for month in MONTHS[-9:]:
        project = next((one for one in team.projects if person in one.members and one.is_active_in(month)), None)
        if project is None or project.customer is None or not person.works_in(month):
            continue
        start = moment(chance.choice(month.working_days), chance.randrange(7, 14))
        links = {"account_guid": project.customer.account, "task_guid": project.stages[0].phase}
        name = f"{project.name}: {chance.choice(('status', 'demo & feedback', 'planning'))}"
        activity = _add_activity(
            world, person, "Meeting", name, start, start + timedelta(hours=1), is_closed=True, **links
        )
        guests = [{"contact_guid": project.customer.contacts[0].guid, "status": _ACCEPTED}]
        if person is not team.lead:
            guests.append({"user_guid": team.lead.guid, "status": _INVITED})
        _invite(world, activity, guests)
    if chance.happens(0.4):
        _add_activity(world, person, "To-do", "Offer to <new customer>", None, None, inserted_at=TODAY - _DAY * 6)


def _add_holidays(world: World, chance: Chance, person: Person) -> None:
    """Add summer holidays, and for some a day of sickness or something of their own."""
    for year in (2025, 2026):
        first = datetime(year, 7, 1) + _DAY * 7 * chance.randrange(0, 4)  # noqa: DTZ001 - a calendar date
        _add_absence(world, person, "Holiday", "Summer holiday", first, days=14)
    if chance.happens(0.4):
        day = chance.choice(MONTHS[-1 - chance.randrange(6)].working_days)
        _add_absence(world, person, "Sick leave", "Sick", day, days=1)
    if chance.happens(0.3):
        start = moment(chance.choice(MONTHS[-1].working_days), 13)
        _add_activity(world, person, "Personal", "Dentist", start, start + timedelta(hours=1), is_private=True)


def _add_absence(world: World, person: Person, kind: str, name: str, first: datetime, *, days: int) -> None:
    """Add whole days; they begin and end at midnight where the person is."""
    place = person.office.place
    start, end = _midnight(place, first), _midnight(place, first + _DAY * days)
    _add_activity(world, person, kind, name, start, end, is_all_day=True, is_duration=True)


def _midnight(place: Place, day: datetime) -> datetime:
    """Return the moment at which a day begins in a country of the European Union's summer time."""
    begins, ends = (datetime(day.year, month, 31) for month in (3, 10))  # noqa: DTZ001 - calendar dates
    is_summer = begins - _DAY * ((begins.weekday() + 1) % 7) < day <= ends - _DAY * ((ends.weekday() + 1) % 7)
    return moment(day, 0) - timedelta(hours=place.hours_east + is_summer)


def _add_activity(
    world: World, owner: Person, kind: str, name: str, start: datetime | None, end: datetime | None, **values: Any
) -> str:
    settings = {
        "activity_type_guid": world.guid("activity_types", kind),
        "name": name,
        "owner_user_guid": owner.guid,
        "start_date_time": start,
        "end_date_time": end,
        "inserted_at": min(start or TODAY, TODAY) - _DAY * 9,
    }
    return world.writer.insert(tables.activities, **settings | values)


def _invite(world: World, activity: str, participants: Sequence[dict[str, Any]]) -> None:
    world.writer.hang(tables.activity_participants, "activity_guid", activity, participants)


def _add_days(world: World, person: Person) -> None:
    """Mark the last months' days as finished, and enter the breaks of those who keep times."""
    days = [day for month in MONTHS[-3:] if person.works_in(month) for day in month.working_days]
    finished = [{"date": day, "is_ready": True} for day in days[:-2]]
    world.writer.hang(tables.work_days, "user_guid", person.guid, finished)
    if person.keeps_times:
        for day in days[-30:]:
            world.writer.insert(
                tables.time_entries,
                event_date=day,
                user_guid=person.guid,
                phase_guid=person.office.internal_project.stages[0].phase,
                quantity=Decimal("0.50"),
                start_time=day.replace(hour=11, minute=30),
                end_time=day.replace(hour=12),
                description="Lunch",
                inserted_at=moment(day, 14),
            )


def _add_allocations(world: World, chance: Chance, project: Project) -> None:
    """Plan an open project's people for the next two months."""
    for person in project.members:
        if person.left is not None:
            continue
        percentage = chance.choice((20, 40, 50, 80))
        month = MONTHS[_LATEST].later(1)
        days = len(month.working_days) + len(month.later(1).working_days)
        world.writer.insert(
            tables.resource_allocations,
            case_guid=project.case,
            phase_guid=project.stages[-1].phase,
            user_guid=person.guid,
            start_date=month.first,
            end_date=month.later(1).last,
            allocated_percentage=percentage,
            allocated_hours=Decimal("7.50") * days * percentage / 100,
            inserted_at=TODAY - _DAY * 12,
        )


def _share(world: World, project: Project, customer: Customer) -> None:
    """Let a customer's contacts look at their case."""
    shared_at = TODAY - _DAY * 40
    rights = {f"rights_{name}": True for name in ("show_case_status", "show_phase_tree", "show_work_hours")}
    shared = world.writer.insert(tables.extranet_cases, case_guid=project.case, inserted_at=shared_at, **rights)
    for contact in customer.contacts:
        world.writer.insert(
            tables.extranet_contacts,
            extranet_case_guid=shared,
            contact_guid=contact.guid,
            rights_comments=True,
            rights_approval=contact is customer.contacts[0],
            inserted_at=shared_at,
        )
    world.writer.update(tables.cases, project.case, shared_to_extranet=True, updated_at=shared_at)

"""IActivity: meetings, absences, things to do and other entries of people's calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from severakit.entities import AccountRight, Activity, CaseRight
from severakit.service.call import Call, Result
from severakit.service.operations.activity_access import (
    activity_to_change,
    activity_to_delete,
    may_see,
    shown,
    with_access,
)
from severakit.service.operations.activity_instances import Bounds, Calendar, is_time_of, whole_minutes
from severakit.service.operations.activity_type import ABSENCES, CATEGORIES
from severakit.service.operations.days import day_of
from severakit.service.operations.participants import (
    CONTACT,
    RESOURCE,
    USER,
    add_participant,
    participants,
    remove_participant,
)
from severakit.service.operations.patterns import named
from severakit.service.operations.people import may_manage
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import rights_of_caller
from severakit.service.operations.writing import Values, check_references, filled, kept_values, sent
from severakit.soap.faults import GeneralFailure, NoPermission, NotFound, Validation
from severakit.store.tables import activities, activity_participants, activity_types, cases, phases, users

_MOST_ROWS = 200
_EVERY_ROW = 2**31 - 1
_MOST_STATUS = 4
_DAY = timedelta(days=1)
# What takes time in the calendar; what is to be done may be undated.
_DATED = (ABSENCES, "CalendarEntry")
_TIMES = ("start_date_time", "end_date_time", "is_all_day", "is_duration")

activity = Interface("IActivity")


# --- reading ---------------------------------------------------------------------------------


@activity.operation
def get_activity_by_guid(call: Call, activity_guid: str | None) -> Result:
    """An activity, a recurring one at its first time.

    A private activity is open to its owner and to users who take part, absences of others to those whom the users
    right allows, and what concerns customers or cases takes some right over those. Of other activities only the times
    and the owner are shown, under the name Private or that of the type's category. IsReadOnly says whether the
    caller may change the activity.
    """
    found = call.session.all(with_access(call).where(named(activities.c.guid, activity_guid)))
    if not found:
        raise NotFound("The activity was not found.")
    return shown(found[0], found[0]["start_date_time"], found[0]["end_date_time"])


@activity.operation
def get_activity_instances(  # noqa: PLR0913, PLR0917 - the contract's parameters
    call: Call,
    user_guid: str | None,
    starts_after: datetime | None,
    starts_before: datetime | None,
    ends_after: datetime | None,
    ends_before: datetime | None,
    activity_type_guid: str | None,
    account_guid: str | None,
    case_guid: str | None,
    first_row: int | None,
    max_rows: int | None,
) -> Result:
    """Activities by start, then by GUID, undated ones last; a recurring one is there once for each of its times.

    All arguments narrow the list, and nil ones do not: userGUID names the owner, caseGUID the case whose phase
    TaskGUID is. Bounds are compared to the minute and include it; an activity without an end ends as it starts.
    firstRow counts from 0, nil is 0; maxRows is 200 at most, nil is 200; what is beyond is Validation. Each time of a
    recurring activity bears the activity's GUID, and is at the same time of day by its owner's clock, in summer as in
    winter. One that never ends is followed for five years from now; months too short for its day have it on their
    last. Activities of which only the times are shown (see GetActivityByGUID) are
    found by owner and times alone.
    """
    first, count = first_row or 0, _MOST_ROWS if max_rows is None else max_rows
    if first < 0:
        raise Validation("firstRow must be 0 or more.")
    if not 0 <= count <= _MOST_ROWS:
        raise Validation(f"maxRows must be between 0 and {_MOST_ROWS}; ask for further rows by firstRow.")
    conditions = [] if user_guid is None else [activities.c.owner_user_guid == user_guid]
    by_content = _by_content(call, activity_type_guid, account_guid, case_guid)
    if by_content:
        conditions += [*by_content, may_see(call)]
    starting, ending = whole_minutes(starts_after, starts_before), whole_minutes(ends_after, ends_before)
    return Calendar(call.session, with_access(call).where(*conditions), starting, ending).page(first, count)


@activity.operation
def get_activities_by_date(
    call: Call,
    start_date: datetime | None,
    end_date: datetime | None,
    activity_category: str | None,
    business_unit_guid: str | None,
) -> Result:
    """Activities that touch days of UTC, both bounds included, as GetActivityInstances lists them.

    Of the extended generation. A missing date is open. activityCategory is that of activity types; none is any, and one
    that no activity can have is GeneralFailure. The unit is the owner's, units below it included.
    """
    conditions = []
    if activity_category:
        if activity_category not in CATEGORIES:
            raise GeneralFailure(f"activityCategory must be one of {', '.join(CATEGORIES)}.")
        of_category = call.session.select(activity_types, activity_types.c.guid)
        of_category = of_category.where(activity_types.c.category == activity_category)
        conditions += [activities.c.activity_type_guid.in_(of_category), may_see(call)]
    units = call.units(business_unit_guid)
    if units is not None:
        of_units = call.session.select(users, users.c.guid).where(users.c.business_unit_guid.in_(units))
        conditions.append(activities.c.owner_user_guid.in_(of_units))
    first = start_date and day_of(start_date).replace(tzinfo=UTC)
    last = end_date and day_of(end_date).replace(tzinfo=UTC) + _DAY - timedelta(microseconds=1)
    calendar = Calendar(call.session, with_access(call).where(*conditions), Bounds(None, last), Bounds(first, None))
    return calendar.page(0, _EVERY_ROW)


def _by_content(
    call: Call, activity_type_guid: str | None, account_guid: str | None, case_guid: str | None
) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if activity_type_guid is not None:
        conditions.append(activities.c.activity_type_guid == activity_type_guid)
    if account_guid is not None:
        conditions.append(activities.c.account_guid == account_guid)
    if case_guid is not None:
        of_case = call.session.select(phases, phases.c.guid).where(phases.c.case_guid == case_guid)
        conditions.append(activities.c.task_guid.in_(of_case))
    return conditions


# --- writing ---------------------------------------------------------------------------------


@activity.operation
def add_new_activity(call: Call, activity_info: Activity | None) -> Result:
    """Insert an activity; Name and OwnerUserGUID are mandatory.

    ActivityTypeGUID is the owner's default type where it is left out, else the organization's. One of whole days has
    IsAllDay, which makes IsDuration true, and starts at the owner's midnight; without an end it is one day. Absences
    and calendar entries need a start; others may be undated. TaskGUID brings the account of its case along.
    IsReadOnly is not taken over. Everybody adds activities of their own, the users right allows others'; those on
    customers or cases take some right over these. The answer shows what was stored, also of a private activity.
    """
    entity = sent(activity_info, "name", "owner_user_guid")
    values = kept_values("Activity", entity, ignored=("IsReadOnly",))
    check_references(call, activities, values)
    _require_right(call, values)
    owner = _owner(call, values["owner_user_guid"])
    if not owner["is_active"]:
        raise Validation("OwnerUserGUID names a user who is not active.")
    values = filled(values, activity_type_guid=_default_type(call, owner))
    values |= _of_type(call, values, None) | _account_of_task(call, values)
    return _stored(call, call.session.insert(activities, **values))


@activity.operation
def update_activity(call: Call, activity_info: Activity | None) -> Result:
    """Replace an activity, under the rules of AddNewActivity; a type that is left out stays.

    All times of a recurring activity change together. When it takes place cannot be changed here: the start and end
    that are sent must be one of its times, as they were read. The owner, users who take part and those with the users
    right for the owner may change an activity that they may look into; users who take part cannot give it away.
    """
    entity = sent(activity_info, "guid", "name", "owner_user_guid")
    current = activity_to_change(call, entity.guid)
    values = kept_values("Activity", entity, ignored=("IsReadOnly",))
    values = filled(values, activity_type_guid=current["activity_type_guid"])
    check_references(call, activities, values)
    if values["owner_user_guid"] != current["owner_user_guid"]:
        activity_to_delete(call, current["guid"])
        _owner(call, values["owner_user_guid"])
    _require_right(call, values)
    values |= _of_type(call, values, current) | _account_of_task(call, values)
    call.session.update(activities, current["guid"], **values)
    return _stored(call, current["guid"])


@activity.operation
def delete_activity(call: Call, activity_guid: str | None) -> Result:
    """Delete an activity with all its times; to take part in it is not enough."""
    current = activity_to_delete(call, activity_guid)
    call.session.delete(activity_participants, activity_participants.c.activity_guid == current["guid"])
    return call.session.delete(activities, activities.c.guid == current["guid"]) == 1


def _stored(call: Call, guid: str) -> Activity:
    """Return what the caller has just written, with its content: private from others or not."""
    row = call.session.all(with_access(call).where(activities.c.guid == guid))[0]
    return shown({**row, "may_see": True}, row["start_date_time"], row["end_date_time"])


def _owner(call: Call, guid: str) -> sa.RowMapping:
    """Return a user for whom the caller may plan. Raises NoPermission."""
    if not may_manage(call, guid):
        raise NoPermission(f"{call.operation.name} takes the users right for the owner of the activity.")
    return call.required(users, guid, "The owner")


def _require_right(call: Call, values: Values) -> None:
    """Nobody without any right over customers, or cases, has activities on them."""
    rights = rights_of_caller(call)
    on_case, on_account = values["task_guid"] is not None, values["account_guid"] is not None
    if (on_case or on_account) and rights["account"] in (None, AccountRight.NONE):
        raise NoPermission(f"{call.operation.name} takes the account right for an activity on a customer or a case.")
    if on_case and rights["case"] in (None, CaseRight.NONE):
        raise NoPermission(f"{call.operation.name} takes the case right for an activity on a case.")


def _default_type(call: Call, owner: sa.RowMapping) -> str | None:
    default: str | None = owner["default_activity_type_guid"]
    if default is None:
        of_organization = call.session.find(activity_types, is_default=True, is_active=True)
        default = None if of_organization is None else of_organization["guid"]
    return default


def _of_type(call: Call, values: Values, current: sa.RowMapping | None) -> Values:
    """Check an activity against its type, and return its times."""
    guid = values["activity_type_guid"]
    if guid is None:
        raise Validation("ActivityTypeGUID is mandatory: there is no default activity type.")
    kind = call.required(activity_types, guid, "The activity type")
    is_new = current is None or guid != current["activity_type_guid"]
    if is_new and not kind["is_active"]:
        raise Validation("ActivityTypeGUID names a type that is not active and cannot be chosen.")
    if values["start_date_time"] is None and kind["category"] in _DATED:
        raise Validation(f"StartDateTime is mandatory for activities of the category {kind['category']}.")
    times = _times(values, current)
    if current is not None and current["recurrence_unit"] is not None:
        return _times_of_recurring(current, times)
    return times


def _times(values: Values, current: sa.RowMapping | None) -> Values:
    """Return when an activity takes place, its end completed. Raises Validation."""
    known: Values = {"is_all_day": False, "is_duration": False} if current is None else dict(current)
    times = {name: (known | values)[name] for name in _TIMES}
    start, end = times["start_date_time"], times["end_date_time"]
    if times["is_all_day"]:
        times["is_duration"] = True
        end = times["end_date_time"] = end or _day_after(start)
    if end is not None and (start is None or end < start or (end == start and times["is_all_day"])):
        raise Validation("EndDateTime must not be before StartDateTime, and for whole days must be after it.")
    return times


def _day_after(start: datetime | None) -> datetime:
    if start is None:
        raise Validation("StartDateTime is mandatory for an activity of whole days.")
    try:
        return start + _DAY
    except OverflowError as error:
        raise Validation("StartDateTime is beyond the calendar.") from error


def _times_of_recurring(current: sa.RowMapping, times: Values) -> Values:
    kept = {name: current[name] for name in _TIMES}
    flags = ("is_all_day", "is_duration")
    same = all(times[name] == kept[name] for name in flags)
    if not (same and is_time_of(current, times["start_date_time"], times["end_date_time"])):
        raise Validation("StartDateTime and EndDateTime of a recurring activity must be one of its times.")
    return kept


def _account_of_task(call: Call, values: Values) -> Values:
    if values["task_guid"] is None:
        return {}
    phase = call.required(phases, values["task_guid"], "The phase")
    account: str = call.required(cases, phase["case_guid"], "The case")["account_guid"]
    if values["account_guid"] not in (None, account):
        raise Validation("TaskGUID names a phase of another account's case.")
    return {"account_guid": account}


# --- participants ----------------------------------------------------------------------------


@activity.operation
def get_all_activity_participants(call: Call, activity_guid: str | None) -> Result:
    """Users, then contacts, then resources, each as they were added; the owner is not among them unless added.

    An unknown activity, and one into which the caller may not look, shows none.
    """
    return participants(call, activity_guid, USER, CONTACT, RESOURCE)


@activity.operation
def get_activity_user_participants(call: Call, activity_guid: str | None) -> Result:
    """The users who take part, as they were added, by the rules of GetAllActivityParticipants."""
    return participants(call, activity_guid, USER)


@activity.operation
def get_activity_contact_participants(call: Call, activity_guid: str | None) -> Result:
    """The contacts who take part, as they were added, by the rules of GetAllActivityParticipants."""
    return participants(call, activity_guid, CONTACT)


@activity.operation
def get_activity_resource_participants(call: Call, activity_guid: str | None) -> Result:
    """The resources that are booked, as they were added, by the rules of GetAllActivityParticipants."""
    return participants(call, activity_guid, RESOURCE)


@activity.operation
def add_new_activity_user_participant(
    call: Call, activity_guid: str | None, user_guid: str | None, member_status: int | None
) -> Result:
    """Let an active user take part; false for one who does already, and who keeps the status.

    memberStatus is 0 unknown, 1 invited, 2 accepted, 3 tentative or 4 declined. Who may change the activity may add
    participants of all three kinds.
    """
    current = activity_to_change(call, activity_guid)
    status = member_status or 0
    if status > _MOST_STATUS:
        raise Validation(f"memberStatus must be between 0 and {_MOST_STATUS}.")
    return add_participant(call, current["guid"], USER, user_guid, status)


@activity.operation
def add_new_activity_contact_participant(call: Call, activity_guid: str | None, contact_guid: str | None) -> Result:
    """Let an active contact take part, with the status 0; false for one who does already."""
    return add_participant(call, activity_to_change(call, activity_guid)["guid"], CONTACT, contact_guid, 0)


@activity.operation
def add_new_activity_resource_participant(call: Call, activity_guid: str | None, resource_guid: str | None) -> Result:
    """Book an active resource, with the status 0; false for one that is booked already.

    Nothing keeps a resource from being booked for two activities at once.
    """
    return add_participant(call, activity_to_change(call, activity_guid)["guid"], RESOURCE, resource_guid, 0)


@activity.operation
def remove_activity_user_participant(call: Call, activity_guid: str | None, user_guid: str | None) -> Result:
    """Take a user out; false for one who does not take part. Users who only take part remove none but themselves."""
    current = activity_to_change(call, activity_guid)
    if user_guid != call.caller.user_guid:
        current = activity_to_delete(call, current["guid"])
    return remove_participant(call, current["guid"], USER, user_guid)


@activity.operation
def remove_activity_contact_participant(call: Call, activity_guid: str | None, contact_guid: str | None) -> Result:
    """Take a contact out; false for one who does not take part. To take part oneself is not enough."""
    return remove_participant(call, activity_to_delete(call, activity_guid)["guid"], CONTACT, contact_guid)


@activity.operation
def remove_activity_resource_participant(call: Call, activity_guid: str | None, resource_guid: str | None) -> Result:
    """Give a resource back; false for one that is not booked. To take part oneself is not enough."""
    return remove_participant(call, activity_to_delete(call, activity_guid)["guid"], RESOURCE, resource_guid)

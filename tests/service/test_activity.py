"""IActivity: calendars, with what recurs, who takes part and what is private."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from severakit.entities import Activity, Contact, Resource
from severakit.store.tables import activities, activity_participants, activity_types, timezones, users
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock, statements
from support.projects import (
    add_case,
    add_customer,
    add_user,
    fields,
    narrow_rights,
    own_account,
    register,
)

BY_GUID, INSTANCES = "IActivity.GetActivityByGUID", "IActivity.GetActivityInstances"
ADD, UPDATE, DELETE = "IActivity.AddNewActivity", "IActivity.UpdateActivity", "IActivity.DeleteActivity"
PARTICIPANTS = "IActivity.GetAllActivityParticipants"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = moment("2040-05-07 12:00")


def kind(api, name):
    return register(api, activity_types, name=name)


def new(api, name="Meeting", start=NOON, **members):
    given = {"owner_user_guid": api.user_guid, "start_date_time": start, **members}
    return Activity(name=name, **given)


def add(api, name="Meeting", start=NOON, **members):
    return api(ADD, activityInfo=new(api, name, start, **members))


def recur(api, activity, unit, interval=1, end=None):
    """Let an activity repeat, which is set past the API."""
    with api.session() as session:
        rule = {"recurrence_unit": unit, "recurrence_interval": interval, "recurrence_end": end}
        session.update(activities, activity.guid, **rule)


def names(listed):
    return [activity.name for activity in listed]


def starts(listed):
    return [activity.start_date_time for activity in listed]


@pytest.fixture
def aino(api):
    return add_user(api, "aino@acme.example").guid


# --- reading ---------------------------------------------------------------------------------


def test_an_activity_is_found_by_guid(api, other_api):
    activity = add(api, location="Aurora", notes="Agenda", end_date_time=NOON + HOUR)
    assert api(BY_GUID, activityGUID=activity.guid) == activity
    assert (activity.location, activity.notes, activity.is_read_only) == ("Aurora", "Agenda", False)
    assert fault_of(api, BY_GUID, activityGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, activityGUID=None) == NOT_FOUND
    assert fault_of(api, BY_GUID, activityGUID="guid") == FAILURE
    assert fault_of(other_api, BY_GUID, activityGUID=activity.guid) == NOT_FOUND


def test_instances_come_by_start_and_undated_ones_last(api, other_api):
    add(api, "Undated", None, activity_type_guid=kind(api, "To-do"))
    add(api, "Later", NOON + DAY)
    add(api, "Sooner", NOON - DAY)
    add(api, "Noon")
    assert names(api(INSTANCES)) == ["Sooner", "Noon", "Later", "Undated"]
    assert other_api(INSTANCES) == []


def test_arguments_narrow_the_list_together(api, aino):
    case = add_case(api)
    todo = kind(api, "To-do")
    add(api, "Mine")
    add(api, "Hers", owner_user_guid=aino)
    add(api, "On the case", task_guid=case.root_task_guid, activity_type_guid=todo)
    add(api, "On the account", account_guid=case.account_guid)
    add(api, "To do", activity_type_guid=todo)
    for params, expected in (
        ({"userGUID": aino}, ["Hers"]),
        ({"userGUID": UNKNOWN}, []),
        ({"caseGUID": case.guid}, ["On the case"]),
        ({"caseGUID": UNKNOWN}, []),
        ({"accountGUID": case.account_guid}, ["On the account", "On the case"]),
        ({"activityTypeGUID": todo}, ["On the case", "To do"]),
        ({"activityTypeGUID": todo, "accountGUID": case.account_guid}, ["On the case"]),
        ({"userGUID": aino, "activityTypeGUID": todo}, []),
    ):
        assert sorted(names(api(INSTANCES, **params))) == expected
    assert fault_of(api, INSTANCES, userGUID="guid") == FAILURE


def test_bounds_are_compared_to_the_minute_and_include_it(api):
    add(api, "Long", end_date_time=NOON + 2 * HOUR)
    add(api, "Moment", NOON + timedelta(seconds=30))
    add(api, "Undated", None, activity_type_guid=kind(api, "To-do"))
    late = timedelta(seconds=59)
    for params, expected in (
        ({"startsAfter": NOON + late}, ["Long", "Moment"]),
        ({"startsAfter": NOON + timedelta(minutes=1)}, []),
        ({"startsBefore": NOON}, ["Long", "Moment"]),
        ({"startsBefore": NOON - timedelta(seconds=1)}, []),
        ({"endsAfter": NOON + HOUR}, ["Long"]),
        ({"endsAfter": NOON + late}, ["Long", "Moment"]),
        ({"endsBefore": NOON}, ["Moment"]),
        ({"endsBefore": NOON + 2 * HOUR}, ["Long", "Moment"]),
        ({"startsAfter": NOON, "startsBefore": NOON, "endsAfter": NOON, "endsBefore": NOON + HOUR}, ["Moment"]),
        ({"startsAfter": datetime.min.replace(tzinfo=NOON.tzinfo)}, ["Long", "Moment"]),
    ):
        assert names(api(INSTANCES, **params)) == expected, params


def test_pages_begin_at_a_row_and_have_at_most_200(api):
    with api.session() as session:
        for number in range(205):
            given = {"owner_user_guid": api.user_guid, "start_date_time": NOON + number * HOUR}
            session.insert(activities, name=str(number), **given)
    expected = [str(number) for number in range(205)]
    assert names(api(INSTANCES)) == expected[:200]
    assert names(api(INSTANCES, firstRow=200, maxRows=200)) == expected[200:]
    assert names(api(INSTANCES, firstRow=3, maxRows=2)) == expected[3:5]
    assert api(INSTANCES, maxRows=0) == api(INSTANCES, firstRow=2**31 - 1) == []
    for wrong in ({"maxRows": 201}, {"maxRows": -1}, {"firstRow": -1}):
        assert fault_of(api, INSTANCES, **wrong) == INVALID


# --- recurring activities --------------------------------------------------------------------


def test_a_recurring_activity_is_listed_at_each_of_its_times(api):
    weekly = add(api, "Weekly", end_date_time=NOON + HOUR)
    recur(api, weekly, "week", 2, NOON + 28 * DAY)
    single = add(api, "Single", NOON + 20 * DAY)
    listed = api(INSTANCES)
    assert starts(listed) == [NOON, NOON + 14 * DAY, NOON + 20 * DAY, NOON + 28 * DAY]
    assert [activity.guid for activity in listed] == [weekly.guid, weekly.guid, single.guid, weekly.guid]
    assert listed[1] == Activity(
        **fields(weekly) | {"start_date_time": NOON + 14 * DAY, "end_date_time": NOON + 14 * DAY + HOUR}
    )
    assert api(BY_GUID, activityGUID=weekly.guid).start_date_time == NOON
    for params, expected in (
        ({"startsAfter": NOON + 10 * DAY, "startsBefore": NOON + 15 * DAY}, [14]),
        ({"endsAfter": NOON + 14 * DAY + HOUR}, [14, 20, 28]),
        ({"endsBefore": NOON + 14 * DAY}, [0]),
        ({"startsAfter": NOON + 28 * DAY}, [28]),
        ({"startsAfter": NOON + 29 * DAY}, []),
        ({"startsBefore": NOON - DAY}, []),
        ({"firstRow": 1, "maxRows": 2}, [14, 20]),
        ({"firstRow": 3}, [28]),
        ({"firstRow": 4}, []),
    ):
        assert starts(api(INSTANCES, **params)) == [NOON + days * DAY for days in expected], params


def test_months_are_counted_where_the_owner_is_and_short_ones_have_it_on_their_last_day(api):
    # Midnight in Helsinki, on the last of January.
    start = moment("2041-01-30 22:00")
    whole_days = {"is_all_day": True, "activity_type_guid": kind(api, "Holiday")}
    monthly = add(api, "Monthly", start, **whole_days)
    recur(api, monthly, "month", 1, moment("2041-05-01 00:00"))
    with api.session() as session:
        zone = session.find(timezones, system_name="FLE Standard Time")["guid"]
        session.update(users, api.user_guid, timezone_guid=zone)
    expected = ["2041-01-30 22:00", "2041-02-27 22:00", "2041-03-30 22:00", "2041-04-29 21:00"]
    listed = api(INSTANCES)
    assert starts(listed) == [moment(text) for text in expected]
    # The last of March is the day on which summer time begins.
    lengths = [activity.end_date_time - activity.start_date_time for activity in listed]
    assert lengths == [DAY, DAY, DAY - HOUR, DAY]
    assert starts(api(INSTANCES, startsAfter=moment("2041-03-01 00:00"))) == [moment(text) for text in expected[2:]]


def test_what_recurs_keeps_its_time_of_day_over_summer_time(api):
    with api.session() as session:
        session.update(users, api.user_guid, timezone_guid=register(api, timezones, system_name="FLE Standard Time"))

    def listed(first, unit="week", **members):
        meeting = add(api, first, moment(first), **members)
        recur(api, meeting, unit, 1, meeting.start_date_time + 9 * DAY)
        return [each for each in api(INSTANCES) if each.guid == meeting.guid]

    october = listed("2040-10-25 06:00", end_date_time=moment("2040-10-25 07:00"))
    assert starts(october) == [moment("2040-10-25 06:00"), moment("2040-11-01 07:00")]
    assert [each.end_date_time for each in october] == [moment("2040-10-25 07:00"), moment("2040-11-01 08:00")]
    assert starts(listed("2040-03-22 07:00")) == [moment("2040-03-22 07:00"), moment("2040-03-29 06:00")]
    # The clock shows from three to four twice in that night; the first time stays as it was entered.
    for twice in ("2040-10-28 00:30", "2040-10-28 01:30"):
        night = listed(twice, end_date_time=moment(twice))
        assert (night[0].start_date_time, night[0].end_date_time) == (moment(twice), moment(twice))
        assert starts(night)[1:] == [moment("2040-11-04 01:30")]


def test_what_never_ends_is_followed_for_five_years(api):
    set_clock(api.store, "2040-05-07 12:00")
    daily = add(api, "Daily")
    recur(api, daily, "day")
    assert len(api(INSTANCES)) == 200
    assert starts(api(INSTANCES, firstRow=1000, maxRows=1)) == [NOON + 1000 * DAY]
    assert starts(api(INSTANCES, startsAfter=NOON + 1829 * DAY)) == [NOON + 1829 * DAY, NOON + 1830 * DAY]
    assert starts(api(INSTANCES, startsAfter=NOON + 700 * DAY, maxRows=1)) == [NOON + 700 * DAY]


def test_the_times_of_a_recurring_activity_stay(api):
    weekly = add(api, "Weekly", end_date_time=NOON + HOUR)
    recur(api, weekly, "week", 1, NOON + 21 * DAY)
    third = api(INSTANCES)[2]
    changed = api(UPDATE, activityInfo=Activity(**fields(third) | {"notes": "Bring maps", "is_closed": True}))
    assert (changed.notes, changed.is_closed, changed.start_date_time) == ("Bring maps", True, NOON)
    assert starts(api(INSTANCES)) == [NOON + days * DAY for days in (0, 7, 14, 21)]
    for wrong in (
        {"start_date_time": NOON + DAY, "end_date_time": NOON + DAY + HOUR},
        {"end_date_time": third.end_date_time + HOUR},
        {"end_date_time": None},
        {"is_all_day": True},
    ):
        assert fault_of(api, UPDATE, activityInfo=Activity(**fields(third) | wrong)) == INVALID
    assert api(DELETE, activityGUID=weekly.guid) is True
    assert api(INSTANCES) == []


def test_a_list_takes_a_fixed_number_of_statements(api):
    def counted():
        with statements(api.store) as executed:
            api(INSTANCES)
        return len(executed)

    narrow_rights(api, users="EditOwnEmployees")
    recur(api, add(api, "Weekly"), "week", 1, NOON + 700 * DAY)
    few = counted()
    for number in range(5):
        recur(api, add(api, "Weekly", NOON + number * HOUR), "week", 1, NOON + 700 * DAY)
        add(api)
    assert counted() == few


# --- writing ---------------------------------------------------------------------------------


def test_a_new_activity_takes_the_owners_type_or_the_default(api, aino):
    assert add(api).activity_type_guid == kind(api, "Meeting")
    with api.session() as session:
        session.update(users, aino, default_activity_type_guid=kind(api, "Call"))
    assert add(api, owner_user_guid=aino).activity_type_guid == kind(api, "Call")
    chosen = add(api, owner_user_guid=aino, activity_type_guid=kind(api, "To-do"), is_read_only=True)
    assert (chosen.activity_type_guid, chosen.is_read_only) == (kind(api, "To-do"), False)
    with api.session() as session:
        session.update_where(activity_types, is_default=False)
    assert fault_of(api, ADD, activityInfo=new(api)) == INVALID


def test_whole_days_last_one_where_no_end_is_sent(api):
    absence = {"activity_type_guid": kind(api, "Holiday"), "is_all_day": True}
    start = moment("2013-12-15 22:00")
    one = add(api, "Holiday", start, **absence)
    assert (one.is_all_day, one.is_duration, one.end_date_time) == (True, True, start + DAY)
    five = add(api, "Holiday", start, end_date_time=start + 5 * DAY, **absence)
    assert five.end_date_time == moment("2013-12-20 22:00")
    assert fault_of(api, ADD, activityInfo=new(api, "A", start, end_date_time=start, **absence)) == INVALID
    undated = new(api, "A", None, is_all_day=True, activity_type_guid=kind(api, "To-do"))
    assert fault_of(api, ADD, activityInfo=undated) == INVALID
    last = datetime(9999, 12, 31, 12, tzinfo=NOON.tzinfo)
    assert fault_of(api, ADD, activityInfo=new(api, "A", last, **absence)) == INVALID


def test_a_phase_brings_the_account_of_its_case_along(api):
    case = add_case(api)
    activity = add(api, task_guid=case.root_task_guid)
    assert (activity.task_guid, activity.account_guid) == (case.root_task_guid, case.account_guid)
    other = add_customer(api, "Other").guid
    wrong = new(api, task_guid=case.root_task_guid, account_guid=other)
    assert fault_of(api, ADD, activityInfo=wrong) == INVALID


def test_an_update_carries_the_whole_activity(api, aino):
    activity = add(api, location="Aurora", notes="Agenda", end_date_time=NOON + HOUR, is_closed=True)
    info = Activity(guid=activity.guid, name="Call", owner_user_guid=aino, start_date_time=NOON + DAY)
    changed = api(UPDATE, activityInfo=info)
    assert (changed.name, changed.owner_user_guid, changed.start_date_time) == ("Call", aino, NOON + DAY)
    assert (changed.location, changed.notes, changed.end_date_time) == (None, None, None)
    # What may not be nil keeps its value when it is left out, and so does the type.
    assert (changed.is_closed, changed.activity_type_guid) == (True, activity.activity_type_guid)
    assert api(BY_GUID, activityGUID=activity.guid) == changed


def test_an_inactive_type_stays_but_is_not_chosen(api):
    activity = add(api)
    with api.session() as session:
        session.update(activity_types, activity.activity_type_guid, is_active=False)
    assert fault_of(api, ADD, activityInfo=activity) == INVALID
    assert api(UPDATE, activityInfo=activity) == activity


def test_a_refused_activity_changes_nothing(api, other_api):
    activity = add(api, end_date_time=NOON + HOUR)
    gone = add_user(api, "gone@acme.example").guid
    with api.session() as session:
        session.update(users, gone, is_active=False)
    for members in (
        {"name": None},
        {"name": " "},
        {"owner_user_guid": None},
        {"owner_user_guid": other_api.user_guid},
        {"activity_type_guid": UNKNOWN},
        {"activity_type_guid": kind(other_api, "Call")},
        {"account_guid": own_account(other_api)},
        {"task_guid": UNKNOWN},
        {"start_date_time": None, "end_date_time": None},
        {"start_date_time": None},
        {"end_date_time": NOON - HOUR},
    ):
        wrong = Activity(**fields(activity) | members)
        for operation in (ADD, UPDATE):
            assert fault_of(api, operation, activityInfo=wrong) == INVALID, members
    assert fault_of(api, ADD, activityInfo=new(api, owner_user_guid=gone)) == INVALID
    assert fault_of(api, ADD, activityInfo=None) == fault_of(api, UPDATE, activityInfo=None) == FAILURE
    assert fault_of(api, UPDATE, activityInfo=new(api)) == INVALID
    for operation, params in (
        (UPDATE, {"activityInfo": Activity(**fields(activity) | {"guid": UNKNOWN})}),
        (DELETE, {"activityGUID": UNKNOWN}),
    ):
        assert fault_of(api, operation, **params) == INVALID
    assert fault_of(other_api, UPDATE, activityInfo=activity) == INVALID
    assert fault_of(other_api, DELETE, activityGUID=activity.guid) == INVALID
    assert api(INSTANCES) == [activity]


def test_a_deleted_activity_is_gone_with_its_participants(api, aino):
    activity = add(api)
    api("IActivity.AddNewActivityUserParticipant", activityGUID=activity.guid, userGUID=aino, memberStatus=1)
    assert api(DELETE, activityGUID=activity.guid) is True
    assert fault_of(api, BY_GUID, activityGUID=activity.guid) == NOT_FOUND
    assert api(PARTICIPANTS, activityGUID=activity.guid) == []


# --- participants ----------------------------------------------------------------------------


@pytest.fixture
def guests(api, aino):
    """Parameters that name one participant of each kind, and the participant's name."""
    info = Contact(account_guid=add_customer(api).guid, first_name="Liv", last_name="Berg")
    contact = api("IContact.AddNewContact", contactInfo=info).guid
    room = api("IResource.AddNewResource", resourceInfo=Resource(name="Aurora")).guid
    return {
        "User": ({"userGUID": aino}, "Aino Laine"),
        "Contact": ({"contactGUID": contact}, "Liv Berg"),
        "Resource": ({"resourceGUID": room}, "Aurora"),
    }


def invite(api, activity, kind_of_guest, guest, **more):
    return api(f"IActivity.AddNewActivity{kind_of_guest}Participant", activityGUID=activity.guid, **guest, **more)


def dismiss(api, activity, kind_of_guest, guest):
    return api(f"IActivity.RemoveActivity{kind_of_guest}Participant", activityGUID=activity.guid, **guest)


def test_users_contacts_and_resources_take_part(api, other_api, guests):
    activity = add(api)
    for name in ("Resource", "Contact", "User"):
        status = {"memberStatus": 2} if name == "User" else {}
        assert invite(api, activity, name, guests[name][0], **status) is True
        assert invite(api, activity, name, guests[name][0], **status) is False
    everybody = api(PARTICIPANTS, activityGUID=activity.guid)
    assert [(each.name, each.status) for each in everybody] == [("Aino Laine", 2), ("Liv Berg", 0), ("Aurora", 0)]
    for number, (name, (guest, _)) in enumerate(guests.items()):
        (alone,) = api(f"IActivity.GetActivity{name}Participants", activityGUID=activity.guid)
        assert alone == everybody[number]
        ids = {alone.user_guid, alone.contact_guid, alone.resource_guid}
        assert ids == {None, *guest.values()}
        assert api(f"IActivity.GetActivity{name}Participants", activityGUID=UNKNOWN) == []
        assert other_api(f"IActivity.GetActivity{name}Participants", activityGUID=activity.guid) == []
        assert dismiss(api, activity, name, guest) is True
        assert dismiss(api, activity, name, guest) is False
    assert api(PARTICIPANTS, activityGUID=activity.guid) == api(PARTICIPANTS, activityGUID=None) == []


def test_a_refused_participant_changes_nothing(api, other_api, guests):
    activity, theirs = add(api), add(other_api)
    for name, (guest, _) in guests.items():
        (parameter,) = guest
        for wrong in (UNKNOWN, other_api.user_guid, None, "guid"):
            for operation in (f"AddNewActivity{name}Participant", f"RemoveActivity{name}Participant"):
                params = {"activityGUID": activity.guid, parameter: wrong}
                status = {"memberStatus": 1} if operation == "AddNewActivityUserParticipant" else {}
                fault = FAILURE if wrong == "guid" else INVALID
                assert fault_of(api, f"IActivity.{operation}", **params, **status) == fault
                for unknown in (UNKNOWN, theirs.guid):
                    params = {"activityGUID": unknown, **guest}
                    assert fault_of(api, f"IActivity.{operation}", **params, **status) == INVALID
    user = {"activityGUID": activity.guid, **guests["User"][0]}
    assert fault_of(api, "IActivity.AddNewActivityUserParticipant", **user, memberStatus=5) == INVALID
    api("IUser.DisableUser", userGUID=user["userGUID"])
    assert fault_of(api, "IActivity.AddNewActivityUserParticipant", **user, memberStatus=1) == INVALID
    room = guests["Resource"][0]["resourceGUID"]
    api("IResource.UpdateResource", resourceInfo=Resource(guid=room, name="Aurora", is_active=False))
    resource = {"activityGUID": activity.guid, "resourceGUID": room}
    assert fault_of(api, "IActivity.AddNewActivityResourceParticipant", **resource) == INVALID
    assert api(PARTICIPANTS, activityGUID=activity.guid) == []


# --- rights ----------------------------------------------------------------------------------


@pytest.fixture
def hers(api, aino):
    """Activities of another user, by name."""
    case = add_case(api)
    own = {"owner_user_guid": aino, "notes": "Secret", "location": "Here"}
    return {
        activity.name: activity
        for activity in (
            add(api, "Plain", **own),
            add(api, "Dentist", is_private=True, **own),
            add(api, "Flu", activity_type_guid=kind(api, "Sick leave"), **own),
            add(api, "On the account", account_guid=case.account_guid, **own),
            add(api, "On the case", task_guid=case.root_task_guid, **own),
        )
    }


def seen(api, hers):
    """Return the activities of another user that are open to the caller, by name."""
    read = {name: api(BY_GUID, activityGUID=activity.guid) for name, activity in hers.items()}
    hidden = {name: activity for name, activity in read.items() if activity.notes is None}
    for name, activity in hidden.items():
        assert (activity.start_date_time, activity.owner_user_guid) == (NOON, hers[name].owner_user_guid)
        assert (activity.location, activity.account_guid, activity.task_guid) == (None, None, None)
        assert (activity.activity_type_guid, activity.is_read_only) == (None, True)
    listed = {activity.guid: activity for activity in api(INSTANCES)}
    assert all(listed[activity.guid] == activity for activity in read.values())
    return set(read) - set(hidden)


def test_activities_of_others_are_open_by_the_callers_rights(api, hers):
    everything = set(hers)
    assert seen(api, hers) == everything - {"Dentist"}
    assert api(BY_GUID, activityGUID=hers["Dentist"].guid).name == "Private"
    narrow_rights(api, users="None")
    assert seen(api, hers) == everything - {"Dentist", "Flu"}
    assert api(BY_GUID, activityGUID=hers["Flu"].guid).name == "Absences"
    narrow_rights(api, case="None")
    assert seen(api, hers) == {"Plain", "On the account"}
    narrow_rights(api, case="All", account="None")
    assert seen(api, hers) == {"Plain"}
    assert api(BY_GUID, activityGUID=hers["On the case"].guid).name == "CalendarEntry"


def test_hidden_content_is_not_found_by(api, hers):
    flu, on_case = hers["Flu"], hers["On the case"]
    by_type = {"activityTypeGUID": flu.activity_type_guid}
    by_account = {"accountGUID": on_case.account_guid}
    assert names(api(INSTANCES, **by_type)) == ["Flu"]
    narrow_rights(api, users="None", case="None")
    assert api(INSTANCES, **by_type) == []
    assert names(api(INSTANCES, **by_account)) == ["On the account"]
    for activity in (flu, on_case):
        assert api(PARTICIPANTS, activityGUID=activity.guid) == []


def test_superiors_look_into_absences_and_change_them(api, aino, hers):
    narrow_rights(api, users="EditOwnEmployees")
    with api.session() as session:
        session.update(users, aino, superior_user_guid=None)
    assert "Flu" not in seen(api, hers)
    with api.session() as session:
        session.update(users, aino, superior_user_guid=api.user_guid)
    assert "Flu" in seen(api, hers)
    assert api(UPDATE, activityInfo=hers["Flu"]) == hers["Flu"]
    assert api(DELETE, activityGUID=hers["Flu"].guid) is True


def test_who_takes_part_sees_and_changes_but_does_not_delete(api, aino, hers):
    dentist = hers["Dentist"]
    with api.session() as session:
        for user in (api.user_guid, aino):
            session.append(activity_participants, "activity_guid", dentist.guid, user_guid=user)
    narrow_rights(api, users="None")
    read = api(BY_GUID, activityGUID=dentist.guid)
    assert (read.notes, read.is_read_only) == ("Secret", False)
    assert api(UPDATE, activityInfo=Activity(**fields(read) | {"notes": "Moved"})).notes == "Moved"
    given_away = Activity(**fields(read) | {"owner_user_guid": api.user_guid})
    assert fault_of(api, UPDATE, activityInfo=given_away) == NO_PERMISSION
    assert fault_of(api, DELETE, activityGUID=dentist.guid) == NO_PERMISSION
    remove = "IActivity.RemoveActivityUserParticipant"
    assert fault_of(api, remove, activityGUID=dentist.guid, userGUID=aino) == NO_PERMISSION
    assert [each.user_guid for each in api(PARTICIPANTS, activityGUID=dentist.guid)] == [api.user_guid, aino]
    assert api(remove, activityGUID=dentist.guid, userGUID=api.user_guid) is True
    assert fault_of(api, UPDATE, activityInfo=read) == NO_PERMISSION


def test_others_activities_take_the_users_right(api, aino, hers, guests):
    narrow_rights(api, users="None")
    plain = hers["Plain"]
    mine = add(api)
    for operation, params in (
        (ADD, {"activityInfo": new(api, owner_user_guid=aino)}),
        (UPDATE, {"activityInfo": plain}),
        (UPDATE, {"activityInfo": Activity(**fields(mine) | {"owner_user_guid": aino})}),
        (DELETE, {"activityGUID": plain.guid}),
    ):
        assert fault_of(api, operation, **params) == NO_PERMISSION
    for name, (guest, _) in guests.items():
        params = {"activityGUID": plain.guid, **guest}
        status = {"memberStatus": 1} if name == "User" else {}
        assert fault_of(api, f"IActivity.AddNewActivity{name}Participant", **params, **status) == NO_PERMISSION
        assert fault_of(api, f"IActivity.RemoveActivity{name}Participant", **params) == NO_PERMISSION
    assert api(UPDATE, activityInfo=mine) == mine
    assert api(DELETE, activityGUID=mine.guid) is True


def test_activities_on_customers_and_cases_take_a_right_over_them(api):
    case = add_case(api)
    mine = add(api)
    on_account, on_case = {"account_guid": case.account_guid}, {"task_guid": case.root_task_guid}
    narrow_rights(api, account="ReadOnly", case="OwnNoCreation")
    assert add(api, **on_case).account_guid == case.account_guid
    narrow_rights(api, case="None")
    assert add(api, **on_account).account_guid == case.account_guid
    for members in (on_case, on_case | on_account):
        assert fault_of(api, ADD, activityInfo=new(api, **members)) == NO_PERMISSION
        assert fault_of(api, UPDATE, activityInfo=Activity(**fields(mine) | members)) == NO_PERMISSION
    narrow_rights(api, account="None", case="All")
    for members in (on_case, on_account):
        assert fault_of(api, ADD, activityInfo=new(api, **members)) == NO_PERMISSION
        assert fault_of(api, UPDATE, activityInfo=Activity(**fields(mine) | members)) == NO_PERMISSION
    assert api(BY_GUID, activityGUID=mine.guid) == mine

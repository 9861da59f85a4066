"""IActivityType: the kinds of activities, each of one category, such as absences or calendar entries."""

from __future__ import annotations

from severakit.entities import ActivityType
from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registers import add_entry, change_entry, delete_entry
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import Values
from severakit.soap.faults import Validation
from severakit.store.tables import activity_types

ABSENCES = "Absences"
CATEGORIES = (ABSENCES, "CalendarEntry", "ToDo", "ProjectTask", "Personal")

activity_type = Interface("IActivityType")
activity_type.declare("GetActivityTypeByGUID", by_guid("ActivityType"))
activity_type.declare("GetAllActivityTypes", everything("ActivityType", "name"))


@activity_type.operation
def add_new_activity_type(call: Call, activity_type_info: ActivityType | None) -> Result:
    """Add an active activity type; Name and Category are mandatory.

    Category is Absences, CalendarEntry, ToDo, ProjectTask or Personal. IsPaidLeave is kept for absences alone,
    where none means unpaid. A new default takes the place of the present one. Takes the administrator right.
    """
    return add_entry(call, "ActivityType", activity_type_info, _rules)


@activity_type.operation
def update_activity_type(call: Call, activity_type_info: ActivityType | None) -> Result:
    """Replace an activity type, under the rules of AddNewActivityType; an inactive one cannot be the default."""
    return change_entry(call, "ActivityType", activity_type_info, "The activity type", _rules)


@activity_type.operation
def delete_activity_type(
    call: Call, activity_type_guid: str | None, replacement_activity_type_guid: str | None
) -> Result:
    """Delete an activity type; its activities, and users whose default it is, get the replacement.

    Without a replacement a type in use cannot be deleted, and the organization's default never. It need not be
    made inactive before. Takes the administrator right.
    """
    return delete_entry(call, activity_types, activity_type_guid, replacement_activity_type_guid, "The activity type")


def _rules(_call: Call, entity: ActivityType, _values: Values) -> Values:
    if entity.category not in CATEGORIES:
        raise Validation(f"Category must be one of {', '.join(CATEGORIES)}.")
    return {"is_paid_leave": bool(entity.is_paid_leave) if entity.category == ABSENCES else None}

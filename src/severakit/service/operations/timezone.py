"""ITimezone: the time zones of people and units."""

from __future__ import annotations

from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registry import Interface

timezone = Interface("ITimezone")
timezone.declare("GetTimezoneByGUID", by_guid("Timezone"))
timezone.declare("GetAllTimezones", everything("Timezone", "name"))

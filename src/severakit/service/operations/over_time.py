"""IOverTime: the kinds of overtime, with their surcharges."""

from __future__ import annotations

from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registry import Interface

over_time = Interface("IOverTime")
over_time.declare("GetOverTimeByGUID", by_guid("OverTime"))
over_time.declare("GetAllOvertimes", everything("OverTime", "name"))

"""Time zones as clocks: the register names them as Windows does, and their rules are those of the IANA database."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import sqlalchemy as sa

# As the Unicode CLDR pairs them; of several places the one that the register's name begins with.
_PLACES = {
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "GMT Standard Time": "Europe/London",
    "W. Europe Standard Time": "Europe/Berlin",
    "Romance Standard Time": "Europe/Paris",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw",
    "FLE Standard Time": "Europe/Helsinki",
    "GTB Standard Time": "Europe/Bucharest",
    "E. Europe Standard Time": "Europe/Chisinau",
    "Israel Standard Time": "Asia/Jerusalem",
    "South Africa Standard Time": "Africa/Johannesburg",
    "Turkey Standard Time": "Europe/Istanbul",
    "Arabian Standard Time": "Asia/Dubai",
    "India Standard Time": "Asia/Kolkata",
    "China Standard Time": "Asia/Shanghai",
    "Singapore Standard Time": "Asia/Singapore",
    "Tokyo Standard Time": "Asia/Tokyo",
    "Korea Standard Time": "Asia/Seoul",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "New Zealand Standard Time": "Pacific/Auckland",
    "E. South America Standard Time": "America/Sao_Paulo",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time (Mexico)": "America/Mexico_City",
    "Pacific Standard Time": "America/Los_Angeles",
}


def clock(row: sa.RowMapping) -> tzinfo:
    """Return the clock by the columns ``system_name`` and ``difference_to_gmt`` of a time zone; nil ones are UTC's.

    A zone whose name is not known here has its standard time all year.
    """
    place = _PLACES.get(row["system_name"] or "")
    if place is None:
        return timezone(timedelta(hours=float(row["difference_to_gmt"] or 0)))
    return ZoneInfo(place)

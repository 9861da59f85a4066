"""ICountry: the countries that addresses lie in."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, named
from severakit.service.operations.registry import Interface
from severakit.store.tables import countries

country = Interface("ICountry")
country.declare("GetCountryByGUID", by_guid("Country"))


@country.operation
def get_country_by_iso(call: Call, iso_name: str | None) -> Result:
    """Find a country by its ISO code of two letters or three, in either case."""
    return call.one("Country", has_iso_code(iso_name))


@country.operation
def get_country_by_name(call: Call, country_name: str | None) -> Result:
    """Find a country by its name or its translated name, exactly."""
    return call.one("Country", has_name(country_name))


def has_iso_code(code: str | None) -> sa.ColumnElement[bool]:
    """Two letters or three, in either case."""
    code = code and code.strip().upper()
    return sa.or_(named(countries.c.iso_codea2, code), named(countries.c.iso_codea3, code))


def has_name(name: str | None) -> sa.ColumnElement[bool]:
    """The name, or its translation."""
    return sa.or_(named(countries.c.name, name), named(countries.c.translated_name, name))

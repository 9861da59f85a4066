"""ICurrency: the currencies that the organization has defined, with their rates."""

from __future__ import annotations

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, everything, named
from severakit.service.operations.registry import Interface
from severakit.store.tables import currencies

currency = Interface("ICurrency")
currency.declare("GetCurrencyByGUID", by_guid("Currency"))
currency.declare("GetCurrencies", everything("Currency", "iso_code"))


@currency.operation
def get_currency_by_iso_code(call: Call, currency_iso_code: str | None) -> Result:
    """Find a currency of the organization by its ISO code, in either case; an inactive one is found too."""
    return call.one("Currency", named(currencies.c.iso_code, iso_code(currency_iso_code)))


def iso_code(text: str | None) -> str:
    """Return a currency's code as it is kept, however it was written; nothing for none."""
    return (text or "").strip().upper()

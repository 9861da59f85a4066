"""ICurrency: the organization's currencies and their rates."""

from __future__ import annotations

from decimal import Decimal

from severakit.store.tables import currencies
from support.calls import FAILURE, NOT_FOUND, fault_of

BY_GUID, BY_CODE, ALL = "ICurrency.GetCurrencyByGUID", "ICurrency.GetCurrencyByIsoCode", "ICurrency.GetCurrencies"


def test_currencies_are_listed_and_found_by_guid_and_by_code_in_either_case(api):
    listed = api(ALL)
    assert [currency.iso_code for currency in listed] == sorted(currency.iso_code for currency in listed)
    kronor = api(BY_CODE, currencyIsoCode="sek")
    assert (kronor.iso_code, kronor.rate, kronor.is_active) == ("SEK", Decimal("11.20"), True)
    assert kronor in listed
    assert api(BY_GUID, currencyGUID=kronor.guid) == kronor


def test_only_currencies_of_the_organization_are_known(api, other_api):
    with other_api.session() as session:
        yen = session.insert(currencies, iso_code="JPY", symbol="¥", rate=Decimal(170), is_active=True)
    assert other_api(BY_CODE, currencyIsoCode="JPY").guid == yen
    assert fault_of(api, BY_CODE, currencyIsoCode="JPY") == NOT_FOUND
    assert fault_of(api, BY_GUID, currencyGUID=yen) == NOT_FOUND
    assert "JPY" not in {currency.iso_code for currency in api(ALL)}


def test_what_names_no_currency_is_refused(api):
    assert fault_of(api, BY_CODE, currencyIsoCode="") == NOT_FOUND
    assert fault_of(api, BY_GUID, currencyGUID="EUR") == FAILURE

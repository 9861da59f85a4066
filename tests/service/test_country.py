"""ICountry: countries by GUID, code and name."""

from __future__ import annotations

from support.calls import FAILURE, NOT_FOUND, fault_of

BY_GUID, BY_ISO, BY_NAME = "ICountry.GetCountryByGUID", "ICountry.GetCountryByISO", "ICountry.GetCountryByName"


def test_a_country_is_found_by_either_code_by_name_and_by_guid(api):
    sweden = api(BY_ISO, isoName="SE")
    assert (sweden.name, sweden.iso_codea3, sweden.is_eu, sweden.default_language_code) == (
        "Sweden", "SWE", True, "sv-SE",
    )  # fmt: skip
    assert api(BY_ISO, isoName="swe") == sweden
    assert api(BY_NAME, countryName="Sweden") == sweden
    assert api(BY_GUID, countryGUID=sweden.guid) == sweden


def test_what_names_no_country_is_refused(api, other_api):
    theirs = other_api(BY_ISO, isoName="SE").guid
    assert fault_of(api, BY_ISO, isoName="XX") == NOT_FOUND
    assert fault_of(api, BY_ISO, isoName=None) == NOT_FOUND
    assert fault_of(api, BY_NAME, countryName="Atlantis") == NOT_FOUND
    assert fault_of(api, BY_NAME, countryName="") == NOT_FOUND
    assert fault_of(api, BY_GUID, countryGUID=theirs) == NOT_FOUND
    assert fault_of(api, BY_GUID, countryGUID="SE") == FAILURE

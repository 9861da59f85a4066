"""ILanguage: languages by GUID and by tag."""

from __future__ import annotations

from support.calls import FAILURE, NOT_FOUND, fault_of

BY_GUID, BY_TAG = "ILanguage.GetLanguageByGUID", "ILanguage.GetLanguageByIetfTag"


def test_a_language_is_found_by_guid_and_by_tag_in_either_case(api):
    finnish = api(BY_TAG, ietfLanguageTag="FI-fi")
    assert finnish.ietf_language_tag == "fi-FI"
    assert finnish.name == "Finnish (Finland)"
    assert api(BY_GUID, languageGUID=finnish.guid) == finnish


def test_what_names_no_language_is_refused(api, other_api):
    theirs = other_api(BY_TAG, ietfLanguageTag="fi-FI").guid
    assert fault_of(api, BY_TAG, ietfLanguageTag="xx-XX") == NOT_FOUND
    assert fault_of(api, BY_TAG, ietfLanguageTag=None) == NOT_FOUND
    assert fault_of(api, BY_GUID, languageGUID=theirs) == NOT_FOUND
    assert fault_of(api, BY_GUID, languageGUID=None) == NOT_FOUND
    assert fault_of(api, BY_GUID, languageGUID="guid") == FAILURE

"""ILanguage: the languages of people and documents."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.service.call import Call, Result
from severakit.service.operations.patterns import by_guid, named
from severakit.service.operations.registry import Interface
from severakit.store.tables import languages

language = Interface("ILanguage")
language.declare("GetLanguageByGUID", by_guid("Language"))


@language.operation
def get_language_by_ietf_tag(call: Call, ietf_language_tag: str | None) -> Result:
    """Find a language by its tag, which has no case: FI-fi is fi-FI."""
    tag = ietf_language_tag and ietf_language_tag.strip().lower()
    return call.one("Language", named(sa.func.lower(languages.c.ietf_language_tag), tag))

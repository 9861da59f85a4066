"""ITag: keywords, each in the context of what it is put on: cases, contacts, files or users."""

from __future__ import annotations

import sqlalchemy as sa

from severakit.entities import AccountRight, Tag
from severakit.service.call import Call, Result
from severakit.service.operations.case_rights import require_case_right
from severakit.service.operations.keywords import put_tag
from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.people import require_managing
from severakit.service.operations.referring import referring_columns
from severakit.service.operations.registers import require_settings_right
from severakit.service.operations.registry import Interface
from severakit.service.operations.rights import require_right
from severakit.service.operations.writing import current_row, sent
from severakit.store.tables import case_tags, cases, contact_tags, contacts, file_tags, files, tags, user_tags, users

tag = Interface("ITag")
tag.declare("GetTagByGUID", by_guid("Tag", note="It may be of any context: cases, contacts, files or users."))
tag.declare("GetAllCaseTags", everything("Tag", "keyword", tags.c.context == "Case"))
tag.declare("GetAllUserTags", everything("Tag", "keyword", tags.c.context == "User"))


# --- reading ---------------------------------------------------------------------------------


@tag.operation
def get_tags_by_case_guid(call: Call, case_guid: str | None) -> Result:
    """The tags of a case by keyword; NotFound for an unknown case."""
    return _tags_of_case(call, call.required(cases, case_guid, "The case")["guid"])


def _tags_of_case(call: Call, case_guid: str) -> Result:
    of_case = call.session.select(case_tags, case_tags.c.tag_guid).where(case_tags.c.case_guid == case_guid)
    return call.session.rows("Tag", tags.c.guid.in_(of_case), order_by=(tags.c.keyword, tags.c.guid))


# --- writing ---------------------------------------------------------------------------------


@tag.operation
def add_new_case_tag(call: Call, case_guid: str | None, tag_info: Tag | None) -> Result:
    """Put a keyword on a case and return all tags of that case; Keyword is mandatory.

    The tag that cases have for the keyword is used, and made where there is none; it is active afterwards, and
    Context is not taken over. A keyword that the case has already is put on once. Takes the case right.
    """
    entity = sent(tag_info, "keyword")
    case = current_row(call, cases, case_guid, "The case")
    require_case_right(call, case)
    _hang(call, case_tags, "case_guid", case, put_tag(call, "Case", entity))
    return _tags_of_case(call, case["guid"])


@tag.operation
def add_new_contact_tag(call: Call, contact_guid: str | None, tag_info: Tag | None) -> Result:
    """Put a keyword on a contact, as AddNewCaseTag does on a case, and return the tag.

    It is one of the contact's Keywords then, and the contact counts as changed. Takes the account right.
    """
    entity = sent(tag_info, "keyword")
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    contact = current_row(call, contacts, contact_guid, "The contact")
    guid = put_tag(call, "Contact", entity)
    if _hang(call, contact_tags, "contact_guid", contact, guid):
        call.session.update(contacts, contact["guid"])
    return call.stored("Tag", guid)


@tag.operation
def add_new_file_tag(call: Call, file_guid: str | None, tag_info: Tag | None) -> Result:
    """Put a keyword on a file, as AddNewCaseTag does on a case, and return the tag.

    Files belong to customers and their cases: takes the account right Edit or All.
    """
    entity = sent(tag_info, "keyword")
    require_right(call, "account", AccountRight.EDIT, AccountRight.ALL)
    file = current_row(call, files, file_guid, "The file")
    guid = put_tag(call, "File", entity)
    _hang(call, file_tags, "file_guid", file, guid)
    return call.stored("Tag", guid)


@tag.operation
def add_new_user_tag(call: Call, user_guid: str | None, tag_info: Tag | None) -> Result:
    """Put a keyword on a user, as AddNewCaseTag does on a case, and return the tag.

    Takes the users right for that user; everybody may tag themselves.
    """
    entity = sent(tag_info, "keyword")
    user = current_row(call, users, user_guid, "The user")
    require_managing(call, user["guid"])
    guid = put_tag(call, "User", entity)
    _hang(call, user_tags, "user_guid", user, guid)
    return call.stored("Tag", guid)


@tag.operation
def delete_tag(call: Call, tag_guid: str | None) -> Result:
    """Delete a tag and take it off everything that has it; contacts that had it count as changed.

    Takes the administrator right, since the keyword is everybody's.
    """
    require_settings_right(call)
    # Not held: who tags a contact holds that first, and the tag after it.
    current = call.required(tags, tag_guid, "The tag")
    tagged = call.session.select(contact_tags, contact_tags.c.contact_guid)
    tagged = tagged.where(contact_tags.c.tag_guid == current["guid"])
    call.session.update_where(contacts, contacts.c.guid.in_(tagged))
    for column in referring_columns(tags):
        call.session.delete(column.table, column == current["guid"])
    call.session.delete(tags, tags.c.guid == current["guid"])
    return True


def _hang(call: Call, links: sa.Table, parent: str, row: sa.RowMapping, tag_guid: str) -> bool:
    """Put a tag on a row; return whether it was not there yet."""
    if call.session.find(links, **{parent: row["guid"], "tag_guid": tag_guid}) is not None:
        return False
    call.session.append(links, parent, row["guid"], tag_guid=tag_guid)
    return True

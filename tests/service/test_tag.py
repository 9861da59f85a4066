"""ITag: keywords on cases, contacts, files and users."""

from __future__ import annotations

import pytest

from severakit.entities import Contact, Tag
from severakit.store.tables import case_tags, file_tags, files, tags, user_tags
from support.calls import FAILURE, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.projects import add_case, add_customer, add_user, narrow_rights

BY_GUID, OF_CASE = "ITag.GetTagByGUID", "ITag.GetTagsByCaseGUID"
CASE_TAGS, USER_TAGS = "ITag.GetAllCaseTags", "ITag.GetAllUserTags"
TAG_CASE, TAG_CONTACT = "ITag.AddNewCaseTag", "ITag.AddNewContactTag"
TAG_FILE, TAG_USER = "ITag.AddNewFileTag", "ITag.AddNewUserTag"
DELETE = "ITag.DeleteTag"


def keywords(listed):
    return [tag.keyword for tag in listed]


def tag_case(api, case, keyword, **members):
    return api(TAG_CASE, caseGUID=case.guid, tagInfo=Tag(keyword=keyword, **members))


@pytest.fixture
def contact(api):
    account = add_customer(api)
    info = Contact(account_guid=account.guid, first_name="Liv", last_name="Berg", keywords=["old"])
    return api("IContact.AddNewContact", contactInfo=info)


@pytest.fixture
def file_guid(api):
    with api.session() as session:
        return session.insert(files, name="plan.pdf")


def test_a_tag_on_a_case_is_returned_with_all_others_of_the_case(api, other_api):
    case, other = add_case(api), add_case(api, "Other")
    assert keywords(tag_case(api, case, "urgent")) == ["urgent"]
    assert keywords(tag_case(api, case, " renewal ")) == ["renewal", "urgent"]
    assert keywords(tag_case(api, case, "urgent")) == ["renewal", "urgent"]
    listed = tag_case(api, other, "urgent", context="User", weight=3, is_active=False)
    assert [(tag.keyword, tag.context, tag.is_active) for tag in listed] == [("urgent", "Case", True)]
    assert api(OF_CASE, caseGUID=case.guid)[1] == listed[0]
    assert keywords(api(CASE_TAGS)) == ["renewal", "urgent"]
    assert api(USER_TAGS) == other_api(CASE_TAGS) == []
    assert api(OF_CASE, caseGUID=add_case(api, "Untagged").guid) == []
    assert fault_of(api, OF_CASE, caseGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, OF_CASE, caseGUID=case.guid) == NOT_FOUND
    (urgent,) = listed
    assert api(BY_GUID, tagGUID=urgent.guid) == urgent
    assert fault_of(api, BY_GUID, tagGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, BY_GUID, tagGUID=urgent.guid) == NOT_FOUND


def test_a_contacts_tag_is_one_of_its_keywords(api, contact):
    set_clock(api.store, "2040-05-01 12:00")
    tag = api(TAG_CONTACT, contactGUID=contact.guid, tagInfo=Tag(keyword="newsletter", weight=5))
    assert (tag.context, tag.keyword, tag.weight, tag.is_active) == ("Contact", "newsletter", 5, True)
    since = {"startDateTime": moment("2040-05-01 12:00"), "options": 0}
    (changed,) = api("IContact.GetContactsChangedSince", **since)
    assert changed.keywords == ["old", "newsletter"]
    set_clock(api.store, "2040-05-02 12:00")
    assert api(TAG_CONTACT, contactGUID=contact.guid, tagInfo=Tag(keyword="newsletter")) == tag
    since["startDateTime"] = moment("2040-05-02 12:00")
    assert api("IContact.GetContactsChangedSince", **since) == []


def test_users_and_files_have_tags_of_their_own_contexts(api, file_guid):
    tag = api(TAG_USER, userGUID=api.user_guid, tagInfo=Tag(keyword="sql"))
    assert tag.context == "User"
    assert api(USER_TAGS) == [tag]
    (found,) = api("IUser.GetUsersByUserKeywords", userKeywords=["sql"])
    assert found.guid == api.user_guid
    of_file = api(TAG_FILE, fileGUID=file_guid, tagInfo=Tag(keyword="sql"))
    assert (of_file.context, of_file.keyword) == ("File", "sql")
    assert of_file.guid != tag.guid
    with api.store.read(api.organization_id) as session:
        assert session.find(user_tags, user_guid=api.user_guid)["tag_guid"] == tag.guid
        assert session.find(file_tags, file_guid=file_guid)["tag_guid"] == of_file.guid


def test_an_inactive_tag_is_active_when_it_is_used_again(api):
    case = add_case(api)
    (tag,) = tag_case(api, case, "urgent")
    with api.session() as session:
        session.update(tags, tag.guid, is_active=False)
    (again,) = tag_case(api, add_case(api, "Other"), "urgent")
    assert again == tag


def test_a_refused_tag_is_not_made(api, other_api, contact, file_guid):
    theirs = add_case(other_api)
    colleague = add_user(api, "aino@acme.example").guid
    tagging = {
        TAG_CASE: ("caseGUID", add_case(api).guid),
        TAG_CONTACT: ("contactGUID", contact.guid),
        TAG_FILE: ("fileGUID", file_guid),
        TAG_USER: ("userGUID", api.user_guid),
    }
    with api.store.read(api.organization_id) as session:
        before = session.count(tags)
    for operation, (name, guid) in tagging.items():
        for wrong in ({name: UNKNOWN}, {name: None}, {name: "guid"}, {name: theirs.guid}):
            assert fault_of(api, operation, tagInfo=Tag(keyword="new"), **wrong) == FAILURE
        for wrong in (None, Tag(), Tag(keyword="  ")):
            assert fault_of(api, operation, tagInfo=wrong, **{name: guid}) == FAILURE
    narrow_rights(api, account="ReadOnly", case="OwnNoCreation", users="None")
    for operation in (TAG_CASE, TAG_CONTACT, TAG_FILE):
        name, guid = tagging[operation]
        assert fault_of(api, operation, tagInfo=Tag(keyword="new"), **{name: guid}) == NO_PERMISSION
    assert fault_of(api, TAG_USER, userGUID=colleague, tagInfo=Tag(keyword="new")) == NO_PERMISSION
    with api.store.read(api.organization_id) as session:
        assert session.count(tags) == before


def test_a_deleted_tag_is_taken_off_everything(api, other_api, contact, file_guid):
    case = add_case(api)
    (of_case,) = tag_case(api, case, "gone")
    of_contact = api(TAG_CONTACT, contactGUID=contact.guid, tagInfo=Tag(keyword="gone"))
    of_file = api(TAG_FILE, fileGUID=file_guid, tagInfo=Tag(keyword="gone"))
    of_user = api(TAG_USER, userGUID=api.user_guid, tagInfo=Tag(keyword="gone"))
    set_clock(api.store, "2040-05-01 12:00")
    assert fault_of(api, DELETE, tagGUID=UNKNOWN) == NOT_FOUND
    assert fault_of(other_api, DELETE, tagGUID=of_case.guid) == NOT_FOUND
    narrow_rights(api, administrator="None")
    assert fault_of(api, DELETE, tagGUID=of_case.guid) == NO_PERMISSION
    narrow_rights(api, administrator="EditSettings")
    for tag in (of_case, of_contact, of_file, of_user):
        assert api(DELETE, tagGUID=tag.guid) is True
        assert fault_of(api, BY_GUID, tagGUID=tag.guid) == NOT_FOUND
    assert api(OF_CASE, caseGUID=case.guid) == []
    (changed,) = api("IContact.GetContactsChangedSince", startDateTime=moment("2040-05-01 12:00"), options=0)
    assert changed.keywords == ["old"]
    with api.store.read(api.organization_id) as session:
        assert session.count(case_tags) == session.count(file_tags) == session.count(user_tags) == 0

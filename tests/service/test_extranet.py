"""IExtranet: cases shared with customers' contacts."""

from __future__ import annotations

import pytest

from severakit.entities import Contact
from severakit.store.tables import extranet_cases, extranet_contacts
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of, statements
from support.projects import add_case

BY_CASE = "IExtranet.GetExtranetCaseByCaseGUID"
BY_CONTACT = "IExtranet.GetExtranetContactCaseRightsByContactGUID"


@pytest.fixture
def case(api):
    return add_case(api)


def add_contact(api, case, last_name):
    info = Contact(account_guid=case.account_guid, first_name="Liv", last_name=last_name)
    return api("IContact.AddNewContact", contactInfo=info).guid


def share(api, case, *contacts, **rights):
    with api.session() as session:
        shared = session.insert(extranet_cases, case_guid=case.guid, **rights)
        for contact in contacts:
            given = {"extranet_case_guid": shared, "contact_guid": contact, "rights_comments": True}
            session.insert(extranet_contacts, **given)
    return shared


def test_a_shared_case_says_what_is_shown_to_whom(api, other_api, case):
    berg, dahl = add_contact(api, case, "Berg"), add_contact(api, case, "Dahl")
    guid = share(api, case, berg, dahl, rights_show_billing=True)
    shared = api(BY_CASE, caseGuid=case.guid)
    assert shared.guid == guid
    assert (shared.rights.show_billing, shared.rights.show_gantt_chart) == (True, False)
    assert {contact.guid for contact in shared.contacts} == {berg, dahl}
    assert {(c.rights.comments, c.rights.approval, c.rights.file_upload) for c in shared.contacts} == {
        (True, False, False)
    }
    assert fault_of(api, BY_CASE, caseGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_CASE, caseGuid="guid") == FAILURE
    assert fault_of(api, BY_CASE, caseGuid=None) == NOT_FOUND
    assert fault_of(api, BY_CASE, caseGuid=add_case(api, "Not shared").guid) == NOT_FOUND
    assert fault_of(other_api, BY_CASE, caseGuid=case.guid) == NOT_FOUND


def test_a_contact_has_rights_to_each_case_that_is_shared_with_it(api, other_api, case):
    berg, dahl, stranger = (add_contact(api, case, name) for name in ("Berg", "Dahl", "Stranger"))
    second = add_case(api, "Second")
    share(api, case, berg, dahl, rights_show_billing=True)
    with statements(api.store) as few:
        api(BY_CONTACT, contactGuid=berg)
    share(api, second, berg, rights_edit_case_status=True)
    with statements(api.store) as more:
        listed = api(BY_CONTACT, contactGuid=berg)
    assert len(more) == len(few)
    assert {(each.case_guid, each.case_rights.show_billing, each.contact_rights.comments) for each in listed} == {
        (case.guid, True, True),
        (second.guid, False, True),
    }
    assert api(BY_CONTACT, contactGuid=stranger) == []
    assert fault_of(api, BY_CONTACT, contactGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_CONTACT, contactGuid="guid") == FAILURE
    assert fault_of(other_api, BY_CONTACT, contactGuid=berg) == NOT_FOUND

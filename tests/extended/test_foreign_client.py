"""A foreign client loads the extended WSDL from the service and meets what it says."""

from __future__ import annotations

import pytest
import zeep
from lxml import etree

from severakit.client import Client
from severakit.entities import Customer

TARGET = "http://soap.severa.com/"


@pytest.fixture(scope="module")
def contacts(running_service):
    client = zeep.Client(f"{running_service.endpoint}?wsdl")
    key = etree.Element(f"{{{TARGET}}}WebServicePassword")
    key.text = running_service.api_key
    client.set_default_soapheaders([key])
    return client.create_service(f"{{{TARGET}}}Severa.API.IContact", running_service.endpoint)


def test_zeep_calls_what_is_new(running_service, contacts):
    with Client(running_service.endpoint, running_service.api_key) as client:
        customer = client.customer.add_new_customer(customer=Customer(name="Lumi"))
        contact = contacts.AddNewContact({"AccountGUID": customer.guid, "FirstName": "Aino", "LastName": "Virta"})
        assert client.contact.get_contact_by_guid(contact_guid=contact.GUID).first_name == "Aino"
        assert contacts.DeleteContact(contact.GUID) is True
        with pytest.raises(zeep.exceptions.Fault) as caught:
            contacts.DeleteContact(contact.GUID)
    assert etree.QName(caught.value.detail[0]).localname == "NotFoundException"

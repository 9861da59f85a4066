"""ICompany: the companies behind accounts."""

from __future__ import annotations

from severakit.entities import Account, Company
from support.calls import FAILURE, NOT_FOUND, UNKNOWN, fault_of

BY_GUID = "ICompany.GetCompanyByGUID"


def test_a_company_is_found_by_guid(api, other_api):
    sent = Company(name="Lumi Oy", vat_number="FI87654321", website="lumi.example", annual_revenue=2_000_000)
    account = api("IAccount.AddNewAccount", accountInfo=Account(name="Lumi"), companyInfo=sent)
    company = api(BY_GUID, companyGuid=account.company_guid)
    assert company.guid == account.company_guid
    assert (company.name, company.vat_number) == ("Lumi Oy", "FI87654321")
    assert (company.website, company.annual_revenue) == ("lumi.example", 2_000_000)
    assert fault_of(other_api, BY_GUID, companyGuid=company.guid) == NOT_FOUND


def test_what_names_no_company_is_refused(api):
    assert fault_of(api, BY_GUID, companyGuid=UNKNOWN) == NOT_FOUND
    assert fault_of(api, BY_GUID, companyGuid="") == NOT_FOUND
    assert fault_of(api, BY_GUID, companyGuid="guid") == FAILURE

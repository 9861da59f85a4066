"""ICompany: the companies behind accounts, which are written through IAccount and ICustomer."""

from __future__ import annotations

from severakit.service.operations.patterns import by_guid
from severakit.service.operations.registry import Interface

company = Interface("ICompany")
company.declare("GetCompanyByGUID", by_guid("Company", note="Companies are written through IAccount and ICustomer."))

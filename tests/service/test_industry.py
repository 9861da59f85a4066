"""IIndustry: branches of business."""

from __future__ import annotations

from severakit.entities import Industry
from severakit.store.tables import industries
from support.calls import FAILURE, INVALID, NO_PERMISSION, fault_of
from support.projects import narrow_rights

ALL, ADD = "IIndustry.GetIndustries", "IIndustry.AddNewIndustry"


def test_industries_are_listed_by_name_inactive_ones_too(api, other_api):
    with api.session() as session:
        session.insert(industries, name="Aviation", code="A", is_active=False)
    listed = api(ALL)
    assert [industry.name for industry in listed] == sorted(industry.name for industry in listed)
    assert ("Aviation", "A", False) in {(industry.name, industry.code, industry.is_active) for industry in listed}
    assert "Aviation" not in {industry.name for industry in other_api(ALL)}


def test_a_new_industry_is_active(api):
    industry = api(ADD, industryInfo=Industry(name="Fishing", code="A03", is_active=False))
    assert (industry.name, industry.code, industry.is_active) == ("Fishing", "A03", True)
    assert industry in api(ALL)


def test_a_refused_industry_is_not_stored(api):
    before = api(ALL)
    for wrong in (None, Industry(code="X"), Industry(name="")):
        assert fault_of(api, ADD, industryInfo=wrong) == (FAILURE if wrong is None else INVALID)
    narrow_rights(api, administrator="None")
    assert fault_of(api, ADD, industryInfo=Industry(name="Fishing")) == NO_PERMISSION
    assert api(ALL) == before

"""IProductCategory: the groups of products."""

from __future__ import annotations

from severakit.entities import ProductCategory
from support.calls import FAILURE, INVALID, NO_PERMISSION, NOT_FOUND, UNKNOWN, fault_of, moment, set_clock
from support.items import add_product
from support.projects import narrow_rights

BY_GUID, BY_CODE = "IProductCategory.GetProductCategoryByGUID", "IProductCategory.GetProductCategoryByCode"
CHANGED = "IProductCategory.GetProductCategoriesChangedSince"
ADD, UPDATE = "IProductCategory.AddNewProductCategory", "IProductCategory.UpdateProductCategory"
DELETE = "IProductCategory.DeleteProductCategory"


def add(api, **members):
    return api(ADD, productCategoryInfo=ProductCategory(**members))


def test_a_category_is_found_by_guid_and_code(api, other_api):
    category = add(api, name="Hardware <&>", code="HW", is_active=False)
    assert category.is_active is True
    assert api(BY_GUID, productCategoryGUID=category.guid) == category
    assert api(BY_CODE, productCategoryCode="HW") == category
    assert fault_of(other_api, BY_GUID, productCategoryGUID=category.guid) == NOT_FOUND
    assert other_api(BY_CODE, productCategoryCode="HW") is None
    for unknown in ("XX", "", None):
        assert api(BY_CODE, productCategoryCode=unknown) is None
    for unknown in (UNKNOWN, None):
        assert fault_of(api, BY_GUID, productCategoryGUID=unknown) == NOT_FOUND


def test_changes_are_listed_by_the_minute_inactive_ones_when_asked_for(api):
    set_clock(api.store, "2040-01-01 08:00")
    old = add(api, name="Old")
    set_clock(api.store, "2040-01-02 08:00:50")
    new = add(api, name="New")
    api(UPDATE, productCategoryInfo=ProductCategory(guid=old.guid, name="Old", is_active=False))

    def names(options):
        found = api(CHANGED, startDateTime=moment("2040-01-02 08:00:59"), options=options)
        return sorted(each.name for each in found)

    assert [names(options) for options in range(4)] == [["New"], ["New"], ["New", "Old"], ["New"]]
    assert fault_of(api, CHANGED, startDateTime=None, options=0) == FAILURE
    assert api(BY_GUID, productCategoryGUID=new.guid) == new


def test_one_active_category_is_the_default(api):
    with_default = add(api, name="Hardware", is_default=True)
    assert not api(BY_CODE, productCategoryCode="GEN").is_default
    closed = ProductCategory(guid=with_default.guid, name="Hardware", is_active=False, is_default=True)
    assert fault_of(api, UPDATE, productCategoryInfo=closed) == FAILURE
    assert fault_of(api, DELETE, productCategoryGUID=with_default.guid) == FAILURE
    assert api(BY_GUID, productCategoryGUID=with_default.guid) == with_default


def test_active_categories_do_not_share_a_code(api, other_api):
    category, other = add(api, name="Hardware", code="HW"), add(api, name="Other", code="OT")
    assert fault_of(api, ADD, productCategoryInfo=ProductCategory(name="Again", code="HW")) == INVALID
    assert fault_of(api, UPDATE, productCategoryInfo=ProductCategory(guid=other.guid, name="Other", code="HW")) == (
        FAILURE
    )
    api(UPDATE, productCategoryInfo=ProductCategory(guid=category.guid, name="Hardware", code="HW", is_active=False))
    assert add(api, name="Again", code="HW").code == "HW"
    assert api(BY_CODE, productCategoryCode="HW").name == "Again"
    assert add(other_api, name="Theirs", code="HW").code == "HW"


def test_a_category_with_products_is_not_deleted(api, other_api):
    used, unused = add(api, name="Used"), add(api, name="Unused")
    add_product(api, product_category_guid=used.guid)
    assert fault_of(api, DELETE, productCategoryGUID=used.guid) == FAILURE
    assert fault_of(other_api, DELETE, productCategoryGUID=unused.guid) == NOT_FOUND
    assert api(DELETE, productCategoryGUID=unused.guid) is True
    assert fault_of(api, DELETE, productCategoryGUID=unused.guid) == NOT_FOUND
    assert api(BY_GUID, productCategoryGUID=used.guid) == used


def test_what_is_refused(api, other_api):
    category = add(api, name="Hardware")
    theirs = add(other_api, name="Theirs")
    assert fault_of(api, ADD, productCategoryInfo=None) == FAILURE
    assert fault_of(api, ADD, productCategoryInfo=ProductCategory(name=" ")) == INVALID
    for broken in (None, ProductCategory(name="X"), ProductCategory(guid=category.guid)):
        assert fault_of(api, UPDATE, productCategoryInfo=broken) == FAILURE
    for unknown in (UNKNOWN, theirs.guid):
        assert fault_of(api, UPDATE, productCategoryInfo=ProductCategory(guid=unknown, name="X")) == FAILURE
    narrow_rights(api, administrator="None")
    # NoPermissionException is not declared for adding.
    assert fault_of(api, ADD, productCategoryInfo=ProductCategory(name="X")) == FAILURE
    assert fault_of(api, UPDATE, productCategoryInfo=category) == NO_PERMISSION
    assert fault_of(api, DELETE, productCategoryGUID=category.guid) == NO_PERMISSION
    assert api(BY_GUID, productCategoryGUID=category.guid) == category

"""IProductCategory: the groups that products belong to."""

from __future__ import annotations

from severakit.entities import ProductCategory
from severakit.service.call import Call, Result
from severakit.service.operations.codes import check_code_is_free
from severakit.service.operations.patterns import by_code, by_guid, changed_since
from severakit.service.operations.registers import add_entry, change_entry, delete_entry
from severakit.service.operations.registry import Interface
from severakit.service.operations.writing import Values
from severakit.store.tables import product_categories

product_category = Interface("IProductCategory")
product_category.declare("GetProductCategoryByGUID", by_guid("ProductCategory"))
product_category.declare("GetProductCategoryByCode", by_code("ProductCategory"))
product_category.declare("GetProductCategoriesChangedSince", changed_since("ProductCategory"))


@product_category.operation
def add_new_product_category(call: Call, product_category_info: ProductCategory | None) -> Result:
    """Insert a category; Name is mandatory, and a new one is always active. Takes the administrator right.

    Its code must not be that of another active category. A new default takes that place from the present one.
    """
    return add_entry(call, "ProductCategory", product_category_info, _checked)


@product_category.operation
def update_product_category(call: Call, product_category_info: ProductCategory | None) -> Result:
    """Replace a category by the one sent, by the same rules; only an active one can be the default."""
    return change_entry(call, "ProductCategory", product_category_info, "The product category", _checked)


@product_category.operation
def delete_product_category(call: Call, product_category_guid: str | None) -> Result:
    """Delete a category; the default one, and one that has products, are refused."""
    return delete_entry(call, product_categories, product_category_guid, None, "The product category")


def _checked(call: Call, category: ProductCategory, values: Values) -> Values:
    check_code_is_free(call, product_categories, values, category.guid)
    return {}

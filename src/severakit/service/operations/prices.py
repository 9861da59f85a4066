"""Prices: what an hour of work or a product costs on a case, by the price list that the case goes by.

A case goes by its own price list, else by its account's, else by the organization's default one. An hour whose work
type the list does not price has the list's default hour price; overtime multiplies either by what the list says of its
kind. A product that the list does not price has the price of the product itself, which is in the base currency. A price
in another currency than the case's is converted by the currencies' rates.
"""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from severakit.store.money import cents, in_currency
from severakit.store.store import Session
from severakit.store.tables import (
    accounts,
    currencies,
    pricelist_over_times,
    pricelist_products,
    pricelist_work_types,
    pricelists,
)


def product_price(session: Session, case: sa.RowMapping, product: sa.RowMapping) -> Decimal | None:
    """Return the unit price of a product on a case, in the case's currency; None where it has none."""
    pricelist = _pricelist(session, case)
    if pricelist is not None:
        of_product = {"pricelist_guid": pricelist["guid"], "product_guid": product["guid"]}
        listed = session.find(pricelist_products, **of_product)
        if listed is not None:
            return _converted(session, case, pricelist, listed["unit_price"])
    if product["unit_price"] is None:
        return None
    return in_currency(product["unit_price"], rate_of(session, case["currency_guid"]))


def hour_price(
    session: Session, case: sa.RowMapping, work_type_guid: str, over_time_guid: str | None = None
) -> Decimal | None:
    """Return the price of an hour of a work type on a case, in the case's currency; None where no list prices it.

    That of overtime is multiplied as the list says of its kind, and rounded to cents.
    """
    pricelist = _pricelist(session, case)
    if pricelist is None:
        return None
    of_list = {"pricelist_guid": pricelist["guid"]}
    listed = session.find(pricelist_work_types, **of_list, work_type_guid=work_type_guid)
    price = pricelist["default_hour_price"] if listed is None else listed["unit_price"]
    if price is None:
        return None
    multiplied = None
    if over_time_guid is not None:
        multiplied = session.find(pricelist_over_times, **of_list, over_time_guid=over_time_guid)
    if multiplied is None:
        return _converted(session, case, pricelist, price)
    return cents(_converted(session, case, pricelist, price * multiplied["multiplier"]))


def rate_of(session: Session, currency_guid: str | None) -> Decimal:
    """Return a currency's rate; that of no currency is the base currency's."""
    currency = None if currency_guid is None else session.get(currencies, currency_guid)
    return Decimal(1) if currency is None else currency["rate"]


def _converted(session: Session, case: sa.RowMapping, pricelist: sa.RowMapping, price: Decimal) -> Decimal:
    return in_currency(price, rate_of(session, case["currency_guid"]), rate_of(session, pricelist["currency_guid"]))


def _pricelist(session: Session, case: sa.RowMapping) -> sa.RowMapping | None:
    chosen = case["pricelist_guid"]
    if chosen is None:
        # Prices do not depend on whether the caller sees customers.
        of_account = session.select(accounts, accounts.c.pricelist_guid).where(accounts.c.guid == case["account_guid"])
        (chosen,) = session.values(of_account)
    if chosen is None:
        return session.find(pricelists, is_default=True, is_active=True)
    return session.get(pricelists, chosen)

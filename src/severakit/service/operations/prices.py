"""Prices: what an hour of work or a product costs on a case, by the price list that the case goes by.

A case goes by its own price list, else by its account's, else by the organization's default one. What the list does
not price has the price of the product itself, which is in the base currency. A price in another currency than the
case's is converted by the currencies' rates.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from severakit.store.money import in_currency
from severakit.store.store import Session
from severakit.store.tables import accounts, currencies, pricelist_products, pricelist_work_types, pricelists


def product_price(session: Session, case: sa.RowMapping, product: sa.RowMapping) -> Decimal | None:
    """Return the unit price of a product on a case, in the case's currency; None where it has none."""
    listed = _listed(session, case, pricelist_products, product_guid=product["guid"])
    if listed is not None or product["unit_price"] is None:
        return listed
    return in_currency(product["unit_price"], rate_of(session, case["currency_guid"]))


def hour_price(session: Session, case: sa.RowMapping, work_type_guid: str) -> Decimal | None:
    """Return the price of an hour of a work type on a case, in the case's currency; None where no list prices it."""
    return _listed(session, case, pricelist_work_types, work_type_guid=work_type_guid)


def rate_of(session: Session, currency_guid: str | None) -> Decimal:
    """Return a currency's rate; that of no currency is the base currency's."""
    currency = None if currency_guid is None else session.get(currencies, currency_guid)
    return Decimal(1) if currency is None else currency["rate"]


def _listed(session: Session, case: sa.RowMapping, prices: sa.Table, **priced: Any) -> Decimal | None:
    pricelist = _pricelist(session, case)
    price = None if pricelist is None else session.find(prices, pricelist_guid=pricelist["guid"], **priced)
    if pricelist is None or price is None:
        return None
    own_rate = rate_of(session, pricelist["currency_guid"])
    return in_currency(price["unit_price"], rate_of(session, case["currency_guid"]), own_rate)


def _pricelist(session: Session, case: sa.RowMapping) -> sa.RowMapping | None:
    chosen = case["pricelist_guid"]
    if chosen is None:
        account = session.find(accounts, guid=case["account_guid"])
        chosen = None if account is None else account["pricelist_guid"]
    if chosen is None:
        return session.find(pricelists, is_default=True, is_active=True)
    return session.get(pricelists, chosen)

"""IPricelist: the price lists that accounts and cases are priced by."""

from __future__ import annotations

from severakit.service.operations.patterns import by_guid, everything
from severakit.service.operations.registry import Interface

pricelist = Interface("IPricelist")
pricelist.declare("GetPricelistByGUID", by_guid("Pricelist"))
pricelist.declare("GetPricelists", everything("Pricelist", "name"))

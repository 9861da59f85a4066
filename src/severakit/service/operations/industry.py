"""IIndustry: the branches of business that companies belong to."""

from __future__ import annotations

from severakit.service.operations.patterns import everything
from severakit.service.operations.registers import addition
from severakit.service.operations.registry import Interface

industry = Interface("IIndustry")
industry.declare("GetIndustries", everything("Industry", "name"))
industry.declare("AddNewIndustry", addition("Industry"))

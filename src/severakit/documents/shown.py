"""What a document is made of: an entity as the API shows it, by the wire names of its members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from severakit.contract import load_contract
from severakit.store.reading import Row

Shown = Mapping[str, Any]
"""Members by wire name: lexical texts, integers, None, and for nested contracts and lists of them more of the same."""


def as_shown(type_name: str, row: Row) -> Shown:
    """Return a lexical row of a data contract with the names of its members."""
    members = load_contract().types[type_name].members
    return {
        member.name: _value(member.type.name, member.type.is_list, value)
        for member, value in zip(members, row, strict=True)
    }


def _value(type_name: str, is_list: bool, value: Any) -> Any:  # noqa: FBT001 - of the contract, not of a caller
    if value is None or type_name not in load_contract().types:
        return value
    return [as_shown(type_name, item) for item in value] if is_list else as_shown(type_name, value)


@dataclass(frozen=True)
class VatLine:
    """What the rows of one VAT rate come to."""

    percent: Decimal
    net: Decimal
    vat: Decimal


def vat_summary(rows: Iterable[Shown]) -> list[VatLine]:
    """Return the sums of an invoice's rows by VAT rate, the highest first. Rows are rounded to cents already."""
    sums: dict[Decimal, VatLine] = {}
    for row in rows:
        percent = amount(row["rowVatRatePercent"]).normalize()
        line = sums.get(percent, VatLine(percent, Decimal(0), Decimal(0)))
        net, vat = amount(row["rowVatExcludedAmount"]), amount(row["rowVatAmount"])
        sums[percent] = VatLine(percent, line.net + net, line.vat + vat)
    return sorted(sums.values(), key=lambda line: line.percent, reverse=True)


def amount(text: str | None) -> Decimal:
    """Return a decimal member; nil is nothing."""
    return Decimal(text or 0)

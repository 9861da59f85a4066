"""The rows of an invoice in the groups that its configuration asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from severakit.documents.shown import Shown, amount
from severakit.documents.wording import Wording


@dataclass(frozen=True)
class Group:
    """Rows that belong together. ``heading`` is empty where the invoice is not grouped; ``gross`` is with VAT."""

    heading: str
    rows: Sequence[Shown]

    @property
    def gross(self) -> Decimal:
        """What the rows come to."""
        return sum((amount(row["rowAmount"]) for row in self.rows), Decimal(0))


Key = Callable[[Shown, Wording], str]

# What a row tells of each way of grouping. A row tells neither its phase nor its product's category.
_KEYS: Mapping[str, Key] = {
    "WorkType": lambda row, _: row["articleName"] or "",
    "ProductName": lambda row, _: row["articleName"] or "",
    "Person": lambda row, _: row["MainUserFullName"] or "",
    "Case": lambda row, _: row["MainCaseName"] or "",
    "Task": lambda row, _: row["MainCaseName"] or "",
    "Month": lambda row, wording: wording.month(row["EventDate"]) if row["EventDate"] else "",
}


def grouped(invoice: Shown, wording: Wording) -> list[Group]:
    """Return the rows by what they are grouped by first, those of a group by what they are grouped by second.

    Groups, and rows within them, stay in the order in which the first of each comes. An invoice whose rows are all of
    one group has no headings.
    """
    config = invoice["InvoiceConfig"] or {}
    groups: dict[str, list[tuple[str, Shown]]] = {}
    for row in invoice["InvoiceRows"]:
        kind = _kind(row)
        first = _key(config.get(f"{kind}PrimaryGroupBy"))(row, wording)
        second = _key(config.get(f"{kind}SecondaryGroupBy"))(row, wording)
        groups.setdefault(first, []).append((second, row))
    if len(groups) < 2:
        return [Group("", _in_order(rows)) for rows in groups.values()]
    return [Group(heading or wording.words["others"], _in_order(rows)) for heading, rows in groups.items()]


def _kind(row: Shown) -> str:
    if row["HourGUIDs"]:
        return "Hour"
    return "Travel" if row["TravelExpenseGUIDs"] else "Product"


def _key(name: str | None) -> Key:
    return _KEYS.get(name or "", lambda _row, _wording: "")


def _in_order(rows: Sequence[tuple[str, Shown]]) -> list[Shown]:
    seconds = list(dict.fromkeys(second for second, _ in rows))
    return [row for wanted in seconds for second, row in rows if second == wanted]

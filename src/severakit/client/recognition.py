"""Whether a write that was not answered has been carried out: which look-up shows it, and what it must find.

Only writes are here that say how things shall be: deletions, updates, settings of one value, memberships. What such a
write asked for can be seen, and if it cannot be seen, it may be said again without harm. Of what adds a thing neither
is sure: what is found may be somebody else's, and what is not found may still be on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from severakit.contract import load_contract

if TYPE_CHECKING:
    from severakit.contract import DataContract, Operation

# Set by the service, whatever an update sends.
_STAMPS = frozenset({"InsertTS", "InsertTs", "UpdatedTS", "UpdatedTs"})

Shows = Callable[[Any, tuple[Any, ...]], bool]
"""Whether what was found, None for nothing, is what a write with these arguments leads to."""


@dataclass(frozen=True)
class LookUp:
    """A read whose result shows whether a write was carried out."""

    operation: str
    arguments: tuple[Any, ...]
    write: Operation
    write_arguments: tuple[Any, ...]
    shows: Shows

    def is_carried_out(self, found: Any) -> bool:
        """Return whether the write must have been carried out, given what the look-up found, None for nothing."""
        return self.shows(found, self.write_arguments)

    def result(self, found: Any) -> Any:
        """Return what the write would have been answered."""
        if self.write.result is None:
            return None
        return True if self.write.result.type.name == "boolean" else found


def look_up_for(write: Operation, arguments: tuple[Any, ...]) -> LookUp | None:
    """Return the look-up that recognizes a write, None where none does for sure."""
    if write.qualified_name in _SETTINGS:
        setting_reader, shows = _SETTINGS[write.qualified_name]
        further = (None,) * (len(load_contract().operations[setting_reader].params) - 1)
        return LookUp(setting_reader, (arguments[0], *further), write, arguments, shows)
    if write.name.startswith("Delete"):
        reader = _reader_by_guid(write, write.name.removeprefix("Delete").removesuffix("ByGUID"))
        return LookUp(reader, arguments[:1], write, arguments, _is_gone) if reader else None
    if write.name.startswith("Update") and len(write.params) == 1:
        guid = getattr(arguments[0], "guid", None)
        reader = _reader_by_guid(write, write.params[0].type.name)
        return LookUp(reader, (guid,), write, arguments, _is_as_sent) if reader and guid else None
    return None


def operations_that_show(write: Operation) -> tuple[str, ...]:
    """Return the reads with which a person finds out whether a write was carried out, the best first."""
    type_name = next(
        (each.type.name for each in (write.result, *write.params) if each and each.type.name in load_contract().types),
        None,
    )
    reads = [each for each in load_contract().interfaces[write.interface].operations.values() if each.is_read]
    fitting = [each for each in reads if each.returns and each.returns.name == type_name] or reads
    fitting.sort(key=lambda each: (not each.is_changed_since, not each.name.endswith("ByGUID")))
    return tuple(each.qualified_name for each in fitting[:2])


def _reader_by_guid(write: Operation, noun: str) -> str | None:
    reader = load_contract().interfaces[write.interface].operations.get(f"Get{noun}ByGUID")
    return reader.qualified_name if reader and len(reader.params) == 1 else None


def _is_gone(found: Any, _sent: tuple[Any, ...]) -> bool:
    return found is None


def _is_as_sent(found: Any, sent: tuple[Any, ...]) -> bool:
    if found is None:
        return False
    contract = _contract_of(found)
    return all(
        getattr(found, member.python_name) == getattr(sent[0], member.python_name)
        for member in contract.members
        if member.name not in _STAMPS
    )


def _contract_of(entity: Any) -> DataContract:
    name = type(entity).__name__
    return next(contract for contract in load_contract().types.values() if contract.class_name == name)


def _has_invoice_status(found: Any, sent: tuple[Any, ...]) -> bool:
    return found is not None and found.invoice_status == sent[1]


def _has_payment_date(found: Any, sent: tuple[Any, ...]) -> bool:
    return found is not None and found.payment_date == sent[1]


def _has_invoice_number(found: Any, sent: tuple[Any, ...]) -> bool:
    _, number, reference, status = sent
    wanted = (number, reference or found.reference_number, status or found.invoice_status) if found else None
    return wanted is not None and wanted == (found.number, found.reference_number, found.invoice_status)


def _has_travel_status(found: Any, sent: tuple[Any, ...]) -> bool:
    return found is not None and found.travel_reimbursement_status == sent[1]


def _is_disabled(found: Any, _sent: tuple[Any, ...]) -> bool:
    return found is not None and found.is_active is False


def _is_enabled(found: Any, _sent: tuple[Any, ...]) -> bool:
    return found is not None and found.is_active is True


def _has_members(found: Any, sent: tuple[Any, ...]) -> bool:
    return found is not None and set(found) == set(sent[1] or ())


def _has_user(found: Any, sent: tuple[Any, ...]) -> bool:
    return sent[1] in {user.guid for user in found or ()}


def _has_groups(found: Any, sent: tuple[Any, ...]) -> bool:
    return {group.guid for group in found or ()} >= set(sent[1] or ())


_SETTINGS: dict[str, tuple[str, Shows]] = {
    "IInvoice.SetInvoiceStatus": ("IInvoice.GetInvoiceByGUID", _has_invoice_status),
    "IInvoice.SetInvoicePaymentDate": ("IInvoice.GetInvoiceByGUID", _has_payment_date),
    "IInvoice.SetInvoiceNumber": ("IInvoice.GetInvoiceByGUID", _has_invoice_number),
    "ITravelReimbursement.SetTravelReimbursementStatus": (
        "ITravelReimbursement.GetTravelReimbursementByGUID",
        _has_travel_status,
    ),
    "IUser.DisableUser": ("IUser.GetUserByGUID", _is_disabled),
    "IUser.EnableUser": ("IUser.GetUserByGUID", _is_enabled),
    "ICase.AddCaseMemberUser": ("ICase.GetCaseMemberUsersByCaseGUID", _has_user),
    "IAccountGroup.AddNewAccountGroupMembers": ("IAccountGroup.GetAccountGroupsByAccountGUID", _has_groups),
    "IPhaseMember.SetPhaseMemberListForPhase": ("IPhaseMember.GetPhaseMembersByPhaseGUID", _has_members),
}

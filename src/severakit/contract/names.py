"""The one rule that turns a wire name into a Python name."""

from __future__ import annotations

import re

# Two names the capitals alone cannot split: an acronym directly followed by a lower-case word.
_EXCEPTIONS = {"MIMEtype": "mime_type", "IPPhone": "ip_phone"}

_PLURAL_ACRONYM = re.compile(r"([A-Z]{2,})s(?=[A-Z]|$)")
_ACRONYM_THEN_WORD = re.compile(r"([A-Z]+)([A-Z][a-z])")
_WORD_THEN_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")


def snake_case(wire_name: str) -> str:
    """Return the Python name of a member, parameter or operation.

    >>> snake_case("UnitPriceInBaseCurrency"), snake_case("AccountGroupGUIDs"), snake_case("InsertTS")
    ('unit_price_in_base_currency', 'account_group_guids', 'insert_ts')
    """
    if wire_name in _EXCEPTIONS:
        return _EXCEPTIONS[wire_name]
    name = _PLURAL_ACRONYM.sub(lambda match: match[1].capitalize() + "s", wire_name)
    name = _ACRONYM_THEN_WORD.sub(r"\1_\2", name)
    return _WORD_THEN_CAPITAL.sub(r"\1_\2", name).lower()


def interface_name(wire_name: str) -> str:
    """Return the client attribute of an interface: ``IHourEntry`` is ``hour_entry``."""
    return snake_case(wire_name.removeprefix("I"))


def class_name(wire_name: str) -> str:
    """Return the class of a data contract: a nested type's dot falls away."""
    return wire_name.replace(".", "")


def constant_name(wire_name: str) -> str:
    """Return the member name of an enumeration literal: ``OwnNoCreation`` is ``OWN_NO_CREATION``."""
    return snake_case(wire_name).upper()

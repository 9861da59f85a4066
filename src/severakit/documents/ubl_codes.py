"""Code lists that UBL documents take from elsewhere: units of measure, and schemes of electronic addresses."""

from __future__ import annotations

import re

_UNITS = {
    "HUR": ("h", "hr", "hrs", "hour", "hours", "tunti", "tuntia", "t", "tim", "timme", "timmar", "time", "timer"),
    "DAY": ("d", "day", "days", "päivä", "päivää", "pv", "dag", "dagar", "dager"),
    "WEE": ("week", "weeks", "viikko", "vko", "vecka", "veckor", "uke"),
    "MON": ("month", "months", "kuukausi", "kk", "månad", "mån", "måned"),
    "ANN": ("year", "years", "vuosi", "v", "år"),
    "MIN": ("min", "minute", "minutes", "minuutti", "minut"),
    "KMT": ("km", "kilometre", "kilometer", "kilometri"),
    "KGM": ("kg",),
    "LTR": ("l", "litre", "liter", "litra"),
    "MTR": ("m", "metre", "meter", "metri"),
    "MTK": ("m2", "m²"),
    "H87": ("pc", "pcs", "piece", "pieces", "kpl", "st", "stk", "ea"),
}
_UNIT_CODES = {name: code for code, names in _UNITS.items() for name in names}
_ONE = "C62"

# ICD and EAS codes of VAT numbers by the country that gives them.
_VAT_SCHEMES = {
    "AL": "9923", "AD": "9922", "AT": "9914", "BA": "9924", "BE": "9925", "BG": "9926", "CH": "9927", "CY": "9928",
    "CZ": "9929", "DE": "9930", "EE": "9931", "ES": "9920", "FI": "0213", "FR": "9957", "GB": "9932", "GR": "9933",
    "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LI": "9936", "LT": "9937", "LU": "9938", "LV": "9939",
    "MC": "9940", "ME": "9941", "MK": "9942", "MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947",
    "RS": "9948", "SI": "9949", "SK": "9950", "SM": "9951", "TR": "9952",
}  # fmt: skip


def unit_code(name: str | None) -> str:
    """Return the code of UN/ECE recommendation 20 for a unit of measure; what is not known counts as pieces of one."""
    return _UNIT_CODES.get((name or "").strip().lower().rstrip("."), _ONE)


def electronic_address(address: str | None, vat_number: str | None, email: str | None) -> tuple[str, str] | None:
    """Return the address at which a party takes electronic invoices, with the code of its scheme, or None.

    Without an address of its own a party is reached by its VAT number, else by e-mail.
    """
    plain = re.sub(r"\s", "", address or "")
    if re.fullmatch(r"0037\d{8,13}", plain):
        return plain, "0216"
    if re.fullmatch(r"\d{13}", plain):
        return plain, "0088"
    if scheme := re.fullmatch(r"(\d{4}):(\S+)", plain):
        return scheme[2], scheme[1]
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", plain):
        return plain, "9918"
    if vat_number is not None and (found := _of_vat_number(vat_number)) is not None:
        return found
    return (email, "EM") if email else None


def _of_vat_number(number: str) -> tuple[str, str] | None:
    country, digits = number[:2], "".join(filter(str.isdigit, number))
    if country == "NO":
        return digits, "0192"
    if country == "SE":
        # The organization's number, which the VAT number is made of.
        return digits[:10], "0007"
    if country == "DK":
        return f"DK{digits}", "0184"
    scheme = _VAT_SCHEMES.get({"EL": "GR"}.get(country, country))
    return None if scheme is None else (number, scheme)

"""Numbers with check digits: VAT numbers, bank accounts, payment references."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from severakit.demo.chance import Chance


def _weighted_sum(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn_digit(digits: str) -> str:
    """Return the check digit by Luhn's method, as Swedish and Norwegian numbers have it."""
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(digits))]
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def finnish_reference(number: str) -> str:
    """Return a Finnish payment reference: the number and its check digit by the weights 7, 3, 1."""
    total = sum(int(digit) * (7, 3, 1)[index % 3] for index, digit in enumerate(reversed(number)))
    return f"{number}{-total % 10}"


def payment_reference(country: str, invoice_number: int, account_number: int) -> str:
    """Return the payment reference of an invoice by the standard of the sender's country (ISO code).

    Sweden: OCR of the invoice number. Norway: KID of invoice and account number. Finland, and
    wherever no standard is known: the Finnish reference.
    """
    if country == "SE":
        return f"{invoice_number}{luhn_digit(str(invoice_number))}"
    if country == "NO":
        digits = f"{invoice_number}{account_number}"
        return f"{digits}{luhn_digit(digits)}"
    return finnish_reference(str(invoice_number))


def iban(country: str, account: str) -> str:
    """Return the account's IBAN with its check digits by ISO 13616."""
    shifted = account + country + "00"
    number = int("".join(str(int(character, 36)) for character in shifted))
    return f"{country}{98 - number % 97:02d}{account}"


def vat_number(country: str, chance: Chance) -> str:
    """Return a VAT number of the country's form (ISO code), with a right check digit where one is known."""
    while True:
        number = _VAT_NUMBERS[country](str(chance.randrange(10**7, 10**8)))
        if number is not None:
            return number


def _finnish(digits: str) -> str | None:
    remainder = _weighted_sum(digits[:7], (7, 9, 10, 5, 8, 4, 2)) % 11
    return None if remainder == 1 else f"FI{digits[:7]}{-remainder % 11}"


def _swedish(digits: str) -> str:
    body = f"5{digits[:2]}{2 + int(digits[2]) % 8}{digits[3:]}"
    return f"SE{body}{luhn_digit(body)}01"


def _norwegian(digits: str) -> str | None:
    body = f"9{digits[:7]}"
    remainder = _weighted_sum(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return None if remainder == 1 else f"NO{body}{-remainder % 11}MVA"


def _danish(digits: str) -> str | None:
    remainder = _weighted_sum(digits[:7], (2, 7, 6, 5, 4, 3, 2)) % 11
    return None if remainder == 1 else f"DK{digits[:7]}{-remainder % 11}"


def _german(digits: str) -> str:
    product = 10
    for digit in digits:
        product = (int(digit) + product) % 10 or 10
        product = product * 2 % 11
    return f"DE{digits}{(11 - product) % 10}"


def _estonian(digits: str) -> str:
    return f"EE{digits}{-_weighted_sum(digits, (3, 7, 1, 3, 7, 1, 3, 7)) % 10}"


_VAT_NUMBERS: dict[str, Callable[[str], str | None]] = {
    "FI": _finnish,
    "SE": _swedish,
    "NO": _norwegian,
    "DK": _danish,
    "DE": _german,
    "EE": _estonian,
}

"""Names and e-mail addresses that an administrator gives: what all clients of the API must be able to read again."""

from __future__ import annotations

import re

from severakit.store.errors import AdministrationError

LONGEST_NAME = 200
LONGEST_EMAIL = 254
"""Characters; longer ones can receive no mail."""

# Lines, what XML lacks and what terminals obey. One such name would be read by no client, whoever it asks for.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def checked_name(text: str, whose: str) -> str:
    """Return a name without blanks around it. ``whose`` is what needs it, such as "An API key".

    Raises AdministrationError for one that is empty, too long or has characters that cannot be shown.
    """
    text = text.strip()
    if not text:
        raise AdministrationError(f"{whose} needs a name.")
    if len(text) > LONGEST_NAME:
        raise AdministrationError(f"A name has at most {LONGEST_NAME} characters, not {len(text)}: give a shorter one.")
    if unfit := _UNFIT.search(text):
        raise AdministrationError(f"A name cannot have the character U+{ord(unfit[0]):04X}: leave it out of {text!r}.")
    return text


def checked_email(text: str) -> str:
    """Return an e-mail address without blanks around it. Raises AdministrationError for what is none."""
    address = text.strip()
    local, at, domain = address.partition("@")
    is_whole = local and at and domain and len(address) <= LONGEST_EMAIL
    if not is_whole or _UNFIT.search(address) or any(character.isspace() for character in address):
        raise AdministrationError(f"{text[:LONGEST_EMAIL]!r} is no e-mail address; give one such as name@example.com.")
    return address

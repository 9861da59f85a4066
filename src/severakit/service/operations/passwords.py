"""Passwords of users: what is kept of them, from which none can be read."""

from __future__ import annotations

import hashlib
import secrets

from severakit.soap.faults import Validation

_SHORTEST = 8
# Work and memory of one guess: 16 MiB, some tens of milliseconds.
_COST, _BLOCK_SIZE, _PARALLELISM = 2**14, 8, 1


def password_hash(password: str | None) -> str:
    """Return the salted hash of a new password. Raises Validation for one that is too short."""
    if password is None or len(password) < _SHORTEST:
        raise Validation(f"newPassword must have at least {_SHORTEST} characters.")
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode("utf-8"), salt=salt, n=_COST, r=_BLOCK_SIZE, p=_PARALLELISM)
    return f"scrypt${_COST}${_BLOCK_SIZE}${_PARALLELISM}${salt.hex()}${digest.hex()}"

"""What administering the store refuses."""

from __future__ import annotations


class AdministrationError(ValueError):
    """What was asked for cannot be done; the text says what to pass instead."""

"""E-mail addresses in the one form that is stored and compared."""

from __future__ import annotations

MAX_LENGTH = 120


def normal_email(text: str) -> str:
    """Return the address trimmed and in lower case."""
    return text.strip().lower()

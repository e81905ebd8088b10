"""Identifiers: UUIDv7 text for rows of payments, sales and events; random text for secrets shown once."""

from __future__ import annotations

import re
import secrets

import uuid_utils

MAX_INTEGER_DIGITS = 9
FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> str:
    """Return a new UUIDv7 as 36 characters; later ids sort after earlier ones."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Tell whether the text can be one of our ids at all; spares the database texts it could not even compare."""
    return FORM.fullmatch(text) is not None


def integer_id(text: str) -> int | None:
    """Return the id that the text writes in plain digits, or None; longer ones fit in no 32-bit column."""
    is_id = text.isascii() and text.isdigit() and len(text) <= MAX_INTEGER_DIGITS
    return int(text) if is_id else None


def new_secret(n_bytes: int = 32) -> str:
    """Return ``n_bytes`` of randomness as URL-safe text."""
    return secrets.token_urlsafe(n_bytes)

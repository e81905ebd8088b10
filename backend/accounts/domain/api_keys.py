"""The text of an API key (contract 10-identity §1): ``mk_`` + 8 hex + ``_`` + 43 URL-safe characters."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

PREFIX_LENGTH = 11
MAX_ACTIVE_KEYS = 50
MAX_LIFETIME_DAYS = 3650
NOTE_USE_EVERY = timedelta(minutes=1)
FORM = re.compile(r"mk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")


def new_key_text() -> str:
    """Return the text of a new key: 32 random bytes behind a prefix that may be shown."""
    return f"mk_{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"


def prefix_of(text: str) -> str:
    """Return the part of a key's text that names it in lists."""
    return text[:PREFIX_LENGTH]


def is_key_text(text: str) -> bool:
    """Tell whether the text can be a key at all; spares the database the rest."""
    return FORM.fullmatch(text) is not None

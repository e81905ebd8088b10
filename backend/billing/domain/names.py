"""Names that are unique ignoring case (contract 20-billing §1)."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """Return what two names have in common when they differ in case only; may be longer than the name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())

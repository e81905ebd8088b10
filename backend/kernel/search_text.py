"""Texts as they are searched: one folding, so that what is stored and what is typed meet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def fold(texts: Iterable[str | None]) -> str:
    """Join texts as they are searched: lower case, without accents, one blank between."""
    joined = " ".join(text for text in texts if text)
    plain = "".join(c for c in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(c))
    return " ".join(plain.lower().split())

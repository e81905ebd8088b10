"""Reading answers that may be wrong: each value is checked, cut to what our columns hold, or refused as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from backend.kernel.money import MAX_AMOUNT
from backend.payments.errors import ProviderUnavailable

CENT = Decimal("0.01")
LARGEST_NUMBER = 2**31 - 1


class UnexpectedAnswer(ProviderUnavailable):
    """The provider said yes in a form we cannot trust: what really happened is unknown. ``why`` is for the log."""

    def __init__(self, why: str) -> None:
        """Keep what was wrong; people only read the common sentence."""
        super().__init__()
        self.why = why
        self.args = (why,)


def object_of(value: Any, what: str = "answer") -> dict[str, Any]:
    """Return a JSON object, or refuse the answer."""
    if not isinstance(value, dict):
        raise UnexpectedAnswer(f"{what} is not an object")
    return value


def child(value: Any, *path: str) -> Any:
    """Return what stands at the path, or None when any part of it is missing or no object."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Pass over the objects of a list; anything else is none."""
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))


def text(value: Any, length: int) -> str | None:
    """Return a text (or number as text) without unprintable characters, cut to ``length``; None when empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return "".join(character for character in str(value) if character.isprintable())[:length] or None


def required(value: Any, length: int, what: str) -> str:
    """Return an identifying text exactly as it is; refuses one that is missing or longer than its column."""
    found = text(value, length + 1)
    if found is None or len(found) > length or found != str(value):
        raise UnexpectedAnswer(f"{what} is missing or unusable")
    return found


def amount(value: Any, what: str) -> Decimal:
    """Return an exact amount, from text or number; refuses what is no amount of at most two decimals."""
    found = optional_amount(value)
    if found is None or found != Decimal(str(value)):
        raise UnexpectedAnswer(f"{what} is no amount")
    return found


def optional_amount(value: Any) -> Decimal | None:
    """Return an amount rounded to two decimals, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    if not found.is_finite() or not 0 <= found <= MAX_AMOUNT:
        return None
    return found.quantize(CENT, rounding=ROUND_HALF_UP)


def number(value: Any, low: int = 0, high: int = LARGEST_NUMBER) -> int | None:
    """Return a whole number within bounds, from number or digits, or None."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 20:  # noqa: PLR2004 - longest id
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if low <= value <= high else None


def digits(value: Any, length: int) -> str | None:
    """Return up to ``length`` digits, or None (a masked or odd value is not kept)."""
    found = text(value, length)
    return found if found is not None and found.isascii() and found.isdecimal() else None


def instant(value: Any) -> datetime | None:
    """Return an instant in UTC from ISO 8601 (fractions of any length, any offset), or None."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

"""Dates and amounts as Mercado Pago writes them: each family of calls has its own habit."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from backend.kernel.money import decimals_of

if TYPE_CHECKING:
    from decimal import Decimal

_PAYMENTS_ZONE = timezone(timedelta(hours=-4))
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_RELATIVE = re.compile(r"NOW(?:([+-]\d+)(MINUTE|HOUR|DAY|MONTH)S?)?")
_UNIT_DAYS = {"MINUTE": 1 / 1440, "HOUR": 1 / 24, "DAY": 1.0, "MONTH": 30.0}


def orders_date(instant: datetime) -> str:
    """Write an instant as the Orders API does: UTC, nine decimals."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"


def payments_date(instant: datetime | None) -> str | None:
    """Write an instant as the payments family does: milliseconds, always four hours behind UTC."""
    if instant is None:
        return None
    return instant.astimezone(_PAYMENTS_ZONE).isoformat(timespec="milliseconds")


def webhook_date(instant: datetime) -> str:
    """Write an instant as notifications do: UTC, milliseconds."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{instant.microsecond // 1000:03d}Z"


def amount_text(amount: Decimal, currency: str) -> str:
    """Write an amount as the Orders API does: text with the currency's decimals."""
    return f"{amount:.{decimals_of(currency)}f}"


def number(amount: Decimal) -> int | float:
    """Write an amount as the payments family does: a JSON number."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def shown_amount(amount: float | Decimal, currency: str) -> str:
    """Write an amount for people, as in Argentina: ``$ 1.234,50``; other currencies by their code."""
    whole, _, cents = f"{amount:,.{decimals_of(currency)}f}".partition(".")
    text = whole.replace(",", ".") + (f",{cents}" if cents else "")
    return f"{'$' if currency == 'ARS' else currency}\N{NO-BREAK SPACE}{text}"


def duration(text: str) -> timedelta | None:
    """Read an ISO 8601 duration of days, hours, minutes and seconds; None when it is none."""
    found = _DURATION.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def search_date(text: str, now: datetime) -> datetime | None:
    """Read a date of a search: ISO 8601, or relative like ``NOW-30DAYS``; None when it is neither."""
    relative = _RELATIVE.fullmatch(text)
    if relative:
        amount, unit = relative.groups()
        return now + timedelta(days=int(amount) * _UNIT_DAYS[unit]) if amount else now
    try:
        # Query strings often carry the plus sign of an offset unescaped, which arrives as a space.
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)

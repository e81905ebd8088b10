"""Months and days of a plot, in a time zone: the last ones, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.billing.domain.periods import add_months


def last_months(today: date, count: int) -> list[date]:
    """Return the first days of the last ``count`` months, this one included."""
    this_month = today.replace(day=1)
    return [add_months(this_month, -back) for back in range(count - 1, -1, -1)]


def last_days(today: date, count: int) -> list[date]:
    """Return the last ``count`` days, today included."""
    return [today - timedelta(days=back) for back in range(count - 1, -1, -1)]


def month_end(first: date) -> date:
    """Return the last day of a month, given its first."""
    return add_months(first, 1) - timedelta(days=1)


def midnights(days: Sequence[date], after: date, zone: str) -> list[datetime]:
    """Return the instants at which these days begin, and the one at which ``after`` begins: the bounds of spans."""
    return [datetime.combine(day, time(), tzinfo=ZoneInfo(zone)) for day in (*days, after)]

"""Calendar months and years (contract 20-billing §7): ends, starts, no drift. Dates are the company's own."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MIN_YEARS, MAX_YEARS = 1, 5
MONTHS_OF_YEAR = 12


class Period(StrEnum):
    """How often a subscription is paid."""

    MONTHLY = "monthly"
    YEARLY = "yearly"


def months_of(period: Period, years: int) -> int:
    """Return how many calendar months a whole period has: 1, or 12 × years."""
    return 1 if period is Period.MONTHLY else MONTHS_OF_YEAR * years


def add_months(start: date, months: int) -> date:
    """Return the date that many calendar months later; a missing day becomes the last of its month."""
    index = start.year * MONTHS_OF_YEAR + start.month - 1 + months
    year, month = index // MONTHS_OF_YEAR, index % MONTHS_OF_YEAR + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def period_end(start: date, period: Period, years: int = 1) -> date:
    """Return the last valid day (inclusive) of a period that starts on this day."""
    return add_months(start, months_of(period, years))


def renewal_start(old_end: date, today: date, given: date | None = None) -> date:
    """Return where a renewal starts: the given day, else the old end if it has not passed, else today."""
    if given is not None:
        return given
    return max(old_end, today)


def automatic_start(old_end: date, today: date, period: Period) -> date:
    """Return where an automatic renewal of one period starts: the old end, or today when that period would be over.

    "Over" is when its last day has passed: the gap is not billed.
    """
    return today if period_end(old_end, period) < today else old_end


def first_instant_after(last_day: date, zone: str) -> datetime:
    """Return when the last valid day is over: midnight that ends it, in the zone (aware)."""
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))

"""Dates as people give them: a calendar day, or an instant whose day in the company's zone counts."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

GivenDay = date | datetime


def local_day(given: GivenDay, zone: str) -> date:
    """Return the day that is meant, in an IANA zone."""
    return given.astimezone(ZoneInfo(zone)).date() if isinstance(given, datetime) else given

"""Today, which differs between companies: at any moment their zones are on at most three dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, case, func, literal, select

from backend.companies.models import Company
from backend.infra.db import session
from backend.kernel import clock


@dataclass(frozen=True, slots=True)
class LocalDates:
    """The dates that the zones of the companies are on now."""

    zones_of: Mapping[date, tuple[str, ...]]
    commonest: date

    @property
    def earliest(self) -> date:
        """Return the date on which no company is behind."""
        return min(self.zones_of)

    @property
    def latest(self) -> date:
        """Return the date on which no company is ahead."""
        return max(self.zones_of)

    def today_of(self, zone: Any) -> ColumnElement[date]:
        """Return the date in the zone that a column holds, as an SQL expression: a constant while all share it."""
        rare = [(zones, day) for day, zones in self.zones_of.items() if day != self.commonest]
        usual = literal(self.commonest, Date)
        return case(*((zone.in_(zones), literal(day, Date)) for zones, day in rare), else_=usual) if rare else usual


def read_local_dates() -> LocalDates:
    """Return the dates of now, by one statement over the zones that companies use."""
    counted: Counter[date] = Counter()
    zones_of: dict[date, list[str]] = defaultdict(list)
    for zone, companies in session().execute(select(Company.time_zone, func.count()).group_by(Company.time_zone)):
        today = clock.today_in(zone)
        zones_of[today].append(zone)
        counted[today] += companies
    if not counted:
        return LocalDates({clock.now().date(): ()}, clock.now().date())
    return LocalDates({day: tuple(zones) for day, zones in zones_of.items()}, counted.most_common(1)[0][0])

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

    of_zone: Mapping[str, date]
    commonest: date

    @property
    def earliest(self) -> date:
        """Return the date of whoever is furthest behind."""
        return min(self.of_zone.values(), default=self.commonest)

    @property
    def latest(self) -> date:
        """Return the date of whoever is furthest ahead."""
        return max(self.of_zone.values(), default=self.commonest)

    def zones_after(self, day: date) -> Mapping[date, list[str]]:
        """Return the zones that are on a later date, by that date."""
        later: dict[date, list[str]] = defaultdict(list)
        for name, today in self.of_zone.items():
            if today > day:
                later[today].append(name)
        return later

    def today_of(self, zone: Any) -> ColumnElement[date]:
        """Return the date in the zone that a column holds, as an SQL expression: a constant while all share it."""
        rare: dict[date, list[str]] = defaultdict(list)
        for name, day in self.of_zone.items():
            if day != self.commonest:
                rare[day].append(name)
        usual = literal(self.commonest, Date)
        others = [(zone.in_(names), literal(day, Date)) for day, names in rare.items()]
        return case(*others, else_=usual) if others else usual


def read_local_dates() -> LocalDates:
    """Return the dates of now, by one statement over the zones that companies use."""
    counts = session().execute(select(Company.time_zone, func.count()).group_by(Company.time_zone)).all()
    of_zone = {zone: clock.today_in(zone) for zone, _ in counts}
    counted: Counter[date] = Counter()
    for zone, companies in counts:
        counted[of_zone[zone]] += companies
    return LocalDates(of_zone, counted.most_common(1)[0][0] if counted else clock.now().date())

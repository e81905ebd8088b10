"""The operators' dashboard (contract 20-billing §10): everything on the platform's own day, per currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from backend.billing.domain.calendar_series import last_days, last_months, midnights, month_end
from backend.billing.domain.periods import Period
from backend.billing.domain.prices import monthly_income
from backend.billing.domain.states import SubscriptionState
from backend.billing.ports import SupportFlow, SupportNow, plugged
from backend.billing.repository import figures as rows
from backend.infra.current import settings
from backend.infra.unit_of_work import reading
from backend.kernel import clock
from backend.kernel.money import ZERO, round_money
from backend.payments.service.figures import Takings, takings_between

EXPIRING_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Income:
    """Monthly recurring revenue of one currency."""

    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Overview:
    """What the dashboard shows; series run from the oldest month or day to this one, none left out."""

    companies: int
    active_companies: int
    states: Mapping[SubscriptionState, int]
    expiring: int
    income: Sequence[Income]
    support: SupportNow
    today: Sequence[Takings]
    months: Sequence[date]
    founded: Mapping[int, int]
    monthly_income: Sequence[Sequence[Income]]
    days: Sequence[date]
    support_flow: Sequence[SupportFlow]
    takings: Sequence[Takings]


@reading
def overview(months: int, days: int) -> Overview:
    """Return the figures with series of this many months and days; a dozen statements, whatever the rows."""
    zone = settings().zona_horaria
    today = clock.today_in(zone)
    month_list, day_list = last_months(today, months), last_days(today, days)
    month_bounds = midnights(month_list, month_end(today.replace(day=1)) + timedelta(days=1), zone)
    day_bounds = midnights(day_list, today + timedelta(days=1), zone)
    companies, active_companies = rows.count_companies()
    takings, income = takings_between(day_bounds), _incomes(rows.rows_active_now(), "count")
    return Overview(
        companies=companies,
        active_companies=active_companies,
        states=rows.count_by_state(),
        expiring=rows.count_expiring(today, today + EXPIRING_WITHIN),
        income=income,
        support=_support_now(),
        today=[one for one in takings if one.position == days - 1],
        months=month_list,
        founded=rows.companies_founded_between(month_bounds),
        monthly_income=[*_past_incomes(month_list[:-1], zone), income],
        days=day_list,
        support_flow=_support_flow(day_bounds),
        takings=takings,
    )


def _past_incomes(months: Sequence[date], zone: str) -> list[list[Income]]:
    """Return the income at the end of each past month."""
    if not months:
        return []
    found = rows.rows_in_force_on([month_end(first) for first in months], zone)
    return [_incomes(found, f"day_{index}") for index in range(len(months))]


def _incomes(found: Iterable[Row[*tuple[Any, ...]]], count_column: str) -> list[Income]:
    """Sum rows of equal price by currency, rounding once per currency; currencies without any row are left out."""
    sums: dict[str, Decimal] = {}
    for row in found:
        if count := int(getattr(row, count_column) or 0):
            share = monthly_income(row.period_price, row.discount_percent, Period(row.period), row.years)
            sums[row.currency] = sums.get(row.currency, ZERO) + share * count
    return [Income(currency, round_money(sums[currency], currency)) for currency in sorted(sums)]


def _support_now() -> SupportNow:
    support = plugged().support
    return support.now() if support else SupportNow()


def _support_flow(bounds: Sequence[datetime]) -> list[SupportFlow]:
    support = plugged().support
    return support.flow(bounds) if support else [SupportFlow(0, 0)] * (len(bounds) - 1)

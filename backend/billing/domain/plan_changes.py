"""What a plan change in the middle of a period gives back and buys (contract 20-billing §8): pure, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.billing.domain.periods import Period
from backend.billing.domain.prices import PlanChange, PriceList, plan_change, with_discount


@dataclass(frozen=True, slots=True)
class CurrentRow:
    """The row whose plan changes: its dates, what it costs before discount, and the credit it holds."""

    start_date: date
    end_date: date
    period: Period
    years: int
    base_days: int
    list_amount: Decimal
    discount_percent: Decimal
    credit_left: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class QuotedChange:
    """A plan change on one day: the days it counts, the new plan's price of a whole period, the amounts."""

    period_days: int
    days_left: int
    period_price: Decimal
    amounts: PlanChange


def days_left_of(row: CurrentRow, today: date) -> int:
    """Return the days between today and the last valid day; 0 on that day: nothing is left to change."""
    return (row.end_date - today).days


def quote_change(row: CurrentRow, new_plan: PriceList, today: date) -> QuotedChange:
    """Return what changing to the new plan today costs; at least one day must be left, currencies must agree.

    Period, years, discount and last day stay. The days given back are counted in the row itself (shorter after an
    earlier change), the days bought in a whole period (``base_days``).
    """
    period_days = (row.end_date - row.start_date).days
    days_left = days_left_of(row, today)
    period_price = new_plan.of_period(row.period, row.years)
    amounts = plan_change(
        discounted=with_discount(row.list_amount, row.discount_percent, row.currency),
        credit_left=row.credit_left,
        percent=row.discount_percent,
        new_period_price=period_price,
        days_left=days_left,
        period_days=period_days,
        base_days=row.base_days,
        currency=row.currency,
    )
    return QuotedChange(period_days, days_left, period_price, amounts)

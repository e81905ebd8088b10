"""What a row costs: prices, discounts, credit, plan changes (contract 20-billing §7 and §8). Rounding is half up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from backend.billing.domain.periods import Period, months_of
from backend.kernel.money import round_money

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PriceList:
    """What a plan costs for one period, in its currency."""

    monthly: Decimal
    yearly: Decimal
    currency: str

    def of_period(self, period: Period, years: int) -> Decimal:
        """Return the list price of a whole period."""
        return self.monthly if period is Period.MONTHLY else self.yearly * years


@dataclass(frozen=True, slots=True)
class Due:
    """How a row is paid: after discount, with credit, what is left to collect and what moves on."""

    discounted: Decimal
    credit_applied: Decimal
    to_collect: Decimal
    credit_left: Decimal


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The amounts of a plan change (all of one currency)."""

    credit: Decimal
    list_amount: Decimal
    charge: Decimal
    credit_applied: Decimal
    to_collect: Decimal
    credit_left: Decimal


def default_discount(period: Period, years: int) -> Decimal:
    """Return the percentage nobody has to ask for: yearly (years − 1) %, monthly 0."""
    return Decimal(0) if period is Period.MONTHLY else Decimal(years - 1)


def with_discount(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """Return the amount after the percentage, rounded; the percentage is applied here and nowhere else."""
    return round_money(amount * (1 - percent / HUNDRED), currency)


def due(list_amount: Decimal, percent: Decimal, credit: Decimal, currency: str) -> Due:
    """Return how a new row is paid when the row before it left this credit."""
    discounted = with_discount(list_amount, percent, currency)
    applied = min(credit, discounted)
    return Due(discounted, applied, discounted - applied, credit - applied)


def plan_change(  # noqa: PLR0913 - the contract's formula has as many terms
    *,
    discounted: Decimal,
    credit_left: Decimal,
    percent: Decimal,
    new_period_price: Decimal,
    days_left: int,
    period_days: int,
    base_days: int,
    currency: str,
) -> PlanChange:
    """Return what changing the plan costs (contract 20-billing §8).

    ``discounted`` is the old row's price after discount, ``credit_left`` its credit; ``days_left`` of ``period_days``
    (of the row) are given back, ``days_left`` of ``base_days`` (of a whole period) are bought of the new plan.
    """
    credit = round_money(discounted * days_left / period_days, currency) + credit_left
    list_amount = round_money(new_period_price * days_left / base_days, currency)
    paid = due(list_amount, percent, credit, currency)
    return PlanChange(credit, list_amount, paid.discounted, paid.credit_applied, paid.to_collect, paid.credit_left)


def monthly_income(period_price: Decimal, percent: Decimal, period: Period, years: int) -> Decimal:
    """Return a row's share of the monthly recurring revenue, unrounded: rounded once per currency by its reader."""
    return period_price * (1 - percent / HUNDRED) / months_of(period, years)

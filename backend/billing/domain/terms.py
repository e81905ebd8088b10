"""What a new row says: its dates, its price, its discount, the credit it uses (contract 20-billing §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.prices import PriceList, default_discount, due
from backend.billing.domain.states import SubscriptionState
from backend.kernel.money import ZERO


@dataclass(frozen=True, slots=True)
class Terms:
    """The columns of a row that are decided once, when it is made; dates inclusive, amounts in ``currency``."""

    period: Period
    years: int
    start_date: date
    end_date: date
    currency: str
    period_price: Decimal
    base_days: int
    list_amount: Decimal
    discount_percent: Decimal
    credit_applied: Decimal
    credit_left: Decimal

    def state_on(self, today: date) -> SubscriptionState:
        """Return the state a row with these dates begins in."""
        return SubscriptionState.ACTIVE if self.start_date <= today else SubscriptionState.SCHEDULED


def make_terms(  # noqa: PLR0913 - what the contract decides a row from
    prices: PriceList,
    period: Period,
    years: int,
    start: date,
    *,
    percent: Decimal | None = None,
    credit: Decimal = ZERO,
) -> Terms:
    """Return the terms of a whole period from this day at today's prices; without ``percent`` the usual discount."""
    price = prices.of_period(period, years)
    discount = default_discount(period, years) if percent is None else percent
    paid = due(price, discount, credit, prices.currency)
    end = period_end(start, period, years)
    return Terms(
        period=period,
        years=years,
        start_date=start,
        end_date=end,
        currency=prices.currency,
        period_price=price,
        base_days=(end - start).days,
        list_amount=price,
        discount_percent=discount,
        credit_applied=paid.credit_applied,
        credit_left=paid.credit_left,
    )

"""The charge of a plan change is its quote to the cent, over a hundred thousand random changes.

Every change is computed a second time with fractions, from the words of the contract alone
(``proration_reference``). With ``control`` amounts are rounded half to even instead of half up.
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from unittest.mock import patch

from proration_reference import change

from backend.billing.domain import prices
from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.plan_changes import CurrentRow, QuotedChange, quote_change
from backend.billing.domain.prices import PriceList
from backend.kernel.money import decimals_of, round_money, unit_of

HAS_CONTROL = True
CHANGES = {"small": 5_000, "full": 100_000}
CURRENCIES = ("ARS", "ARS", "ARS", "CLP", "UYU")
FIRST, DAYS = date(2026, 1, 1), 2000
LONGEST_CHAIN = 4
FIELDS = ("credit", "list_amount", "charge", "credit_applied", "to_collect", "credit_left")


def some_price(dice: random.Random, currency: str) -> Decimal:
    """Return a price: zero at times, round ones, and every cent."""
    top = dice.choice((0, 500, 100_000, 99_999_999_99))
    return Decimal(dice.randint(0, top)).scaleb(-decimals_of(currency))


def some_plan(dice: random.Random, currency: str) -> PriceList:
    """Return a plan in this currency."""
    return PriceList(some_price(dice, currency), some_price(dice, currency), currency)


def some_discount(dice: random.Random) -> Decimal:
    """Return a percentage with two decimals, often none."""
    return dice.choice((Decimal(0), Decimal(10), Decimal(dice.randint(0, 10_000)).scaleb(-2)))


def some_row(dice: random.Random) -> CurrentRow:
    """Return a row as a creation or renewal makes it."""
    currency = dice.choice(CURRENCIES)
    period = dice.choice(list(Period))
    years = 1 if period is Period.MONTHLY else dice.randint(1, 5)
    start = FIRST + timedelta(days=dice.randrange(DAYS))
    end = period_end(start, period, years)
    return CurrentRow(
        start_date=start,
        end_date=end,
        period=period,
        years=years,
        base_days=(end - start).days,
        list_amount=some_plan(dice, currency).of_period(period, years),
        discount_percent=some_discount(dice),
        credit_left=dice.choice((Decimal(0), some_price(dice, currency))),
        currency=currency,
    )


def differs(row: CurrentRow, new_plan: PriceList, quoted: QuotedChange) -> bool:
    """Tell whether an amount is another one than the contract's own formula gives."""
    expected = change(
        paid=Fraction(row.list_amount),
        percent=Fraction(row.discount_percent),
        credit_left=Fraction(row.credit_left),
        new_period_price=Fraction(new_plan.of_period(row.period, row.years)),
        period_days=quoted.period_days,
        days_left=quoted.days_left,
        base_days=row.base_days,
        decimals=decimals_of(row.currency),
    )
    return any(Fraction(getattr(quoted.amounts, name)) != getattr(expected, name) for name in FIELDS)


def after(row: CurrentRow, quoted: QuotedChange, today: date) -> CurrentRow:
    """Return the row that the change leaves."""
    return CurrentRow(
        start_date=today,
        end_date=row.end_date,
        period=row.period,
        years=row.years,
        base_days=row.base_days,
        list_amount=quoted.amounts.list_amount,
        discount_percent=row.discount_percent,
        credit_left=quoted.amounts.credit_left,
        currency=row.currency,
    )


def compute(wanted: int, seed: int) -> tuple[int, int]:
    """Change plans of random rows, several times in a period; returns how many and how many were wrong."""
    dice = random.Random(seed)  # noqa: S311 - test rows, not secrets
    done = wrong = 0
    while done < wanted:
        row = some_row(dice)
        for _ in range(dice.randint(1, LONGEST_CHAIN)):
            length = (row.end_date - row.start_date).days
            if length < 1:
                break
            today = row.start_date + timedelta(days=dice.randrange(length))
            new_plan = some_plan(dice, row.currency)
            quoted = quote_change(row, new_plan, today)
            wrong += differs(row, new_plan, quoted)
            done += 1
            row = after(row, quoted, today)
    return done, wrong


def half_even(amount: Decimal, currency: str = "ARS") -> Decimal:
    """Round as the control does."""
    return amount.quantize(unit_of(currency), rounding=ROUND_HALF_EVEN)


def main(size: str, *, control: bool) -> int:
    """Return 0 when no amount differs."""
    started = time.perf_counter()
    with patch.object(prices, "round_money", half_even if control else round_money):
        done, wrong = compute(CHANGES[size], seed=20261120)
    print(f"computed    {done} changes, {wrong} differ from the reference, {time.perf_counter() - started:.1f} s")
    return 0 if wrong == 0 else 1

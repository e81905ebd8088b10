"""The charge of a plan change is its quote to the cent, over a hundred thousand random changes.

Every change is computed a second time with fractions, from the words of the contract alone
(``proration_reference``). Some of them go through the service on each database: quoted, the plan's price changed, then
executed by the quote, and tried once more. With ``control`` amounts are rounded half to even, and an execution reckons
anew instead of following its quote.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from unittest.mock import patch

from proration_reference import change

from backend.billing.domain import prices
from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.plan_changes import CurrentRow, QuotedChange, quote_change
from backend.billing.domain.prices import PlanChange, PriceList
from backend.billing.errors import QuoteExpired
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import PlanChangeQuote, Subscription
from backend.billing.service import plan_changes
from backend.billing.service.plan_changes import WantedChange
from backend.infra.db import db
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.kernel.errors import Conflict
from backend.kernel.money import decimals_of, unit_of
from tests.factories.companies import make_company
from tests.factories.subscriptions import make_plan, make_subscription
from tests.proofs.databases import apps

HAS_CONTROL = True
PER_DATABASE = True
CHANGES = {"small": 5_000, "full": 100_000}
CHANGES_BY_SERVICE = {"small": 25, "full": 1_000}
CURRENCIES = ("ARS", "ARS", "ARS", "CLP", "UYU")
FIRST, DAYS = date(2026, 1, 1), 2000
LONGEST_CHAIN = 4
NOON = time_of_day(15, tzinfo=UTC)
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


def insert(row: CurrentRow, dice: random.Random) -> Subscription:
    """Write a row as a creation or renewal leaves it, for a company of its own."""
    plan = make_plan(currency=row.currency, monthly_price=some_price(dice, row.currency))
    return make_subscription(
        make_company("Empresa"),
        plan,
        start=row.start_date,
        period=row.period,
        years=row.years,
        list_amount=row.list_amount,
        discount_percent=row.discount_percent,
        credit_left=row.credit_left,
    )


def dearer(plan: Plan) -> None:
    """Raise a plan's prices between its quote and the execution."""

    def write() -> None:
        found = db.session.get_one(Plan, plan.id)
        found.monthly_price += 100
        found.yearly_price += 100

    run_unit(write)


def quoted_of(quote: PlanChangeQuote) -> QuotedChange:
    """Return what a written quote says."""
    amounts = PlanChange(**{name: getattr(quote, name) for name in FIELDS})
    return QuotedChange(quote.period_days, quote.days_left, quote.period_price, amounts)


def change_by_service(row_id: int, known: CurrentRow, dice: random.Random) -> tuple[Subscription, list[str]]:
    """Quote, execute and try again through the service; returns the new row and what was wrong."""
    prices = some_plan(dice, known.currency)
    plan = make_plan(currency=prices.currency, monthly_price=prices.monthly, yearly_price=prices.yearly)
    quoted = plan_changes.quote(WantedChange(None, row_id, plan.id)).quote
    dearer(plan)
    wanted = WantedChange(None, row_id, plan.id, quoted.id)
    new = plan_changes.change_plan(wanted).row
    faults = ["quote"] if differs(known, prices, quoted_of(quoted)) else []
    charged = (new.list_amount, new.credit_applied, new.to_collect, new.credit_left)
    if charged != (quoted.list_amount, quoted.credit_applied, quoted.to_collect, quoted.credit_left):
        faults.append("charge")
    try:
        plan_changes.change_plan(wanted)
        faults.append("twice")
    except Conflict as refusal:
        faults += [] if isinstance(refusal, QuoteExpired) else ["refused otherwise"]
    return new, faults


def current_of(row: Subscription) -> CurrentRow:
    """Return what the formula needs of a row."""
    names = [field.name for field in fields(CurrentRow)]
    return CurrentRow(**{name: getattr(row, name) for name in names} | {"period": Period(row.period)})


def execute(wanted: int, seed: int) -> tuple[int, list[str]]:
    """Change plans through the service, several times in a period; returns how many, and what was wrong."""
    dice = random.Random(seed)  # noqa: S311 - test rows, not secrets
    done, faults = 0, []
    while done < wanted:
        row = insert(some_row(dice), dice)
        for _ in range(dice.randint(1, LONGEST_CHAIN)):
            length = (row.end_date - row.start_date).days
            if length < 1:
                break
            day = row.start_date + timedelta(days=dice.randrange(length))
            with clock.using(clock.MovableClock(datetime.combine(day, NOON))):
                row, wrong = change_by_service(row.id, current_of(row), dice)
            faults += wrong
            done += 1
    return done, faults


def half_even(amount: Decimal, currency: str = "ARS") -> Decimal:
    """Round as the control does."""
    return amount.quantize(unit_of(currency), rounding=ROUND_HALF_EVEN)


def compute_all(size: str) -> bool:
    """Compute; print how many differ."""
    started = time.perf_counter()
    done, wrong = compute(CHANGES[size], seed=20261120)
    print(f"computed    {done} changes, {wrong} differ from the reference, {time.perf_counter() - started:.1f} s")
    return wrong == 0


def execute_all(size: str, *, control: bool) -> bool:
    """Execute on each database that is there; print what was wrong."""
    holds = []
    for name, _app in apps("proration", only_chosen=control or size == "small"):
        started = time.perf_counter()
        done, faults = execute(CHANGES_BY_SERVICE[size], seed=20261121)
        told = ", ".join(f"{count} × {what}" for what, count in Counter(faults).items()) or "0 faults"
        print(f"{name:<11} {done} quoted, executed and tried again: {told}, {time.perf_counter() - started:.1f} s")
        holds.append(not faults)
    return bool(holds) and all(holds)


def main(size: str, *, control: bool) -> int:
    """Return 0 when every amount is the reference's, every charge its quote, and no quote served twice."""
    with ExitStack() as faults:
        if control:
            faults.enter_context(patch.object(prices, "round_money", half_even))
            faults.enter_context(patch.object(plan_changes, "_given_quote", lambda *_: None))
        holds = [compute_all(size), execute_all(size, control=control)]
    return 0 if all(holds) else 1

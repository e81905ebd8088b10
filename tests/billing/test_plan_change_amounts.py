"""The table of contract 20-billing §8, to the cent, and what must hold for every change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.plan_changes import CurrentRow, days_left_of, quote_change
from backend.billing.domain.prices import PriceList, due
from backend.kernel.money import has_currency_scale

BASICO = PriceList(Decimal("24990.00"), Decimal("269892.00"), "ARS")
PRO = PriceList(Decimal("75000.00"), Decimal("810000.00"), "ARS")
START, CHANGE = date(2026, 3, 1), date(2026, 3, 11)


def row_of(  # noqa: PLR0913 - what tests vary
    plan, discount="0", *, start=START, period=Period.MONTHLY, years=1, credit="0"
):
    end = period_end(start, period, years)
    return CurrentRow(
        start_date=start,
        end_date=end,
        period=period,
        years=years,
        base_days=(end - start).days,
        list_amount=plan.of_period(period, years),
        discount_percent=Decimal(discount),
        credit_left=Decimal(credit),
        currency=plan.currency,
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((BASICO, PRO, "0"), ("16928.71", "50806.45", "50806.45", "33877.74", "0")),
        ((BASICO, PRO, "10"), ("15235.84", "50806.45", "45725.81", "30489.97", "0")),
        ((PRO, BASICO, "0"), ("50806.45", "16928.71", "16928.71", "0", "33877.74")),
    ],
)
def test_table_of_the_contract(case, expected):
    old, new, discount = case
    quoted = quote_change(row_of(old, discount), new, CHANGE)
    assert (quoted.period_days, quoted.days_left) == (31, 21)
    amounts = quoted.amounts
    told = (amounts.credit, amounts.list_amount, amounts.charge, amounts.to_collect, amounts.credit_left)
    assert told == tuple(map(Decimal, expected))
    assert amounts.credit_applied == amounts.charge - amounts.to_collect


def test_next_month_of_the_cheaper_plan_is_paid_by_the_credit_left():
    left = quote_change(row_of(PRO), BASICO, CHANGE).amounts.credit_left
    paid = due(BASICO.monthly, Decimal(0), left, "ARS")
    assert (paid.credit_applied, paid.to_collect, paid.credit_left) == (Decimal("24990.00"), 0, Decimal("8887.74"))


def test_second_change_gives_back_days_of_the_shorter_row_and_buys_days_of_a_whole_period():
    first = quote_change(row_of(BASICO), PRO, CHANGE)
    shorter = CurrentRow(
        CHANGE, date(2026, 4, 1), Period.MONTHLY, 1, 31, first.amounts.list_amount, Decimal(0), Decimal(0), "ARS"
    )
    second = quote_change(shorter, BASICO, date(2026, 3, 21))
    assert (second.period_days, second.days_left) == (21, 11)
    assert second.amounts.credit == Decimal("26612.90")  # 50806.45 × 11 / 21
    assert second.amounts.list_amount == Decimal("8867.42")  # 24990.00 × 11 / 31


def test_no_day_is_left_on_the_last_one():
    assert days_left_of(row_of(BASICO), date(2026, 4, 1)) == 0


def test_change_on_the_first_day_gives_everything_back():
    quoted = quote_change(row_of(BASICO, years=3, period=Period.YEARLY, discount="2"), PRO, START)
    assert quoted.amounts.credit == Decimal("793482.48")
    assert (quoted.period_price, quoted.amounts.list_amount) == (Decimal(2430000), Decimal(2430000))


def test_currency_without_decimals_stays_whole():
    cheap, dear = PriceList(Decimal(9990), Decimal(99900), "CLP"), PriceList(Decimal(29990), Decimal(299900), "CLP")
    amounts = quote_change(row_of(cheap, "7.5"), dear, CHANGE).amounts
    assert all(value == value.to_integral_value() for value in (amounts.credit, amounts.list_amount, amounts.charge))


MONEY = st.decimals("0", "999999.99", places=2)


@given(
    when=st.tuples(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.floats(0, 0.999)),
    period=st.sampled_from(Period),
    prices=st.tuples(MONEY, MONEY),
    discount=st.decimals("0", "100", places=2),
    credit=MONEY,
)
def test_nothing_is_lost_nor_paid_out(when, period, prices, discount, credit):
    start, share = when
    old, new = (PriceList(price, price, "ARS") for price in prices)
    row = row_of(old, discount, start=start, period=period, credit=credit)
    today = start + timedelta(days=int((row.end_date - start).days * share))
    amounts = quote_change(row, new, today).amounts
    assert amounts.charge == amounts.credit_applied + amounts.to_collect
    assert amounts.credit == amounts.credit_applied + amounts.credit_left
    assert min(amounts.to_collect, amounts.credit_left) == 0
    assert amounts.credit >= credit
    assert all(has_currency_scale(value, "ARS") for value in (amounts.credit, amounts.charge, amounts.to_collect))

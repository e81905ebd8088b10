"""Plan changes computed a second time, from the words of contract 20-billing §8 alone: fractions, no product code."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Reference:
    """The amounts of one change, exact, in the currency's smallest unit rounded half up."""

    credit: Fraction
    list_amount: Fraction
    charge: Fraction
    credit_applied: Fraction
    to_collect: Fraction
    credit_left: Fraction


def rounded(amount: Fraction, decimals: int) -> Fraction:
    """Round half up to so many decimals (amounts are never negative)."""
    scale = 10**decimals
    return Fraction(floor(amount * scale + HALF), scale)


def discounted(amount: Fraction, percent: Fraction, decimals: int) -> Fraction:
    """precio_con_descuento = round(precio_pagado × (1 − d/100))."""
    return rounded(amount * (1 - percent / 100), decimals)


def change(  # noqa: PLR0913 - the contract's formula has as many terms
    *,
    paid: Fraction,
    percent: Fraction,
    credit_left: Fraction,
    new_period_price: Fraction,
    period_days: int,
    days_left: int,
    base_days: int,
    decimals: int,
) -> Reference:
    """Follow §8 line by line."""
    credit = rounded(discounted(paid, percent, decimals) * days_left / period_days, decimals) + credit_left
    list_amount = rounded(new_period_price * days_left / base_days, decimals)
    charge = discounted(list_amount, percent, decimals)
    applied = min(credit, charge)
    return Reference(credit, list_amount, charge, applied, charge - applied, credit - applied)

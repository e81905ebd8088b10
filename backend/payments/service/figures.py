"""Figures of the whole platform about money that came in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from backend.infra.unit_of_work import reading
from backend.kernel.money import round_money
from backend.payments.repository.figures import approved_between


@dataclass(frozen=True, slots=True)
class Takings:
    """Approved payments of one span and one currency; never added across currencies."""

    position: int
    currency: str
    count: int
    amount: Decimal


@reading
def takings_between(bounds: Sequence[datetime]) -> list[Takings]:
    """Return what was approved in each span between neighbouring bounds, of every company; empty spans are left out."""
    counts: Counter[tuple[int, str]] = Counter()
    amounts: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for position, currency, count, amount in approved_between(bounds):
        counts[position, currency] += count
        amounts[position, currency] += Decimal(amount)
    return [
        Takings(position, currency, counts[position, currency], round_money(amount, currency))
        for (position, currency), amount in amounts.items()
    ]

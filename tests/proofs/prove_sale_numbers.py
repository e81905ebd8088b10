"""Fifty cashiers sell at once at one counter: numbers without gap or repetition, though many sales are undone.

Every fifth sale fails after it has got its number. With ``control`` numbers come from a counter that commits apart
from the sale, as a database sequence does: the undone sales then leave gaps.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from unittest.mock import patch

from flask import Flask
from sqlalchemy import select

from backend.infra.tenancy import CompanyRepository
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments.models import PointOfSale
from backend.sales.models import Sale
from backend.sales.repository.sales import Sales
from backend.sales.service.selling import create_sale
from tests.conftest import run_in_threads
from tests.factories.companies import make_company
from tests.factories.points_of_sale import make_point_of_sale
from tests.factories.sales import new_sale
from tests.proofs.databases import apps

HAS_CONTROL = True
CASHIERS = 50
SALES_EACH = {"small": 5, "full": 40}
EVERY_FAILING = 5
take_number = Sales.next_number
given = threading.local()


class Undone(Exception):
    """The sale fails after everything was written."""


@dataclass
class Outcome:
    """What fifty cashiers did on one database."""

    numbers: list[int]
    done: int
    undone: int
    errors: list[BaseException] = field(default_factory=list)
    seconds: float = 0.0

    def holds(self) -> bool:
        """Tell whether the numbers are exactly 1…N for N completed sales."""
        return not self.errors and self.done > 0 and self.numbers == list(range(1, self.done + 1))


def sell_once(till: PointOfSale, turn: int, *, control: bool) -> bool:
    """Book one sale, or undo it when it is its turn; returns whether it stands."""
    if control:
        day = clock.today_in("America/Argentina/Buenos_Aires")
        given.number = run_unit(lambda: take_number(Sales(till.company_id), till.code, day))

    def sell() -> None:
        create_sale(till.company_id, None, new_sale(till))
        if turn % EVERY_FAILING == 0:
            raise Undone

    try:
        run_unit(sell)
    except Undone:
        return False
    return True


def sell_on(app: Flask, sales_each: int, *, control: bool) -> Outcome:
    """Let all cashiers sell on one database and read what stands there afterwards."""
    till = make_point_of_sale(make_company("Almacén"))

    def cashier(index: int) -> int:
        with app.app_context():
            return sum(sell_once(till, index + turn, control=control) for turn in range(sales_each))

    started = time.perf_counter()
    results = run_in_threads(CASHIERS, cashier)
    seconds = time.perf_counter() - started
    errors = [one for one in results if isinstance(one, BaseException)]
    done = sum(one for one in results if isinstance(one, int))
    rows = run_unit(lambda: CompanyRepository(till.company_id).execute(select(Sale.sale_number)).scalars().all())
    numbers = sorted(int(number.rsplit("-", 1)[1]) for number in rows)
    return Outcome(numbers, done, CASHIERS * sales_each - done, errors, seconds)


def main(size: str, *, control: bool) -> int:
    """Return 0 when the numbers are gapless on every database that is there."""
    fault = patch.object(Sales, "next_number", lambda *_: given.number) if control else patch.dict({}, {})
    outcomes = []
    with fault:
        for name, app in apps("numbers"):
            outcome = sell_on(app, SALES_EACH[size], control=control)
            outcomes.append(outcome)
            highest = outcome.numbers[-1] if outcome.numbers else 0
            print(
                f"{name:<11} {CASHIERS} cashiers: {outcome.done} sales, {outcome.undone} undone, "
                f"numbers 1…{highest} ({len(set(outcome.numbers))} different), {len(outcome.errors)} errors, "
                f"{outcome.seconds:.1f} s ({outcome.done / outcome.seconds:.0f} sales/s)"
            )
            for error in outcome.errors[:3]:
                print(f"            {type(error).__name__}: {str(error)[:200]}")
    return 0 if outcomes and all(outcome.holds() for outcome in outcomes) else 1

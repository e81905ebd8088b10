"""SQL of the daily summary: four grouped statements, whatever the number of sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select

from backend.infra.tenancy import CompanyRepository
from backend.kernel.money import ZERO
from backend.sales.domain import COUNTED, HOURS, Method
from backend.sales.models import Sale, SaleItem, SalePayment

TOP_PRODUCTS = 10


@dataclass(frozen=True, slots=True)
class DaySums:
    """Sums over the day's sales."""

    count: int
    total: Decimal
    discount: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class MethodTotal:
    """What came in by one method, in how many payments."""

    method: str
    total: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class ProductTotal:
    """How much of one product was sold, and for how much."""

    product_name: str
    quantity: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class HourTotal:
    """Sales of one hour of the wall clock."""

    hour: int
    count: int
    total: Decimal


class DayReport(CompanyRepository):
    """The sales of one company between two instants, of one point of sale or of all."""

    def __init__(
        self, company_id: int, begins_at: datetime, ends_before: datetime, point_of_sale_id: str | None
    ) -> None:
        """Bind the report to its company, its day and its counter."""
        super().__init__(company_id)
        self._of_day: list[Any] = [
            Sale.company_id == company_id,
            Sale.status.in_([status.value for status in COUNTED]),
            Sale.created_at >= begins_at,
            Sale.created_at < ends_before,
        ]
        if point_of_sale_id is not None:
            self._of_day.append(Sale.point_of_sale_id == point_of_sale_id)

    def sums(self) -> DaySums:
        """Return count and sums; refunds are taken off the total."""
        columns = (Sale.total, Sale.refunded_amount, Sale.discount, Sale.tax)
        statement = select(func.count(), *(func.sum(column) for column in columns)).where(*self._of_day)
        count, total, refunded, discount, tax = (one or 0 for one in self.execute(statement).one())
        return DaySums(count, ZERO + total - refunded, ZERO + discount, ZERO + tax)

    def by_method(self) -> list[MethodTotal]:
        """Return the methods that were used, in the order of the contract."""
        paid, refunded = func.sum(SalePayment.amount), func.sum(SalePayment.refunded_amount)
        statement = (
            select(SalePayment.method, paid, refunded, func.count())
            .join(Sale, Sale.id == SalePayment.sale_id)
            .where(*self._of_day)
            .group_by(SalePayment.method)
        )
        found = {method: MethodTotal(method, p - r, count) for method, p, r, count in self.execute(statement)}
        return [found[method] for method in Method if method in found]

    def top_products(self) -> list[ProductTotal]:
        """Return the ten products that brought in most."""
        sold, total = func.sum(SaleItem.quantity), func.sum(SaleItem.subtotal)
        statement = (
            select(SaleItem.product_name, sold, total)
            .join(Sale, Sale.id == SaleItem.sale_id)
            .where(*self._of_day)
            .group_by(SaleItem.product_name)
            .order_by(total.desc(), SaleItem.product_name)
            .limit(TOP_PRODUCTS)
        )
        return [ProductTotal(*row) for row in self.execute(statement)]

    def by_hour(self, ends: Sequence[datetime]) -> list[HourTotal]:
        """Return all 24 hours, empty ones too; ``ends`` are the instants at which they end."""
        hour = case(*((Sale.created_at < end, hour) for hour, end in enumerate(ends)), else_=HOURS - 1)
        rows = select(hour.label("hour"), Sale.total, Sale.refunded_amount).where(*self._of_day).subquery()
        statement = select(
            rows.c.hour, func.count(), func.sum(rows.c.total), func.sum(rows.c.refunded_amount)
        ).group_by(rows.c.hour)
        found = {hour: (count, total - refunded) for hour, count, total, refunded in self.execute(statement)}
        return [HourTotal(hour, *found.get(hour, (0, ZERO))) for hour in range(HOURS)]

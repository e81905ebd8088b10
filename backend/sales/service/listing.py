"""Looking at sales: one, a page, all of a filter, one day (contract 40-mercadopago §7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from backend.companies import repository as companies
from backend.infra.unit_of_work import reading
from backend.kernel import clock
from backend.kernel.ids import is_id
from backend.kernel.pagination import Page, PageRequest
from backend.sales.domain import day_bounds, hour_ends
from backend.sales.errors import SaleNotFound
from backend.sales.models import Sale
from backend.sales.repository.reports import DayReport, HourTotal, MethodTotal, ProductTotal
from backend.sales.repository.sales import SaleFilter, Sales

EXPORT_BATCH = 500


@dataclass(frozen=True, slots=True)
class SaleQuery:
    """What a list is narrowed to; dates are inclusive, in the company's time zone."""

    point_of_sale_id: str | None = None
    user_id: int | None = None
    status: str | None = None
    method: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DailySummary:
    """One day of the company: what is neither cancelled nor wholly refunded, less what was refunded."""

    day: date
    sales_count: int
    total_sales: Decimal
    total_discount: Decimal
    total_tax: Decimal
    payments_by_method: Sequence[MethodTotal]
    top_products: Sequence[ProductTotal]
    hourly: Sequence[HourTotal]


@reading
def get_sale(company_id: int, sale_id: str) -> Sale:
    """Return one sale with its items and payments; SaleNotFound when it is not the company's."""
    found = Sales(company_id).find(sale_id) if is_id(sale_id) else None
    if found is None:
        raise SaleNotFound
    return found


@reading
def list_sales(company_id: int, query: SaleQuery, page: PageRequest) -> Page[Sale]:
    """Return one page of sales, newest first."""
    return Sales(company_id).list_page(_filter(company_id, query), page)


def export_sales(company_id: int, query: SaleQuery) -> Iterator[tuple[Sale, str]]:
    """Yield every sale that matches and its local time as text, newest first.

    Read in batches, each in a short unit of its own: an export of a year holds neither a transaction nor memory.
    """
    zone = ZoneInfo(_time_zone(company_id))
    last: tuple[datetime, str] | None = None
    while batch := _export_batch(company_id, query, last):
        for sale in batch:
            yield sale, f"{sale.created_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        last = (batch[-1].created_at, batch[-1].id)


@reading
def summarise_day(company_id: int, day: date | None, point_of_sale_id: str | None) -> DailySummary:
    """Return the sums of one day of the company's calendar, today without ``day``; another's point of sale is empty."""
    zone = companies.get_locale(company_id).time_zone
    day = day or clock.today_in(zone)
    begins_at, ends_before = day_bounds(day, day, zone)
    report = DayReport(company_id, begins_at, ends_before, point_of_sale_id)
    sums = report.sums()
    return DailySummary(
        day=day,
        sales_count=sums.count,
        total_sales=sums.total,
        total_discount=sums.discount,
        total_tax=sums.tax,
        payments_by_method=report.by_method(),
        top_products=report.top_products(),
        hourly=report.by_hour(hour_ends(day, zone)),
    )


@reading
def _time_zone(company_id: int) -> str:
    return companies.get_locale(company_id).time_zone


@reading
def _export_batch(company_id: int, query: SaleQuery, last: tuple[datetime, str] | None) -> Sequence[Sale]:
    return Sales(company_id).list_after(_filter(company_id, query), last, EXPORT_BATCH)


def _filter(company_id: int, query: SaleQuery) -> SaleFilter:
    begins_at = ends_before = None
    if query.date_from or query.date_to:
        zone = companies.get_locale(company_id).time_zone
        begins_at = day_bounds(query.date_from, query.date_from, zone)[0] if query.date_from else None
        ends_before = day_bounds(query.date_to, query.date_to, zone)[1] if query.date_to else None
    return SaleFilter(
        point_of_sale_id=query.point_of_sale_id,
        user_id=query.user_id,
        status=query.status,
        method=query.method,
        begins_at=begins_at,
        ends_before=ends_before,
        text=query.text,
    )

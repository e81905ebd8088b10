"""SQL about sales: their numbers, their rows, their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.orm import selectinload

from backend.infra.db import session
from backend.infra.tenancy import CompanyRepository
from backend.kernel.pagination import Page, PageRequest
from backend.kernel.search_text import fold
from backend.sales.models import Sale, SaleCounter


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """What a list is narrowed to; ``begins_at`` and ``ends_before`` are instants."""

    point_of_sale_id: str | None = None
    user_id: int | None = None
    status: str | None = None
    method: str | None = None
    begins_at: datetime | None = None
    ends_before: datetime | None = None
    text: str | None = None


class Sales(CompanyRepository):
    """The sales of one company."""

    def next_number(self, code: str, day: date) -> int:
        """Return the next number of the code on the day, and keep others waiting for theirs until the commit.

        Rolled back with the unit: no number is lost. Take it last: it is the row that all cashiers meet on.
        """
        if session().get_bind().dialect.name in {"mysql", "mariadb"}:
            return self._next_number_mysql(code, day)
        insert = postgresql.insert if session().get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(SaleCounter).values(company_id=self.company_id, code=code, day=day, last_number=1)
        statement = statement.on_conflict_do_update(
            index_elements=["company_id", "code", "day"], set_={"last_number": SaleCounter.last_number + 1}
        )
        return int(self.execute(statement.returning(SaleCounter.last_number)).scalar_one())

    def _next_number_mysql(self, code: str, day: date) -> int:
        statement = mysql.insert(SaleCounter).values(company_id=self.company_id, code=code, day=day, last_number=1)
        self.execute(statement.on_duplicate_key_update(last_number=SaleCounter.last_number + 1))
        mine = select(SaleCounter.last_number).where(SaleCounter.code == code, SaleCounter.day == day)
        return int(self.execute(mine).scalar_one())

    def find(self, sale_id: str) -> Sale | None:
        """Return the sale with its items and payments, or None when the company has no such one."""
        found: Sale | None = self.execute(_complete(select(Sale).where(Sale.id == sale_id))).scalar_one_or_none()
        return found

    def has_any(self) -> bool:
        """Tell whether there is a sale."""
        return self.execute(select(Sale.id).limit(1)).first() is not None

    def find_id_by_order(self, order_id: str) -> str | None:
        """Return the id of the sale that the charge completed, or None."""
        found: str | None = self.execute(select(Sale.id).where(Sale.order_id == order_id)).scalar_one_or_none()
        return found

    def list_page(self, wanted: SaleFilter, page: PageRequest) -> Page[Sale]:
        """Return one page, newest first, with items and payments: four statements whatever the page's size."""
        total = self.execute(select(func.count()).select_from(Sale).where(*self._criteria(wanted))).scalar_one()
        items = self._read_newest(self._criteria(wanted), page.per_page, page.offset) if total > page.offset else []
        return Page(items, total, page)

    def list_after(self, wanted: SaleFilter, last: tuple[datetime, str] | None, limit: int) -> Sequence[Sale]:
        """Return the next ``limit`` sales, newest first, after the one created at ``last`` (instant, id)."""
        criteria = self._criteria(wanted)
        if last is not None:
            created_at, sale_id = last
            # The first bound is what an index can begin at; the second passes over sales of the same instant.
            criteria += [Sale.created_at <= created_at, or_(Sale.created_at < created_at, Sale.id < sale_id)]
        return self._read_newest(criteria, limit, 0)

    def _read_newest(self, criteria: Sequence[Any], limit: int, offset: int) -> Sequence[Sale]:
        """Choose the page by the index alone, then read only its rows."""
        newest = (Sale.created_at.desc(), Sale.id.desc())
        chosen = select(Sale.id).where(*criteria).order_by(*newest).limit(limit).offset(offset).subquery()
        rows = select(Sale).join(chosen, chosen.c.id == Sale.id).order_by(*newest)
        found: Sequence[Sale] = self.execute(_complete(rows)).scalars().all()
        return found

    def _criteria(self, wanted: SaleFilter) -> list[Any]:
        equal = {
            Sale.point_of_sale_id: wanted.point_of_sale_id,
            Sale.user_id: wanted.user_id,
            Sale.status: wanted.status,
        }
        criteria: list[Any] = [Sale.company_id == self.company_id]
        criteria += [column == value for column, value in equal.items() if value is not None]
        if wanted.begins_at is not None:
            criteria.append(Sale.created_at >= wanted.begins_at)
        if wanted.ends_before is not None:
            criteria.append(Sale.created_at < wanted.ends_before)
        if wanted.method is not None:
            criteria.append(Sale.methods.contains(f",{wanted.method},", autoescape=True))
        if wanted.text:
            criteria += [Sale.search_text.contains(word, autoescape=True) for word in fold([wanted.text]).split()]
        return criteria


def _complete(statement: Select[Sale]) -> Select[Sale]:
    return statement.options(selectinload(Sale.items), selectinload(Sale.payments))

"""SQL about points of sale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError

from backend.infra.db import session
from backend.infra.tenancy import CompanyRepository
from backend.kernel.ids import is_id
from backend.payments.errors import CodeTaken, PointOfSaleNotFound
from backend.payments.models import PointOfSale


class PointOfSaleRepository(CompanyRepository):
    """The points of sale of one company."""

    def get(self, point_of_sale_id: str) -> PointOfSale:
        """Return the point of sale; PointOfSaleNotFound when the company has no such one."""
        return self._one(point_of_sale_id, select(PointOfSale))

    def get_kept(self, point_of_sale_id: str) -> PointOfSale:
        """Return the point of sale, which nobody can change or remove until the unit ends; PointOfSaleNotFound."""
        fresh = select(PointOfSale).with_for_update(read=True).execution_options(populate_existing=True)
        return self._one(point_of_sale_id, fresh)

    def find_by_code(self, code: str) -> PointOfSale | None:
        """Return the company's point of sale with this code, or None."""
        statement = select(PointOfSale).where(PointOfSale.code == code)
        found: PointOfSale | None = self.execute(statement).scalar_one_or_none()
        return found

    def list_all(self) -> Sequence[PointOfSale]:
        """Return all of them by code, switched-off ones included."""
        return self.execute(select(PointOfSale).order_by(PointOfSale.code)).scalars().all()

    def insert(self, row: PointOfSale) -> None:
        """Write the row now; CodeTaken when the company has its code. The open unit stays usable."""
        try:
            with session().begin_nested():
                self.add(row)
        except IntegrityError as error:
            raise CodeTaken from error

    def change(self, row: PointOfSale, values: dict[str, Any]) -> None:
        """Write these columns now; CodeTaken when the company has the code. The open unit stays usable."""
        statement = update(PointOfSale).where(PointOfSale.id == row.id).values(**values)
        try:
            with session().begin_nested():
                self.execute(statement.execution_options(synchronize_session=False))
        except IntegrityError as error:
            raise CodeTaken from error
        session().refresh(row)

    def delete(self, row: PointOfSale) -> bool:
        """Delete the row; False when anything refers to it. The open unit stays usable."""
        statement = delete(PointOfSale).where(PointOfSale.id == row.id)
        try:
            with session().begin_nested():
                self.execute(statement.execution_options(synchronize_session=False))
        except IntegrityError:
            return False
        session().expunge(row)
        return True

    def _one(self, point_of_sale_id: str, statement: Select[PointOfSale]) -> PointOfSale:
        if not is_id(point_of_sale_id):
            raise PointOfSaleNotFound
        statement = statement.where(PointOfSale.id == point_of_sale_id)
        found: PointOfSale | None = self.execute(statement).scalar_one_or_none()
        if found is None:
            raise PointOfSaleNotFound
        return found

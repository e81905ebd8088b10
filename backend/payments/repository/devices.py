"""SQL about the devices of points of sale."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from backend.infra.tenancy import CompanyRepository
from backend.payments.errors import PointOfSaleNotFound
from backend.payments.models import PointOfSale


class DeviceRepository(CompanyRepository):
    """Which terminal and which QR cashier each point of sale of a company charges by."""

    def get(self, point_of_sale_id: str) -> PointOfSale:
        """Return a point of sale; raises PointOfSaleNotFound."""
        return self._one(select(PointOfSale).where(PointOfSale.id == point_of_sale_id))

    def lock(self, point_of_sale_id: str) -> PointOfSale:
        """Return a point of sale with its row locked; raises PointOfSaleNotFound."""
        return self._one(select(PointOfSale).where(PointOfSale.id == point_of_sale_id).with_for_update())

    def is_used_elsewhere(self, point_of_sale_id: str, column: Any, value: object) -> bool:
        """Tell whether another point of sale of the company has this value."""
        other = select(PointOfSale.id).where(column == value, PointOfSale.id != point_of_sale_id)
        return self.execute(other.limit(1)).first() is not None

    def _one(self, statement: Select[PointOfSale]) -> PointOfSale:
        found: PointOfSale | None = self.execute(statement).scalar_one_or_none()
        if found is None:
            raise PointOfSaleNotFound
        return found

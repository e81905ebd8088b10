"""Points of sale: the counters of a company (contract 40-mercadopago §1, §3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.companies import repository as companies
from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.payments.errors import PointOfSaleInactive
from backend.payments.models import PointOfSale
from backend.payments.repository.points_of_sale import PointOfSaleRepository

DEMO_CODE = "CAJA-1"
DEMO_NAME = "Caja principal"
EDITABLE = ("code", "name", "branch", "is_active")


@reading
def list_points_of_sale(company_id: int) -> Sequence[PointOfSale]:
    """Return all points of sale of the company by code, switched-off ones included."""
    return PointOfSaleRepository(company_id).list_all()


@reading
def get_point_of_sale(company_id: int, point_of_sale_id: str) -> PointOfSale:
    """Return one point of sale; PointOfSaleNotFound when it is not the company's. Joins an open unit."""
    return PointOfSaleRepository(company_id).get(point_of_sale_id)


@transactional
def keep_point_of_sale(company_id: int, point_of_sale_id: str) -> PointOfSale:
    """Return a switched-on point of sale to write about: it stays as it is until the open unit ends (shared lock).

    PointOfSaleNotFound, PointOfSaleInactive.
    """
    found = PointOfSaleRepository(company_id).get_kept(point_of_sale_id)
    if not found.is_active:
        raise PointOfSaleInactive
    return found


@transactional
def create_point_of_sale(company_id: int, values: Mapping[str, Any]) -> PointOfSale:
    """Create a point of sale from ``code``, ``name``, ``branch?``, ``is_active?``.

    NotFound when an admin names a company that does not exist, CodeTaken when the company has the code. Audited.
    """
    companies.get_company(company_id)
    repository = PointOfSaleRepository(company_id)
    created = PointOfSale(company_id=company_id, **{"is_active": True, **values})
    repository.insert(created)
    audit.record("payments.point_of_sale.created", created.id, company_id=company_id, after=_seen(created))
    return created


@transactional
def change_point_of_sale(company_id: int, point_of_sale_id: str, values: Mapping[str, Any]) -> PointOfSale:
    """Write the given ones of code, name, branch (None clears) and is_active.

    PointOfSaleNotFound, CodeTaken. Sale numbers given before keep the code they were given under. Audited.
    """
    repository = PointOfSaleRepository(company_id)
    found = repository.get(point_of_sale_id)
    before = _seen(found)
    if values:
        repository.change(found, dict(values))
    if _seen(found) != before:
        audit.record(
            "payments.point_of_sale.changed", found.id, company_id=company_id, before=before, after=_seen(found)
        )
    return found


@transactional
def remove_point_of_sale(company_id: int, point_of_sale_id: str) -> bool:
    """Delete the point of sale, or switch it off when anything (a charge, a sale) refers to it.

    Returns whether it was deleted. The database's foreign keys decide, so a charge made at the same time counts.
    PointOfSaleNotFound. Audited; repeating it on a switched-off one changes nothing.
    """
    repository = PointOfSaleRepository(company_id)
    found = repository.get(point_of_sale_id)
    before = _seen(found)
    if repository.delete(found):
        audit.record("payments.point_of_sale.deleted", point_of_sale_id, company_id=company_id, before=before)
        return True
    if before["is_active"]:
        repository.change(found, {"is_active": False})
        audit.record("payments.point_of_sale.deactivated", point_of_sale_id, company_id=company_id, before=before)
    return False


@transactional
def ensure_demo(company_id: int) -> PointOfSale:
    """Return the demo's point of sale ``CAJA-1``, created when the company has none of that code. Safe to repeat."""
    return PointOfSaleRepository(company_id).find_by_code(DEMO_CODE) or create_point_of_sale(
        company_id, {"code": DEMO_CODE, "name": DEMO_NAME}
    )


def _seen(row: PointOfSale) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EDITABLE}

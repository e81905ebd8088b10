"""Points of sale made directly, without the use cases."""

from __future__ import annotations

from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import transactional
from backend.payments.models import PointOfSale


@transactional
def make_point_of_sale(company: Company, code: str = "CAJA-1", **columns: object) -> PointOfSale:
    """Insert an active point of sale; any column can be given by its name."""
    created = PointOfSale(company_id=company.id, code=code, **{"name": f"Caja {code}", **columns})
    session().add(created)
    session().flush()
    return created

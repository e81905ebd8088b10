"""Companies made directly, without the use cases."""

from __future__ import annotations

from itertools import count

from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import transactional

_numbers = count(900000001)


@transactional
def make_company(name: str = "Demo SA", *, tax_id: str | None = None, **columns: object) -> Company:
    """Insert a company; any column can be given by its name."""
    nit = tax_id or str(next(_numbers))
    company = Company(name=name, tax_id=nit, tax_id_key=nit.lower(), contact="contacto@example.com", **columns)
    session().add(company)
    session().flush()
    return company

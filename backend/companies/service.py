"""Use cases about companies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.companies import ports, repository
from backend.companies.errors import CurrencyInUse
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.current import settings
from backend.infra.unit_of_work import reading, transactional


def found_company(name: str, tax_id: str, *, awaits_owner: bool = False, contact: str = "") -> Company:
    """Insert a company; joins the open unit. One that awaits its owner is inactive until the owner confirms.

    Raises IntegrityError when the NIT is taken.
    """
    return repository.add(
        Company(
            name=name,
            tax_id=tax_id,
            tax_id_key=tax_id.lower(),
            contact=contact,
            is_active=not awaits_owner,
            awaits_owner=awaits_owner,
            time_zone=settings().zona_horaria,
        )
    )


@transactional
def change_company(company_id: int, changes: Mapping[str, Any]) -> Company:
    """Store what the owner changed (code names).

    Raises CompanyNotFound, CurrencyInUse once any slice holds an amount in the present currency.
    """
    company = repository.lock_company(company_id)
    before = {name: getattr(company, name) for name in changes if getattr(company, name) != changes[name]}
    if "currency" in before and ports.has_money(company_id):
        raise CurrencyInUse
    after = {name: changes[name] for name in before}
    for name, value in after.items():
        setattr(company, name, value)
    if before:
        audit.record("companies.company.changed", company_id, company_id=company_id, before=before, after=after)
    return company


@reading
def get_company(company_id: int) -> Company:
    """Return the company; raises NotFound."""
    return repository.get_company(company_id)


@transactional
def ensure_company(name: str, tax_id: str, *, contact: str) -> Company:
    """Return the company with this NIT, made now unless it is there."""
    return repository.find_by_tax_id(tax_id) or found_company(name, tax_id, contact=contact)


@reading
def count_companies() -> int:
    """Return how many companies there are."""
    return repository.count_companies()

"""Use cases about companies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.companies import ports, repository
from backend.companies.errors import AlreadyActive, AlreadyInactive, CurrencyInUse
from backend.companies.models import Company
from backend.infra import audit
from backend.infra.current import settings
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.pagination import Stretch, Window


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
def create_company(values: Mapping[str, Any]) -> Company:
    """Make an active company from these columns; TaxIdTaken. Audited."""
    company = Company(**{"time_zone": settings().zona_horaria, **values, "tax_id_key": values["tax_id"].lower()})
    repository.insert(company)
    audit.record("companies.company.created", company.id, company_id=company.id, after=values)
    return company


@transactional
def change_company(company_id: int, changes: Mapping[str, Any]) -> Company:
    """Store what its owner or an operator changed (code names). Audited.

    Raises CompanyNotFound, TaxIdTaken, CurrencyInUse once any slice holds an amount in the present currency.
    """
    company = repository.lock_company(company_id)
    before = {name: getattr(company, name) for name in changes if getattr(company, name) != changes[name]}
    if "currency" in before and ports.has_money(company_id):
        raise CurrencyInUse
    after = {name: changes[name] for name in before}
    if before:
        repository.change(company, after)
        audit.record("companies.company.changed", company_id, company_id=company_id, before=before, after=after)
    return company


@transactional
def deactivate_company(company_id: int) -> Company:
    """Refuse its users and keys from their next request on, and tell the slices above, in one transaction (rule 2).

    Raises CompanyNotFound, AlreadyInactive. Audited. Its rows stay.
    """
    company = repository.lock_company(company_id)
    if not company.is_active:
        raise AlreadyInactive
    repository.change(company, {"is_active": False})
    _record_activity(company)
    for listener in ports.plugged().listeners:
        listener.on_company_deactivated(company_id)
    return company


@transactional
def activate_company(company_id: int) -> Company:
    """Admit its users and keys again; nothing else comes back (rule 2).

    Raises CompanyNotFound, AlreadyActive. Audited. A company that awaited its owner waits no more.
    """
    company = repository.lock_company(company_id)
    if company.is_active:
        raise AlreadyActive
    repository.change(company, {"is_active": True, "awaits_owner": False})
    _record_activity(company)
    return company


@reading
def list_companies(window: Window, *, text: str | None = None, is_active: bool | None = None) -> Stretch[Company]:
    """Return a stretch of the companies by id; each word of ``text`` has to be in name, NIT or contact."""
    return repository.list_companies(window, text=text, is_active=is_active)


def _record_activity(company: Company) -> None:
    verb = "activated" if company.is_active else "deactivated"
    before, after = {"is_active": not company.is_active}, {"is_active": company.is_active}
    audit.record(f"companies.company.{verb}", company.id, company_id=company.id, before=before, after=after)


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

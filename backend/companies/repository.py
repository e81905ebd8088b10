"""SQL about companies."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from backend.companies.models import Company
from backend.infra.db import session
from backend.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class CompanyLocale:
    """What money and dates of a company need: ISO 4217 currency and IANA zone."""

    company_id: int
    name: str
    currency: str
    time_zone: str


def find_by_tax_id(tax_id: str) -> Company | None:
    """Return the company with this NIT (case ignored), or None."""
    return session().scalar(select(Company).where(Company.tax_id_key == tax_id.strip().lower()))


def lock_by_tax_id(tax_id: str) -> Company | None:
    """Return the company with this NIT (case ignored), its row locked for the unit, or None."""
    known = select(Company).where(Company.tax_id_key == tax_id.strip().lower())
    return session().scalar(known.with_for_update().execution_options(populate_existing=True))


def get_company(company_id: int) -> Company:
    """Return the company; raises NotFound."""
    company = session().get(Company, company_id)
    if company is None:
        raise NotFound("No existe esa empresa.", code="empresa_not_found")
    return company


def get_locale(company_id: int) -> CompanyLocale:
    """Return currency and zone of a company; raises NotFound."""
    row = (
        session()
        .execute(select(Company.id, Company.name, Company.currency, Company.time_zone).where(Company.id == company_id))
        .first()
    )
    if row is None:
        raise NotFound("No existe esa empresa.", code="empresa_not_found")
    return CompanyLocale(*row)


def add(company: Company) -> Company:
    """Insert a company at once, so that a taken NIT speaks here."""
    session().add(company)
    session().flush()
    return company


def count_companies() -> int:
    """Return how many companies there are."""
    return session().scalar(select(func.count()).select_from(Company)) or 0

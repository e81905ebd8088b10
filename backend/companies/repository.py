"""SQL about companies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from backend.companies.errors import CompanyNotFound, TaxIdTaken
from backend.companies.models import Company
from backend.infra.db import session
from backend.kernel.pagination import Stretch, Window
from backend.kernel.search_text import fold

# Built once: the guard of machine routes runs it.
_ACTIVITY = select(Company.__table__.c.is_active).where(Company.__table__.c.id == bindparam("company_id"))


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


def lock_company(company_id: int) -> Company:
    """Return the company as the database has it now, its row locked for the unit; raises NotFound."""
    locked = select(Company).where(Company.id == company_id).with_for_update().execution_options(populate_existing=True)
    company = session().scalar(locked)
    if company is None:
        raise CompanyNotFound
    return company


def lock_by_tax_id(tax_id: str) -> Company | None:
    """Return the company with this NIT (case ignored), its row locked for the unit, or None."""
    known = select(Company).where(Company.tax_id_key == tax_id.strip().lower())
    return session().scalar(known.with_for_update().execution_options(populate_existing=True))


def get_company(company_id: int) -> Company:
    """Return the company; raises NotFound."""
    company = session().get(Company, company_id)
    if company is None:
        raise CompanyNotFound
    return company


def find_activity(company_id: int) -> bool | None:
    """Tell whether the company is active; None when there is none."""
    return session().execute(_ACTIVITY, {"company_id": company_id}).scalar()


def get_locale(company_id: int) -> CompanyLocale:
    """Return currency and zone of a company; raises NotFound."""
    row = (
        session()
        .execute(select(Company.id, Company.name, Company.currency, Company.time_zone).where(Company.id == company_id))
        .first()
    )
    if row is None:
        raise CompanyNotFound
    return CompanyLocale(*row)


def add(company: Company) -> Company:
    """Insert a company at once, so that a taken NIT speaks here."""
    session().add(company)
    session().flush()
    return company


def insert(company: Company) -> Company:
    """Write a company now; TaxIdTaken when its NIT is taken. The open unit stays usable."""
    try:
        with session().begin_nested():
            session().add(company)
    except IntegrityError as error:
        raise TaxIdTaken from error
    return company


def change(company: Company, values: Mapping[str, Any]) -> None:
    """Write these columns now; TaxIdTaken when another company has the NIT. The open unit stays usable."""
    try:
        with session().begin_nested():
            for name, value in values.items():
                setattr(company, name, value)
            company.tax_id_key = company.tax_id.lower()
    except IntegrityError as error:
        raise TaxIdTaken from error


def list_companies(window: Window, *, text: str | None = None, is_active: bool | None = None) -> Stretch[Company]:
    """Return a stretch of the companies by id; each word of ``text`` has to be in name, NIT or contact."""
    criteria = [Company.search_text.contains(word, autoescape=True) for word in fold([text]).split()]
    if is_active is not None:
        criteria.append(Company.is_active == is_active)
    total = session().scalar(select(func.count(Company.id)).where(*criteria)) or 0
    rows = select(Company).where(*criteria).order_by(Company.id).limit(window.limit).offset(window.offset)
    return Stretch(session().scalars(rows).all() if total > window.offset else [], total)


def count_companies() -> int:
    """Return how many companies there are."""
    return session().scalar(select(func.count()).select_from(Company)) or 0

"""SQL of licences. The check is a hot path: one Core statement, and another one only when nothing is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, update

from backend.billing.domain.states import SubscriptionState
from backend.billing.models.licences import IssuedLicence, LicenceKey
from backend.billing.models.plans import Plan, PlanService, Service
from backend.billing.models.subscriptions import Subscription
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM, CompanyRepository

# The company is named by its own id or NIT, so that the statements say for which company.
_ACROSS = {OPTION: PLATFORM}
_companies, _rows, _plans = Company.__table__, Subscription.__table__, Plan.__table__
_links, _services = PlanService.__table__, Service.__table__
_later = _rows.alias("later")
_NEXT_START = (
    select(func.min(_later.c.start_date))
    .where(_later.c.company_id == _companies.c.id, _later.c.slot == SubscriptionState.SCHEDULED.value)
    .scalar_subquery()
    .label("next_start")
)
# What answers say: company and subscription repeat for each service, so that every column costs.
_OF_COMPANY = "id name is_active tax_id contact plan_label currency time_zone country city created_at"
_OF_ROW = "id start_date end_date state payment_method period list_amount created_at"
# One row per service of the plan (one with nulls when there is none), in no order: MariaDB would write a temporary
# table for it, which costs three times as much as the statement.
_IN_FORCE = select(
    *(_companies.c[name] for name in _OF_COMPANY.split()),
    *(_rows.c[name].label(f"row_{name}") for name in _OF_ROW.split()),
    *(column.label(f"plan_{column.name}") for column in _plans.c if column.name != "name_key"),
    *(column.label(f"service_{column.name}") for column in _services.c if column.name != "name_key"),
    _links.c.quantity,
    _NEXT_START,
).select_from(
    _companies.outerjoin(
        _rows, and_(_rows.c.company_id == _companies.c.id, _rows.c.slot == SubscriptionState.ACTIVE.value)
    )
    .outerjoin(_plans, _plans.c.id == _rows.c.plan_id)
    .outerjoin(_links, _links.c.plan_id == _plans.c.id)
    .outerjoin(_services, and_(_services.c.id == _links.c.service_id, _services.c.is_active))
)
_BY_ID = _IN_FORCE.where(_companies.c.id == bindparam("named"))
_BY_TAX_ID = _IN_FORCE.where(_companies.c.tax_id_key == bindparam("named"))
_NEWEST = (
    select(_rows.c.state, _rows.c.end_date, _rows.c.payment_due_at, _plans.c.id.label("plan_id"), _plans.c.name)
    .select_from(_rows.join(_plans, _plans.c.id == _rows.c.plan_id))
    .where(_rows.c.company_id == bindparam("company_id"))
    .order_by(_rows.c.id.desc())
    .limit(1)
)


def rows_in_force(company_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return company, active row, plan and active services by name, one row each; empty for an unknown company."""
    return _in_force(_BY_ID, company_id)


def rows_in_force_by_tax_id(tax_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the same of the company with this NIT (case ignored)."""
    return _in_force(_BY_TAX_ID, tax_id.strip().lower())


def _in_force(statement: Select[*tuple[Any, ...]], named: int | str) -> Sequence[Row[*tuple[Any, ...]]]:
    found = session().execute(statement, {"named": named}, execution_options=_ACROSS).all()
    return sorted(found, key=_service_order)


def _service_order(row: Row[*tuple[Any, ...]]) -> tuple[str, int]:
    return row.service_name or "", row.service_id or 0


def newest_row(company_id: int) -> Row[*tuple[Any, ...]] | None:
    """Return state, end and plan of the company's newest subscription row, or None."""
    return session().execute(_NEWEST, {"company_id": company_id}, execution_options=_ACROSS).first()


class IssuedLicenceRepository(CompanyRepository):
    """Licences handed out to one company."""

    def newest(self) -> IssuedLicence | None:
        """Return the licence handed out last, or None."""
        newest = select(IssuedLicence).order_by(IssuedLicence.issued_at.desc(), IssuedLicence.serial.desc()).limit(1)
        return self.execute(newest).scalars().first()

    def lock_company(self) -> None:
        """Let one process at a time issue for the company: the others wait and find its licence."""
        session().execute(select(Company.id).where(Company.id == self.company_id).with_for_update())


def find_signing_key() -> LicenceKey | None:
    """Return the newest key that is not retired, or None."""
    newest = (
        select(LicenceKey)
        .where(LicenceKey.retired_at.is_(None))
        .order_by(LicenceKey.created_at.desc(), LicenceKey.kid.desc())
    )
    return session().scalars(newest.limit(1)).first()


def has_signing_key() -> bool:
    """Tell whether any key may sign."""
    return session().execute(select(LicenceKey.kid).where(LicenceKey.retired_at.is_(None)).limit(1)).first() is not None


def retire_keys(now: datetime, *, except_kid: str) -> None:
    """Let every other key sign no more."""
    session().execute(
        update(LicenceKey).where(LicenceKey.retired_at.is_(None), LicenceKey.kid != except_kid).values(retired_at=now)
    )


def public_keys(now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return kid and public key of every key that signs, or that signed a licence which has not expired yet."""
    keys, issued = LicenceKey.__table__, IssuedLicence.__table__
    lives = select(issued.c.serial).where(issued.c.kid == keys.c.kid, issued.c.expires_at > now).exists()
    wanted = select(keys.c.kid, keys.c.public_key).where(or_(keys.c.retired_at.is_(None), lives))
    return (
        session().execute(wanted.order_by(keys.c.created_at.desc(), keys.c.kid.desc()), execution_options=_ACROSS).all()
    )

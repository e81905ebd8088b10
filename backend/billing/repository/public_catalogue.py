"""SQL of the reads that anybody may make: Core statements, one each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select

from backend.billing.models.plans import Plan, PlanService, Service
from backend.companies.models import Company
from backend.infra.db import session

_plan, _link, _service, _company = Plan.__table__.c, PlanService.__table__.c, Service.__table__.c, Company.__table__.c
_SERVICE = (
    _service.id, _service.name, _service.description, _service.is_active, _service.api_url, _service.created_at,
)  # fmt: skip
_PLAN = (
    _plan.id, _plan.name, _plan.description, _plan.monthly_price, _plan.yearly_price, _plan.currency,
    _plan.is_highlighted, _plan.is_active, _plan.created_at,
)  # fmt: skip
PLAN_WIDTH = len(_PLAN)
_PLANS = (
    select(*_PLAN, *_SERVICE, _link.quantity)
    .outerjoin_from(Plan.__table__, PlanService.__table__, _link.plan_id == _plan.id)
    .outerjoin(Service.__table__, and_(_service.id == _link.service_id, _service.is_active))
    .where(_plan.is_active)
    .order_by(_plan.monthly_price, _plan.id, _service.name_key)
)
_SERVICES = select(*_SERVICE).order_by(_service.name_key)
_ACTIVE_SERVICES = _SERVICES.where(_service.is_active)
_COMPANY = select(_company.id, _company.name, _company.is_active).where(_company.id == bindparam("company_id"))


def read_sold_plans() -> Sequence[Any]:
    """Return a row per plan on sale and active service of it, cheapest month first: the plan's columns, the service's.

    A plan without any has one row, its service's columns empty; so has each service that is switched off.
    """
    return session().execute(_PLANS).all()


def read_services(*, is_only_active: bool) -> Sequence[Any]:
    """Return the services by name."""
    return session().execute(_ACTIVE_SERVICES if is_only_active else _SERVICES).all()


def read_company(company_id: int) -> Any | None:
    """Return id, name and activity of a company, or None."""
    return session().execute(_COMPANY, {"company_id": company_id}).first()

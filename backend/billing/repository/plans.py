"""SQL about plans."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from backend.billing.errors import PlanNotFound
from backend.billing.models.plans import Plan
from backend.infra.db import session


def get_plan(plan_id: int) -> Plan:
    """Return the plan; PlanNotFound."""
    found = session().get(Plan, plan_id)
    if found is None:
        raise PlanNotFound
    return found


def plans_by_id(plan_ids: Collection[int]) -> Mapping[int, Plan]:
    """Return these plans, by one statement."""
    return {plan.id: plan for plan in session().scalars(select(Plan).where(Plan.id.in_(plan_ids)))}

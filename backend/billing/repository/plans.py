"""SQL about plans."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from backend.billing.domain.names import name_key
from backend.billing.errors import PlanExists, PlanInUse, PlanNotFound
from backend.billing.models.plans import Plan, PlanService
from backend.billing.models.subscriptions import Subscription
from backend.infra.db import session
from backend.infra.tenancy import OPTION, PLATFORM
from backend.kernel.pagination import Stretch, Window


def get_plan(plan_id: int) -> Plan:
    """Return the plan; PlanNotFound."""
    found = session().get(Plan, plan_id)
    if found is None:
        raise PlanNotFound
    return found


def get_held_plan(plan_id: int) -> Plan:
    """Return the plan, locked until the open unit ends: nobody subscribes to it meanwhile; PlanNotFound."""
    found = session().get(Plan, plan_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise PlanNotFound
    return found


def plans_by_id(plan_ids: Collection[int]) -> Mapping[int, Plan]:
    """Return these plans, by one statement."""
    return {plan.id: plan for plan in session().scalars(select(Plan).where(Plan.id.in_(plan_ids)))}


def find_by_name(name: str) -> Plan | None:
    """Return the plan of this name, case ignored, or None."""
    return session().scalar(select(Plan).where(Plan.name_key == name_key(name)))


def list_plans(window: Window, *, is_active: bool | None = None) -> Stretch[Plan]:
    """Return a stretch of the plans, cheapest month first."""
    wanted = [] if is_active is None else [Plan.is_active == is_active]
    total = session().scalar(select(func.count()).select_from(Plan).where(*wanted)) or 0
    rows = select(Plan).where(*wanted).order_by(Plan.monthly_price, Plan.id)
    return Stretch(session().scalars(rows.limit(window.limit).offset(window.offset)).all(), total)


def insert_plan(plan: Plan) -> Plan:
    """Write the plan now; PlanExists when its name is taken. The open unit stays usable."""
    plan.name_key = name_key(plan.name)
    try:
        with session().begin_nested():
            session().add(plan)
    except IntegrityError as error:
        raise PlanExists from error
    return plan


def change_plan(plan: Plan, values: Mapping[str, Any]) -> None:
    """Write these columns now; PlanExists when the name is taken. The open unit stays usable."""
    try:
        with session().begin_nested():
            for name, value in values.items():
                setattr(plan, name, value)
            plan.name_key = name_key(plan.name)
    except IntegrityError as error:
        raise PlanExists from error


def delete_plan(plan: Plan) -> None:
    """Delete the plan and its links; PlanInUse when anything refers to it, which the database decides."""
    try:
        with session().begin_nested():
            session().execute(delete(PlanService).where(PlanService.plan_id == plan.id))
            session().delete(plan)
    except IntegrityError as error:
        raise PlanInUse from error


def is_sold(*plan_ids: int) -> bool:
    """Tell whether any subscription, of any company and state, refers to one of the plans."""
    rows = select(Subscription.id).where(Subscription.plan_id.in_(plan_ids)).limit(1)
    return session().execute(rows, execution_options={OPTION: PLATFORM}).first() is not None

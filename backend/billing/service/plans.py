"""Plans as operators keep them (contract 20-billing §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.billing.errors import PlanCurrencyInUse, PlanInUse, PriceTooPrecise
from backend.billing.models.plans import Plan
from backend.billing.repository import plans
from backend.infra import audit
from backend.infra.unit_of_work import reading, transactional
from backend.kernel.money import DEFAULT_CURRENCY, has_currency_scale
from backend.kernel.pagination import Stretch, Window

COLUMNS = ("name", "description", "monthly_price", "yearly_price", "currency", "is_highlighted", "is_active")
PRICES = ("monthly_price", "yearly_price")


@reading
def list_plans(window: Window, *, is_active: bool | None = None) -> Stretch[Plan]:
    """Return a stretch of the plans, cheapest month first."""
    return plans.list_plans(window, is_active=is_active)


@transactional
def create_plan(values: Mapping[str, Any]) -> Plan:
    """Make a plan from the given columns; PlanExists, PriceTooPrecise when a price is finer than its currency.

    Audited.
    """
    plan = Plan(**{"currency": DEFAULT_CURRENCY, "is_highlighted": False, "is_active": True, **values})
    _refuse_fine_prices(plan)
    plans.insert_plan(plan)
    audit.record("billing.plan.created", plan.id, after=_seen(plan))
    return plan


@transactional
def change_plan(plan_id: int, values: Mapping[str, Any]) -> Plan:
    """Write the given columns; prices reach only subscriptions made later (rule 3).

    PlanNotFound, PlanExists, PlanCurrencyInUse once anything was sold in the plan's currency, PriceTooPrecise when a
    price is finer than its currency. Audited.
    """
    plan = plans.get_held_plan(plan_id)
    before = _seen(plan)
    if values.get("currency", plan.currency) != plan.currency and plans.is_sold(plan.id):
        raise PlanCurrencyInUse
    plans.change_plan(plan, values)
    _refuse_fine_prices(plan)
    if _seen(plan) != before:
        audit.record("billing.plan.changed", plan.id, before=before, after=_seen(plan))
    return plan


@transactional
def remove_plan(plan_id: int) -> None:
    """Delete a plan that was never sold, with its links; PlanNotFound, PlanInUse (refusal 11). Audited."""
    plan = plans.get_held_plan(plan_id)
    if plans.is_sold(plan.id):
        raise PlanInUse
    before = _seen(plan)
    plans.delete_plan(plan)
    audit.record("billing.plan.deleted", plan_id, before=before)


def _refuse_fine_prices(plan: Plan) -> None:
    if too_fine := [name for name in PRICES if not has_currency_scale(getattr(plan, name), plan.currency)]:
        raise PriceTooPrecise(too_fine, plan.currency)


def _seen(plan: Plan) -> dict[str, Any]:
    return {name: f"{value:.2f}" if name in PRICES else value for name in COLUMNS for value in [getattr(plan, name)]}

"""What every new row is made from, whoever sells it: an operator, an owner who paid, the clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.billing.domain.periods import Period
from backend.billing.domain.prices import PriceList
from backend.billing.domain.states import SubscriptionState, slot_of
from backend.billing.domain.terms import Terms
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.infra.principal import current_actor
from backend.kernel.errors import ValidationFailed
from backend.kernel.money import MAX_AMOUNT


def new_row(company_id: int, plan_id: int, terms: Terms, state: SubscriptionState) -> Subscription:
    """Return a row with these terms, not written yet; its author is whoever acts now."""
    return Subscription(**new_values(company_id, plan_id, terms, state))


def new_values(company_id: int, plan_id: int, terms: Terms, state: SubscriptionState) -> dict[str, Any]:
    """Return the columns of a row with these terms; its author is whoever acts now."""
    return {
        "company_id": company_id,
        "plan_id": plan_id,
        "state": state.value,
        "slot": slot_of(state),
        "created_by": current_actor().user_id,
        "period": terms.period.value,
        "years": terms.years,
        "start_date": terms.start_date,
        "end_date": terms.end_date,
        "currency": terms.currency,
        "period_price": terms.period_price,
        "base_days": terms.base_days,
        "list_amount": terms.list_amount,
        "discount_percent": terms.discount_percent,
        "credit_applied": terms.credit_applied,
        "credit_left": terms.credit_left,
    }


def prices_of(plan: Plan) -> PriceList:
    """Return what the plan costs now."""
    return PriceList(plan.monthly_price, plan.yearly_price, plan.currency)


def check_years(period: Period, years: int) -> None:
    """Refuse a monthly row of several years (§14)."""
    if period is Period.MONTHLY and years != 1:
        raise ValidationFailed({"anios": ["Una suscripción mensual no dura años."]})


def check_terms(terms: Terms, today: date) -> None:
    """Refuse a period that is over before it begins, and a price that no column holds."""
    if terms.end_date < today:
        raise ValidationFailed({"fecha_inicio": ["El período ya habría terminado."]})
    if terms.list_amount > MAX_AMOUNT:
        raise ValidationFailed({"anios": ["El precio del período es demasiado grande."]})

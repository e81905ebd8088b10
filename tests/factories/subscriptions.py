"""Subscriptions made directly, in any state."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.billing.domain.periods import Period, period_end
from backend.billing.domain.states import SubscriptionState, slot_of
from backend.billing.models.plans import Plan
from backend.billing.models.subscriptions import Subscription
from backend.companies.models import Company
from backend.infra.db import session
from backend.infra.unit_of_work import transactional


@transactional
def make_subscription(company: Company, plan: Plan, *, state: str = "active", **columns: Any) -> Subscription:
    """Insert a subscription; any column can be given by its name."""
    start = columns.pop("start_date", date(2026, 3, 1))
    end = columns.pop("end_date", period_end(start, Period.MONTHLY))
    values = {
        "period": Period.MONTHLY.value,
        "currency": plan.currency,
        "period_price": plan.monthly_price,
        "list_amount": plan.monthly_price,
        "base_days": (end - start).days,
        **columns,
    }
    row = Subscription(
        company_id=company.id,
        plan_id=plan.id,
        state=state,
        slot=slot_of(SubscriptionState(state)),
        start_date=start,
        end_date=end,
        **values,
    )
    session().add(row)
    session().flush()
    return row
